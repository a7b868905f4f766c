import type {
  EntryRow,
  Edit,
  ConflictRow,
  HouseholdField,
  HouseholdRow,
  NeedField,
  PersonField,
} from '../household/household.ts';
import type { Clash } from '../household/merge.ts';
import { derivedUuid, makeId, type ConflictId } from '../lib/id.ts';
import { refuse } from '../lib/result.ts';
import { grantsFor, mayDo, type Deed } from '../org/authority.ts';
import type { KindRow, LineRef } from '../protocol/rows.ts';
import type { RuleContext } from './rule.ts';

/** What the rules of households, persons and needs share: who may, who it was, the line of events, clashes. */

/** Everything that hangs on a household: what later mutations of the same request may read of what this one adds. */
export const linesOf = (household: string): LineRef[] =>
  (['person', 'need', 'conflict', 'entry'] as const).map((kind) => ({ kind, of: household }));

/**
 * What is another's is unknown, in the words for one that does not exist; what was hers is refused by its date.
 * @param missing those words, as the rule says them of an unknown id
 */
export function refusedHere(
  deed: Deed,
  grid: string,
  context: RuleContext,
  missing = 'no such household',
): ReturnType<typeof refuse> | null {
  if (grantsFor(context.author, deed, grid).length === 0) return refuse('not-found', missing);
  if (!mayDo(context.author, deed, grid, context.at))
    return refuse('not-your-grid', 'the grid was not assigned to you at that time');
  return null;
}

export const editOf = (context: RuleContext): Edit => ({
  by: context.author.account,
  byName: context.author.name,
  at: context.now,
});

export const entryOf = (household: HouseholdRow, what: EntryRow['what'], context: RuleContext): KindRow => ({
  kind: 'entry',
  row: {
    id: makeId('event', context.mutation),
    rev: 1,
    grid: household.grid,
    household: household.id,
    ...editOf(context),
    what,
  },
});

/** A row for each field on which two people disagree; it stays until one of them, or the community, chooses. */
export function conflictsOf(
  household: Pick<HouseholdRow, 'id' | 'grid'>,
  on: ConflictRow['on'],
  clashes: readonly Clash<HouseholdField | PersonField | NeedField>[],
  context: RuleContext,
): { rows: KindRow[]; ids: ConflictId[] } {
  const edit = editOf(context);
  const rows = clashes.map(({ field, mine, theirs, theirEdit }, i): ConflictRow => ({
    id: makeId('conflict', derivedUuid(context.mutation, i + 1)),
    rev: 1,
    grid: household.grid,
    household: household.id,
    on,
    field,
    mine: { ...edit, value: mine },
    theirs: { ...(theirEdit ?? { ...edit, byName: '' }), value: theirs },
  }));
  return { rows: rows.map((row) => ({ kind: 'conflict', row })), ids: rows.map(({ id }) => id) };
}
