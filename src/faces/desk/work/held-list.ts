import type { GridCode } from '../../../../core/grid/grid.ts';
import { communityOf } from '../../../../core/grid/grid.ts';
import { nextClock } from '../../../../core/whistle/clock.ts';
import { standing } from '../../../../core/whistle/loop.ts';
import type { WhistleStage } from '../../../../core/whistle/stage.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { View } from '../../../local/phone.ts';
import type { WorkWhistle } from './work-wire.ts';

/** Where a unit's whistle is for it: to act on, being judged by others, or over. */
export const heldParts = ['todo', 'judged', 'over'] as const;
export type HeldPart = (typeof heldParts)[number];

const judging: readonly WhistleStage[] = ['verifying', 'surveying', 'evaluating'];

/** An evaluation that it has not answered waits with what is to be done, for it may. */
export function heldPartOf({ stage, loop }: WhistleRow, units: readonly string[]): HeldPart {
  const isOwn = ({ unit }: { unit: string }): boolean => units.includes(unit);
  if (stage === 'consulting')
    return loop?.consults.some((one) => isOwn(one) && one.answer === null) === true ? 'todo' : 'judged';
  if (stage === 'dispatched' || stage === 'working')
    return standing(loop).some((order) => isOwn(order) && order.done === null) ? 'todo' : 'judged';
  return judging.includes(stage) ? 'judged' : 'over';
}

const dueOf = ({ clocks }: WhistleRow): string => nextClock(clocks)?.dueAt ?? '9999';

/** What the unit may act on ends first first; of the others the newest first. */
export function heldIn(whistles: readonly WhistleRow[], units: readonly string[], part: HeldPart): WhistleRow[] {
  const own = whistles.filter((row) => heldPartOf(row, units) === part);
  return part === 'todo'
    ? own.toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : a.id < b.id ? -1 : 1))
    : own.toSorted((a, b) => (a.raisedAt > b.raisedAt ? -1 : 1));
}

/** With the names that the tenant's rows give: a unit holds areas and the catalogue, and no grid. */
export function namedIn(view: View, row: WhistleRow): WorkWhistle {
  const category = row.category === null ? undefined : view.get('category', row.category);
  const grid: GridCode = row.grid;
  return {
    ...row,
    names: {
      category: category ? { zh: category.zh, en: category.en } : null,
      grid: null,
      community: view.get('area', communityOf(grid))?.name ?? null,
    },
  };
}
