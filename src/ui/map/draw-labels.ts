import type { MapRoad } from './map-data.ts';
import { countOf, isInFrame, screenX, screenY, type Frame, type Paths } from './mercator.ts';
import { mapFont, palette } from './palette.ts';
import type { Ground, Houses } from './scene.ts';

type Pen = CanvasRenderingContext2D;

/** Room already taken by words or symbols: whoever comes later and does not fit is left out. */
export class Room {
  readonly #taken: { left: number; top: number; right: number; bottom: number }[] = [];

  /** Takes it whether or not it was free. */
  block(x: number, y: number, width: number, height: number): void {
    this.#taken.push({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 });
  }

  /** @returns whether it was free; if so it is taken now */
  take(x: number, y: number, width: number, height: number): boolean {
    const box = { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
    const isFree = this.#taken.every(
      (other) =>
        other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom,
    );
    if (isFree) this.#taken.push(box);
    return isFree;
  }
}

function write(pen: Pen, text: string, x: number, y: number, colour: string): void {
  pen.lineWidth = 3.5;
  pen.lineJoin = 'round';
  pen.strokeStyle = palette.halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** Names of buildings: nearer in, under the symbol where one stands. */
export function drawHouseNames(pen: Pen, frame: Frame, houses: Houses, room: Room, px: number, drop: number): void {
  if (frame.zoom < 16.5) return;
  pen.font = mapFont(px, 600);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (let i = 0; i < countOf(houses.paths); i++) {
    if (!isInFrame(houses.paths, i, frame)) continue;
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = houses.paths.bounds.subarray(i * 4, i * 4 + 4);
    const label = houses.labels[i] ?? '';
    const width = pen.measureText(label).width;
    const extent = screenX(frame, maxX) - screenX(frame, minX);
    if (frame.zoom < 18 && width > extent * 1.7) continue;
    const x = screenX(frame, (minX + maxX) / 2);
    const y = screenY(frame, (minY + maxY) / 2);
    for (const at of [y, y + drop]) {
      if (!room.take(x, at, width + 4, px + 3)) continue;
      write(pen, label, x, at, palette.ink);
      break;
    }
  }
}

const roadNameFrom: Record<MapRoad['class'], number> = { arterial: 14.5, street: 16, lane: 17.5 };

export function drawRoadNames(pen: Pen, frame: Frame, ground: Ground, room: Room, px: number): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.font = mapFont(px);
  for (const road of ['arterial', 'street', 'lane'] as const) {
    if (frame.zoom < roadNameFrom[road]) continue;
    const { paths, names } = ground.roads[road];
    for (let i = 0; i < countOf(paths); i++) {
      const name = names[i];
      if (!name || !isInFrame(paths, i, frame)) continue;
      const width = pen.measureText(name).width + 12;
      const stretch = longestStretch(frame, paths, i);
      if (!stretch || stretch.length < width) continue;
      const turned = Math.abs(Math.sin(stretch.angle));
      const straight = Math.abs(Math.cos(stretch.angle));
      if (!room.take(stretch.x, stretch.y, width * straight + px * turned, width * turned + px * straight)) continue;
      pen.save();
      pen.translate(stretch.x, stretch.y);
      pen.rotate(stretch.angle);
      write(pen, name, 0, 0, palette.inkSoft);
      pen.restore();
    }
  }
}

/** The longest straight part of line `i` that is in sight: its middle, length and reading angle. */
function longestStretch(
  frame: Frame,
  paths: Paths,
  i: number,
): { x: number; y: number; length: number; angle: number } | null {
  let best: { x: number; y: number; length: number; angle: number } | null = null;
  const to = (paths.starts[i + 1] ?? 0) - 1;
  for (let at = paths.starts[i] ?? 0; at < to; at++) {
    const part = clip(
      frame,
      screenX(frame, paths.xy[at * 2] ?? 0),
      screenY(frame, paths.xy[at * 2 + 1] ?? 0),
      screenX(frame, paths.xy[at * 2 + 2] ?? 0),
      screenY(frame, paths.xy[at * 2 + 3] ?? 0),
    );
    if (!part) continue;
    const [ax, ay, bx, by] = part;
    const length = Math.hypot(bx - ax, by - ay);
    if (best && best.length >= length) continue;
    const angle = Math.atan2(by - ay, bx - ax);
    // Never upside down.
    const reading = angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle;
    best = { x: (ax + bx) / 2, y: (ay + by) / 2, length, angle: reading };
  }
  return best;
}

/** The part of a segment inside the frame (Liang and Barsky), or null. */
export function clip(
  frame: Pick<Frame, 'width' | 'height'>,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): readonly [number, number, number, number] | null {
  const dx = bx - ax;
  const dy = by - ay;
  let from = 0;
  let to = 1;
  for (const [p, q] of [
    [-dx, ax],
    [dx, frame.width - ax],
    [-dy, ay],
    [dy, frame.height - ay],
  ] as const) {
    if (p === 0) {
      if (q < 0) return null;
      continue;
    }
    const t = q / p;
    if (p < 0) from = Math.max(from, t);
    else to = Math.min(to, t);
  }
  return from > to ? null : [ax + from * dx, ay + from * dy, ax + to * dx, ay + to * dy];
}
