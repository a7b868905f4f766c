import type { LngLat } from './map-data.ts';

/** Spherical Mercator as web maps use it, in units of the world's width: x and y in [0, 1], y grows southwards. */
export const worldX = (lng: number): number => lng / 360 + 0.5;

/** Beyond it the projection's square ends. */
const maxLatitude = 85.0511287798;

export function worldY(lat: number): number {
  const sine = Math.sin((Math.max(-maxLatitude, Math.min(maxLatitude, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Pixels that the world's width takes at a zoom. */
export const worldSize = (zoom: number): number => 256 * 2 ** zoom;

const equatorMetres = 40_075_016.686;

export const metresPerPixel = (lat: number, zoom: number): number =>
  (equatorMetres * Math.cos((lat * Math.PI) / 180)) / worldSize(zoom);

/** Many lines or rings, projected once: `xy` holds pairs, line `i` runs over pairs `starts[i]` to `starts[i + 1]`. */
export interface Paths {
  xy: Float64Array;
  starts: Uint32Array;
  /** Four a line: least x, least y, greatest x, greatest y. */
  bounds: Float64Array;
}

export function projectPaths(lines: readonly (readonly LngLat[])[]): Paths {
  const starts = new Uint32Array(lines.length + 1);
  for (const [i, line] of lines.entries()) starts[i + 1] = (starts[i] ?? 0) + line.length;
  const xy = new Float64Array((starts[lines.length] ?? 0) * 2);
  const bounds = new Float64Array(lines.length * 4);
  let at = 0;
  for (const [i, line] of lines.entries()) {
    let minX = Infinity;
    let minY = Infinity;
    let maxX = -Infinity;
    let maxY = -Infinity;
    for (const [lng, lat] of line) {
      const x = worldX(lng);
      const y = worldY(lat);
      xy[at++] = x;
      xy[at++] = y;
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
    bounds.set([minX, minY, maxX, maxY], i * 4);
  }
  return { xy, starts, bounds };
}

export const countOf = (paths: Paths): number => paths.starts.length - 1;

/** The part of the world that a canvas shows. `left` and `top` are pixels of the world at this zoom. */
export interface Frame {
  zoom: number;
  scale: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

export const screenX = (frame: Frame, x: number): number => x * frame.scale - frame.left;
export const screenY = (frame: Frame, y: number): number => y * frame.scale - frame.top;

/** Whether any of line `i` may be seen. */
export function isInFrame(paths: Paths, i: number, frame: Frame, margin = 0): boolean {
  const at = i * 4;
  return (
    screenX(frame, paths.bounds[at + 2] ?? -Infinity) >= -margin &&
    screenY(frame, paths.bounds[at + 3] ?? -Infinity) >= -margin &&
    screenX(frame, paths.bounds[at] ?? Infinity) <= frame.width + margin &&
    screenY(frame, paths.bounds[at + 1] ?? Infinity) <= frame.height + margin
  );
}

/** Whether a point of the world lies inside ring `i` (even-odd). */
export function isInside(paths: Paths, i: number, x: number, y: number): boolean {
  const from = paths.starts[i] ?? 0;
  const to = paths.starts[i + 1] ?? from;
  let inside = false;
  for (let a = from, b = to - 1; a < to; b = a++) {
    const ax = paths.xy[a * 2] ?? 0;
    const ay = paths.xy[a * 2 + 1] ?? 0;
    const bx = paths.xy[b * 2] ?? 0;
    const by = paths.xy[b * 2 + 1] ?? 0;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Distance in world units from a point to the edge of ring `i`. */
export function distanceToEdge(paths: Paths, i: number, x: number, y: number): number {
  const from = paths.starts[i] ?? 0;
  const to = paths.starts[i + 1] ?? from;
  let least = Infinity;
  for (let a = from, b = to - 1; a < to; b = a++) {
    const ax = paths.xy[a * 2] ?? 0;
    const ay = paths.xy[a * 2 + 1] ?? 0;
    const dx = (paths.xy[b * 2] ?? 0) - ax;
    const dy = (paths.xy[b * 2 + 1] ?? 0) - ay;
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return least;
}
