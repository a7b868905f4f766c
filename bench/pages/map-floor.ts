/**
 * The practical limit of a drawn map: one canvas, coordinates in one typed array, a picture with a margin that is only
 * moved until it would uncover its edge. No names, no roads, no signs, nothing to choose, no list for screen readers.
 */
import type { DrawnScene, LngLat } from './map-scene.ts';

const margin = 160;

export interface Drawing {
  pan(x: number, y: number): void;
  zoom(levels: number): void;
  remove(): void;
}

const worldX = (lng: number): number => lng / 360 + 0.5;
const worldY = (lat: number): number => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};

export function drawFloor(element: HTMLElement, { buildings }: DrawnScene): Drawing {
  const rings = buildings.map(({ polygon }) => polygon);
  const starts = Uint32Array.from([0, ...runningSum(rings.map((ring) => ring.length))]);
  const points = rings.flat();
  const x = Float64Array.from(points, ([lng]: LngLat) => worldX(lng));
  const y = Float64Array.from(points, ([, lat]: LngLat) => worldY(lat));
  const boxes = rings.map((_, i) => boxOf(x, y, starts[i] ?? 0, starts[i + 1] ?? 0));
  const view = { width: element.clientWidth, height: element.clientHeight };
  const [shown, picture] = [document.createElement('canvas'), document.createElement('canvas')];
  [shown.width, shown.height] = [view.width, view.height];
  [picture.width, picture.height] = [view.width + 2 * margin, view.height + 2 * margin];
  element.append(shown);
  const [out, pen] = [shown.getContext('2d'), picture.getContext('2d')];
  if (!out || !pen) throw new Error('no canvas');

  const whole = boxOf(x, y, 0, x.length);
  let zoom = Math.floor(
    Math.log2(Math.min(view.width / (whole.right - whole.left), view.height / (whole.bottom - whole.top)) / 256),
  );
  let middle = { x: (whole.left + whole.right) / 2, y: (whole.top + whole.bottom) / 2 };
  let painted = { zoom: Number.NaN, left: 0, top: 0 };
  let isAsked = false;

  function paint(brush: CanvasRenderingContext2D, scale: number, left: number, top: number): void {
    brush.clearRect(0, 0, picture.width, picture.height);
    brush.beginPath();
    for (const [i, box] of boxes.entries()) {
      if (box.right * scale < left || box.left * scale > left + picture.width) continue;
      if (box.bottom * scale < top || box.top * scale > top + picture.height) continue;
      for (let at = starts[i] ?? 0, to = starts[i + 1] ?? 0, first = at; at < to; at++) {
        const [px, py] = [(x[at] ?? 0) * scale - left, (y[at] ?? 0) * scale - top];
        if (at === first) brush.moveTo(px, py);
        else brush.lineTo(px, py);
      }
      brush.closePath();
    }
    brush.fillStyle = 'rgba(150, 170, 190, 0.5)';
    brush.fill();
    brush.strokeStyle = '#345';
    brush.stroke();
  }

  function draw(brush: CanvasRenderingContext2D, front: CanvasRenderingContext2D): void {
    const scale = 256 * 2 ** zoom;
    const [left, top] = [middle.x * scale - view.width / 2 - margin, middle.y * scale - view.height / 2 - margin];
    const [dx, dy] = [painted.left - left, painted.top - top];
    const isFar = painted.zoom !== zoom || Math.abs(dx) > margin || Math.abs(dy) > margin;
    if (isFar) {
      paint(brush, scale, left, top);
      painted = { zoom, left, top };
    }
    front.clearRect(0, 0, view.width, view.height);
    front.drawImage(picture, Math.round(isFar ? 0 : dx) - margin, Math.round(isFar ? 0 : dy) - margin);
  }

  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw(pen, out);
    });
  };
  draw(pen, out);
  return {
    pan(byX, byY) {
      const scale = 256 * 2 ** zoom;
      middle = { x: middle.x - byX / scale, y: middle.y - byY / scale };
      ask();
    },
    zoom(levels) {
      zoom += levels;
      ask();
    },
    remove: () => shown.remove(),
  };
}

function runningSum(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

function boxOf(x: Float64Array, y: Float64Array, from: number, to: number) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let at = from; at < to; at++) {
    box.left = Math.min(box.left, x[at] ?? 0);
    box.right = Math.max(box.right, x[at] ?? 0);
    box.top = Math.min(box.top, y[at] ?? 0);
    box.bottom = Math.max(box.bottom, y[at] ?? 0);
  }
  return box;
}
