import { dayOf } from '../calendar/day.ts';
import { noteLimit } from '../household/limits.ts';
import { mergeFields } from '../household/merge.ts';
import { followNeed, openNeed, withNeeds } from '../household/need.ts';
import { derivedUuid, makeId, type NeedId } from '../lib/id.ts';
import { ok, refuse } from '../lib/result.ts';
import { isoOf, msOf } from '../lib/time.ts';
import { conflictsOf, editOf, linesOf, refusedHere } from './roster.ts';
import type { MutationRule, ReadRow, RuleContext } from './rule.ts';

/** A consent as its validator leaves it, without members that were not given. */
export const consentOf = <T extends { by?: string | undefined }>({ by, ...consent }: T) => ({
  ...consent,
  ...(by !== undefined && { by }),
});

/** The id that a need was given, or the one that follows from the mutation: the same on the phone and the server. */
export const needIdOf = ({ need }: { need?: NeedId | undefined }, mutation: string, n = 0): NeedId =>
  need ?? makeId('need', derivedUuid(mutation, n));

export const openNeedRule: MutationRule<'need.open'> = {
  type: 'need.open',
  versions: [1],
  touches: (payload, mutation) => [
    { kind: 'need', id: needIdOf(payload, mutation) },
    { kind: 'household', id: payload.household },
    ...linesOf(payload.household),
  ],
  decide(payload, context) {
    const need = needIdOf(payload, context.mutation);
    const household = context.read('household', payload.household);
    if (!household) return refuse('not-found', 'no such household');
    const refusal = refusedHere('visit', household.grid, context);
    if (refusal) return refusal;
    if (context.read('need', need)) return refuse('exists', 'a need with this id exists');
    const occurredAt = isoOf(msOf(payload.occurredAt) + context.clockErrorMs);
    const opened = openNeed(
      household,
      { ...payload, need, consent: consentOf(payload.consent) },
      occurredAt < context.now ? occurredAt : context.now,
      editOf(context),
    );
    if (!opened.ok) return opened;
    const needs = [...context.line('need', household.id), opened.value];
    return ok({
      rows: [
        { kind: 'need', row: opened.value },
        { kind: 'household', row: { ...withNeeds(household, needs, dayOf(context.now)), rev: household.rev + 1 } },
      ],
    });
  },
};

/** A need hangs on a household, whose lock is the line's. */
const lineOfNeed = ({ need }: { need: string }, read: ReadRow) => {
  const household = read('need', need)?.household;
  return household
    ? [
        { kind: 'household' as const, id: household },
        { kind: 'need' as const, of: household },
        { kind: 'conflict' as const, of: household },
      ]
    : [];
};

function needAt(id: string, context: RuleContext) {
  const need = context.read('need', id);
  const household = need && context.read('household', need.household);
  if (!need || !household) return { refusal: refuse('not-found', 'no such need') };
  const refusal = refusedHere('visit', household.grid, context, 'no such need');
  return refusal ? { refusal } : { need, household };
}

export const amendNeedRule: MutationRule<'need.amend'> = {
  type: 'need.amend',
  versions: [1],
  touches: ({ need }) => [{ kind: 'need', id: need }],
  touchesThen: lineOfNeed,
  decide({ need: id, set }, context) {
    const { need, household, refusal } = needAt(id, context);
    if (refusal) return refusal;
    const { row, changed, clashes } = mergeFields(need, set, editOf(context), { note: noteLimit });
    const conflicts = conflictsOf(household, { kind: 'need', id: need.id }, clashes, context);
    return ok({
      rows: [...(changed.length > 0 ? [{ kind: 'need' as const, row }] : []), ...conflicts.rows],
      conflicts: conflicts.ids,
    });
  },
};

export const followNeedRule: MutationRule<'need.follow'> = {
  type: 'need.follow',
  versions: [1],
  touches: ({ need }) => [{ kind: 'need', id: need }],
  touchesThen: lineOfNeed,
  decide({ need: id, ...command }, context) {
    const { need, refusal } = needAt(id, context);
    if (refusal) return refusal;
    const followed = followNeed(need, command, editOf(context));
    return followed.ok ? ok({ rows: [{ kind: 'need', row: followed.value }] }) : followed;
  },
};

/** A need that ended is erased, not archived (lifecycle, "What the product never holds or does"). */
export const endNeedRule: MutationRule<'need.end'> = {
  type: 'need.end',
  versions: [1],
  touches: ({ need }) => [{ kind: 'need', id: need }],
  touchesThen: lineOfNeed,
  decide({ need: id }, context) {
    const { need, household, refusal } = needAt(id, context);
    if (refusal) return refusal;
    const needs = context.line('need', household.id).filter((one) => one.id !== id);
    const conflicts = context.line('conflict', household.id).filter(({ on }) => on.id === need.id);
    return ok({
      rows: [
        { kind: 'household', row: { ...withNeeds(household, needs, dayOf(context.now)), rev: household.rev + 1 } },
      ],
      gone: [
        { kind: 'need', id: need.id },
        ...conflicts.map((conflict) => ({ kind: 'conflict' as const, id: conflict.id })),
      ],
    });
  },
};
