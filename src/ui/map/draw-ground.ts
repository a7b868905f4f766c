import type { MapRoad } from './map-data.ts';
import { countOf, isInFrame, metresPerPixel, screenX, screenY, type Frame, type Paths } from './mercator.ts';
import { palette } from './palette.ts';
import type { Ground, Houses } from './scene.ts';

type Pen = CanvasRenderingContext2D;

/** Adds line `i` to the pen's path. */
export function trace(pen: Pen, frame: Frame, paths: Paths, i: number): void {
  const to = paths.starts[i + 1] ?? 0;
  for (let at = paths.starts[i] ?? 0, first = at; at < to; at++) {
    const x = screenX(frame, paths.xy[at * 2] ?? 0);
    const y = screenY(frame, paths.xy[at * 2 + 1] ?? 0);
    if (at === first) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}

function traceAll(pen: Pen, frame: Frame, paths: Paths, isClosed: boolean, margin = 2): void {
  pen.beginPath();
  for (let i = 0; i < countOf(paths); i++) {
    if (!isInFrame(paths, i, frame, margin)) continue;
    trace(pen, frame, paths, i);
    if (isClosed) pen.closePath();
  }
}

function fillAll(pen: Pen, frame: Frame, paths: Paths, colour: string): void {
  traceAll(pen, frame, paths, true);
  pen.fillStyle = colour;
  pen.fill();
}

const roadMetres: Record<MapRoad['class'], number> = { arterial: 20, street: 9, lane: 4 };
const leastRoadPx: Record<MapRoad['class'], number> = { arterial: 4, street: 2, lane: 1 };
const roadOrder = ['lane', 'street', 'arterial'] as const;

function drawRoads(pen: Pen, frame: Frame, ground: Ground, latitude: number): void {
  const perMetre = 1 / metresPerPixel(latitude, frame.zoom);
  const widthOf = (road: MapRoad['class']): number => Math.max(leastRoadPx[road], roadMetres[road] * perMetre);
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  // Edges of all first, so that crossings are open.
  for (const road of roadOrder) {
    traceAll(pen, frame, ground.roads[road].paths, false, widthOf(road));
    pen.lineWidth = widthOf(road) + 2;
    pen.strokeStyle = palette.roadEdge;
    pen.stroke();
  }
  for (const road of roadOrder) {
    traceAll(pen, frame, ground.roads[road].paths, false, widthOf(road));
    pen.lineWidth = widthOf(road);
    pen.strokeStyle = palette[road];
    pen.stroke();
  }
}

export function drawGround(pen: Pen, frame: Frame, ground: Ground, latitude: number): void {
  pen.fillStyle = palette.land;
  pen.fillRect(0, 0, frame.width, frame.height);
  fillAll(pen, frame, ground.green, palette.green);
  fillAll(pen, frame, ground.water, palette.water);
  drawRoads(pen, frame, ground, latitude);
  fillAll(pen, frame, ground.around, palette.around);
  pen.lineWidth = 1;
  pen.strokeStyle = palette.aroundEdge;
  pen.stroke();
  traceAll(pen, frame, ground.borders, false);
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.border;
  pen.setLineDash([7, 4, 1.5, 4]);
  pen.stroke();
  pen.setLineDash([]);
}

/** What is not one's own is veiled, and the edge drawn over it. */
export function drawOwn(pen: Pen, frame: Frame, own: Paths): void {
  if (countOf(own) === 0) return;
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  for (let i = 0; i < countOf(own); i++) {
    trace(pen, frame, own, i);
    pen.closePath();
  }
  pen.fillStyle = palette.outside;
  pen.fill('evenodd');
  traceAll(pen, frame, own, true);
  pen.lineJoin = 'round';
  pen.lineWidth = 6;
  pen.strokeStyle = 'rgba(255, 255, 255, 0.75)';
  pen.stroke();
  pen.lineWidth = 2.5;
  pen.strokeStyle = palette.own;
  pen.setLineDash([12, 5]);
  pen.stroke();
  pen.setLineDash([]);
}

/** Over a picture of the ground houses are outlines alone. */
export function drawHouses(pen: Pen, frame: Frame, houses: Houses, chosen: string | null, isFilled: boolean): void {
  if (isFilled) fillAll(pen, frame, houses.paths, palette.house);
  else traceAll(pen, frame, houses.paths, true);
  pen.lineJoin = 'round';
  pen.lineWidth = 1.25;
  pen.strokeStyle = palette.houseEdge;
  pen.stroke();
  const at = chosen === null ? -1 : houses.ids.indexOf(chosen);
  if (at === -1) return;
  pen.beginPath();
  trace(pen, frame, houses.paths, at);
  pen.closePath();
  pen.fillStyle = palette.chosenFill;
  pen.fill();
  pen.lineWidth = 4;
  pen.strokeStyle = palette.chosen;
  pen.stroke();
}
