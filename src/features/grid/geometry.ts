import type { LngLat } from '../../../core/grid/grid.ts';

/** Whether a point lies in a ring, by counting the edges that a ray to the east crosses. */
export function isInside([lng, lat]: LngLat, ring: readonly LngLat[]): boolean {
  let inside = false;
  let before = ring.at(-1);
  for (const corner of ring) {
    if (before && corner[1] > lat !== before[1] > lat) {
      const crossing = corner[0] + ((lat - corner[1]) / (before[1] - corner[1])) * (before[0] - corner[0]);
      if (lng < crossing) inside = !inside;
    }
    before = corner;
  }
  return inside;
}
