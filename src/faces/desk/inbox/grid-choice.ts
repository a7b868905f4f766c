import { communityOf, type GridRow, type LngLat } from '../../../../core/grid/grid.ts';
import { isInside } from '../../../features/grid/geometry.ts';

/** Where a whistle can be moved within its community, and where its position says that it belongs. */
export interface GridChoice {
  grids: GridRow[];
  /** The grid in whose boundary the point lies; null where it lies in none, or in its own. */
  suggested: string | null;
  /** There is a point, and it lies in no grid of this community. */
  isOutside: boolean;
}

export function gridChoice(current: string, grids: readonly GridRow[], point: LngLat | null): GridChoice {
  const within = grids
    .filter(({ id }) => communityOf(id) === communityOf(current))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const there = point ? within.find(({ boundary }) => isInside(point, boundary)) : undefined;
  return {
    grids: within.filter(({ id }) => id !== current),
    suggested: there && there.id !== current ? there.id : null,
    isOutside: point !== null && there === undefined,
  };
}
