import type { LngLat } from '../../core/grid/grid.ts';

/**
 * Two planes: the plan (u east, v north, metres, streets straight, the river's middle at v = 0), and the ground
 * (x, y, metres), onto which `lay` bends the plan gently, so that streets curve and rows of houses follow them.
 */
export type Point = readonly [number, number];
export type Line = readonly Point[];

export const lay = ([u, v]: Point): Point => [
  0.9 * u + 46 * Math.sin(v / 310 + 0.6),
  0.9 * v + (70 * Math.sin(u / 410 + 0.5) + 9 * Math.sin(u / 160 + 1)) * Math.exp(-((v / 560) ** 2)) + 0.02 * u,
];

/** The ground's direction of the plan's east, in radians. */
export function tilt([u, v]: Point): number {
  const [ax, ay] = lay([u - 1, v]);
  const [bx, by] = lay([u + 1, v]);
  return Math.atan2(by - ay, bx - ax);
}

const origin = { lng: 118.312, lat: 30.956 };
const metresPerDegree = 111_320;
const lngScale = metresPerDegree * Math.cos((origin.lat * Math.PI) / 180);

/** WGS-84, to 6 decimals (a decimetre). */
export const lngLatOf = ([x, y]: Point): LngLat => [
  round(origin.lng + (x - 600) / lngScale),
  round(origin.lat + y / metresPerDegree),
];
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export const metresOf = ([lng, lat]: LngLat): Point => [
  (lng - origin.lng) * lngScale + 600,
  (lat - origin.lat) * metresPerDegree,
];

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Positive when counter-clockwise. The ring is open: its first point is not repeated. */
export function areaOf(ring: Line): number {
  let twice = 0;
  for (const [a, b] of edgesOf(ring)) twice += a[0] * b[1] - b[0] * a[1];
  return twice / 2;
}

export const edgesOf = (ring: Line): [Point, Point][] =>
  ring.map((point, i): [Point, Point] => [point, ring[(i + 1) % ring.length] ?? point]);

export function contains(ring: Line, [x, y]: Point): boolean {
  let isInside = false;
  for (const [a, b] of edgesOf(ring))
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) isInside = !isInside;
  return isInside;
}

export interface Box {
  min: Point;
  max: Point;
}

export function boxOf(points: Line, margin = 0): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    min: [Math.min(...xs) - margin, Math.min(...ys) - margin],
    max: [Math.max(...xs) + margin, Math.max(...ys) + margin],
  };
}

export const isInBox = ([x, y]: Point, { min, max }: Box): boolean =>
  x >= min[0] && x <= max[0] && y >= min[1] && y <= max[1];

/** Sutherland–Hodgman: the part of a polygon in a box; empty when none. */
export function clipRing(ring: Line, box: Box): Line {
  let points: Line = ring;
  for (const axis of [0, 1] as const)
    for (const side of ['min', 'max'] as const) {
      const limit = box[side][axis];
      const isIn = (point: Point): boolean => (side === 'min' ? point[axis] >= limit : point[axis] <= limit);
      points = edgesOf(points).flatMap(([a, b]) => {
        if (isIn(a) === isIn(b)) return isIn(a) ? [b] : [];
        const cut = between(a, b, (limit - a[axis]) / (b[axis] - a[axis]));
        return isIn(b) ? [cut, b] : [cut];
      });
    }
  return points;
}

/** The parts of a line in a box (Liang–Barsky, segment by segment). */
export function clipLine(line: Line, box: Box): Line[] {
  const parts: Point[][] = [];
  let isOpen = false;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (!a || !b) continue;
    const range = segmentIn(a, b, box);
    if (!range) {
      isOpen = false;
      continue;
    }
    const last = parts.at(-1);
    if (isOpen && last && range[0] === 0) last.push(between(a, b, range[1]));
    else parts.push([between(a, b, range[0]), between(a, b, range[1])]);
    isOpen = range[1] === 1;
  }
  return parts;
}

function segmentIn(a: Point, b: Point, box: Box): [number, number] | null {
  let [from, to] = [0, 1];
  for (const axis of [0, 1] as const) {
    const step = b[axis] - a[axis];
    for (const [sign, limit] of [
      [-1, box.min[axis]],
      [1, box.max[axis]],
    ] as const) {
      const p = sign * step;
      const q = sign * (limit - a[axis]);
      if (p === 0 && q < 0) return null;
      if (p < 0) from = Math.max(from, q / p);
      if (p > 0) to = Math.min(to, q / p);
    }
  }
  return from < to ? [from, to] : null;
}

export const between = (a: Point, b: Point, t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

/** The point of a line that lies nearest. */
export function nearestOn(line: Line, point: Point): Point {
  const feet = line.slice(1).map((b, i): Point => {
    const a = line[i] ?? b;
    const length = distance(a, b);
    const along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / (length * length || 1);
    return between(a, b, Math.min(1, Math.max(0, along)));
  });
  return feet.reduce((best, foot) => (distance(foot, point) < distance(best, point) ? foot : best), feet[0] ?? point);
}

/** A line of the plan with a point at least every `step` metres, laid on the ground. */
export function layLine(line: Line, step = 45): Line {
  const [first] = line;
  if (!first) return [];
  const dense: Point[] = [first];
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (!a || !b) continue;
    const pieces = Math.max(1, Math.ceil(distance(a, b) / step));
    for (let k = 1; k <= pieces; k++) dense.push(between(a, b, k / pieces));
  }
  return dense.map(lay);
}

export const layRing = (ring: Line, step = 45): Line => layLine([...ring, ...ring.slice(0, 1)], step).slice(0, -1);
