import type { LngLat } from './grid.ts';

/** Metres between two points some kilometres apart at most: flat enough, within one part in a thousand. */
export function metresBetween(a: LngLat, b: LngLat): number {
  const metresPerDegree = 111_320;
  const dx = (a[0] - b[0]) * Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
  const dy = a[1] - b[1];
  return Math.hypot(dx, dy) * metresPerDegree;
}
