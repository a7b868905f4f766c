import type { LngLat } from '../../../../core/grid/grid.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { metresBetween } from '../../../../core/grid/distance.ts';

/** As near as the same building is to itself: a point set by hand and one of the phone still meet. */
const sameMetres = 15;

/** Earlier whistles at the same door, building or point, whatever became of them, the newest first. */
export function historyAt(
  whistle: WhistleRow,
  others: readonly WhistleRow[],
  pointOf: (whistle: WhistleRow) => LngLat | null,
  count = 6,
): WhistleRow[] {
  const here = pointOf(whistle);
  const building = whistle.place?.building;
  const isSame = (other: WhistleRow): boolean => {
    if (whistle.household !== null && other.household === whistle.household) return true;
    if (building !== undefined && other.place?.building === building) return true;
    const there = here && pointOf(other);
    return here !== null && there !== null && metresBetween(here, there) <= sameMetres;
  };
  return others
    .filter((other) => other.id !== whistle.id && other.raisedAt < whistle.raisedAt && isSame(other))
    .toSorted((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1))
    .slice(0, count);
}
