import { dayOf } from '../calendar/day.ts';
import type { ConflictRow, FieldValue } from '../household/household.ts';
import { withNeeds } from '../household/need.ts';
import { ok, refuse, type Result } from '../lib/result.ts';
import { payloads } from '../protocol/payloads.ts';
import type { KindRow } from '../protocol/rows.ts';
import { editOf, entryOf, refusedHere } from './roster.ts';
import type { MutationRule, ReadRow, RuleContext } from './rule.ts';

/** Somebody chose between two values of a field: that value stands, and the clash is gone for everyone (X3). */
export const resolveConflictRule: MutationRule<'household.resolve'> = {
  type: 'household.resolve',
  versions: [1],
  touches: ({ conflict }) => [{ kind: 'conflict', id: conflict }],
  touchesThen: ({ conflict: id }, read: ReadRow) => {
    const conflict = read('conflict', id);
    return conflict
      ? [
          { kind: 'household', id: conflict.household },
          { kind: 'need', of: conflict.household },
          { kind: conflict.on.kind, id: conflict.on.id },
        ]
      : [];
  },
  decide({ conflict: id, keep }, context) {
    const conflict = context.read('conflict', id);
    const missing = 'no such conflict: somebody has chosen already';
    if (!conflict) return refuse('not-found', missing);
    const deed = conflict.on.kind === 'need' ? 'visit' : 'register';
    const refusal = refusedHere(deed, conflict.grid, context, missing);
    if (refusal) return refusal;
    const gone = [{ kind: 'conflict' as const, id: conflict.id }];
    if (keep === 'theirs') return ok({ rows: [], gone });
    const value = keep === 'mine' ? conflict.mine.value : keep;
    const rows = settled(conflict, value, context);
    return rows.ok ? ok({ rows: rows.value, gone }) : rows;
  },
};

function settled(conflict: ConflictRow, value: FieldValue, context: RuleContext): Result<KindRow[]> {
  const { on, field } = conflict;
  const household = context.read('household', conflict.household);
  const before = context.read(on.kind, on.id);
  if (!household || !before) return refuse('not-found', 'what it was about is no more');
  const set = { [field]: { from: value, to: value } };
  // The same validator that a correction of this field passes.
  const checked = payloads[`${on.kind}.amend`].safeParse({ [on.kind]: on.id, set });
  if (!checked.success) return refuse('invalid', `${field} cannot be that`);
  const changed = {
    ...before,
    [field]: value,
    ...(field === 'name' && { keys: context.searchKeysOf(String(value)) }),
    rev: before.rev + 1,
    edits: { ...before.edits, [field]: editOf(context) },
  };
  const entry = entryOf(household, { type: 'conflict-resolved', field: field as 'name' }, context);
  switch (on.kind) {
    case 'household': {
      // The field is one of a household: its validator knows it.
      const row = changed as typeof household;
      return ok([
        {
          kind: 'household',
          row: field === 'kind' ? withNeeds(row, context.line('need', household.id), dayOf(context.now)) : row,
        },
        entry,
      ]);
    }
    case 'person':
      return ok([{ kind: 'person', row: changed } as KindRow, entry]);
    case 'need':
      return ok([{ kind: 'need', row: changed } as KindRow]);
  }
}
