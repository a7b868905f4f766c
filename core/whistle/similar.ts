import { metresBetween } from '../grid/distance.ts';
import type { LngLat } from '../grid/grid.ts';
import { dayMs, msOf } from '../lib/time.ts';
import { type WhistleRow } from './whistle.ts';
import { isEnded } from './stage.ts';

/** A likely duplicate: the same category, within 50 m, open, raised within 30 days of each other (lifecycle, "Raising"). */
export const similarMetres = 50;
const similarMs = 30 * dayMs;

export interface SimilarWhistle {
  whistle: WhistleRow;
  metres: number;
}

/**
 * Nearest first. A whistle without a category or a place resembles none.
 * @param pointOf where a whistle is: its place, else its household's building
 */
export function similarTo(
  whistle: Pick<WhistleRow, 'id' | 'category' | 'raisedAt' | 'place' | 'household'>,
  others: readonly WhistleRow[],
  pointOf: (whistle: Pick<WhistleRow, 'place' | 'household'>) => LngLat | null,
): SimilarWhistle[] {
  const here = pointOf(whistle);
  if (!here || whistle.category === null) return [];
  return others
    .filter((other) => other.id !== whistle.id && other.category === whistle.category && !isEnded(other.stage))
    .filter((other) => Math.abs(msOf(other.raisedAt) - msOf(whistle.raisedAt)) <= similarMs)
    .flatMap((other) => {
      const there = pointOf(other);
      const metres = there ? metresBetween(here, there) : Infinity;
      return metres <= similarMetres ? [{ whistle: other, metres: Math.round(metres) }] : [];
    })
    .toSorted((a, b) => a.metres - b.metres || (a.whistle.id < b.whistle.id ? -1 : 1));
}
