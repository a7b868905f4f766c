import type { LngLat } from '../../../../core/grid/grid.ts';
import { type WhistleRow } from '../../../../core/whistle/whistle.ts';
import { isEnded } from '../../../../core/whistle/stage.ts';
import { folded } from './inbox-list.ts';
import { similarTo } from '../../../../core/whistle/similar.ts';

/** A whistle that another can be merged into; `metres` where it is a likely duplicate near by. */
export interface MergeCandidate {
  whistle: WhistleRow;
  metres: number | null;
}

/**
 * Into which a whistle could be merged: likely duplicates first, the nearest in front; then what a search finds among
 * the other open ones, the newest in front.
 */
export function mergeCandidates(
  whistle: WhistleRow,
  others: readonly WhistleRow[],
  pointOf: (whistle: Pick<WhistleRow, 'place' | 'household'>) => LngLat | null,
  query: string,
  textOf: (whistle: WhistleRow) => string,
  count = 8,
): MergeCandidate[] {
  const near: MergeCandidate[] = similarTo(whistle, others, pointOf);
  const wanted = folded(query);
  if (wanted === '') return near.slice(0, count);
  const known = new Set([whistle.id, ...near.map((one) => one.whistle.id)]);
  const found = others
    .filter((one) => !known.has(one.id) && !isEnded(one.stage) && folded(textOf(one)).includes(wanted))
    .toSorted((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1))
    .map((one): MergeCandidate => ({ whistle: one, metres: null }));
  return [...near.filter((one) => folded(textOf(one.whistle)).includes(wanted)), ...found].slice(0, count);
}
