/** Rules whose deeds reach the whistles that were merged, or the one that they were merged into. */
import { derivedUuid, makeId, type WhistleId } from '../lib/id.ts';
import { ok } from '../lib/result.ts';
import type { MutationType } from '../protocol/payloads.ts';
import type { KindRow, RowRef } from '../protocol/rows.ts';
import type { WhistleContext, WhistleOutcome } from '../whistle/decide.ts';
import { answerMerged, moveMerged, partWhistle } from '../whistle/merging.ts';
import { isEnded } from '../whistle/stage.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import type { Decision, MutationRule, ReadRow, RuleContext } from './rule.ts';
import { contextOf } from './whistle-rules.ts';

/** The event of what follows in another whistle's line: an id of its own, made of the mutation's. */
const besides = (context: RuleContext, nth: number): WhistleContext => ({
  ...contextOf(context),
  event: makeId('event', derivedUuid(context.mutation, nth)),
});

const rowsOf = ({ whistle, event }: WhistleOutcome): KindRow[] => [
  { kind: 'whistle', row: whistle },
  { kind: 'event', row: event },
];

const rowAfter = ({ rows }: Decision, id: string): WhistleRow | undefined =>
  rows.flatMap((entry) => (entry.kind === 'whistle' && entry.row.id === id ? [entry.row] : []))[0];

const ref = (id: WhistleId): RowRef => ({ kind: 'whistle', id });
const joinedOf = (whistle: string, read: ReadRow): WhistleId[] =>
  read('whistle', whistle)?.loop?.joined.map((one) => one.whistle) ?? [];

/** Where the whistle ends by it, each that was merged into it is told. A phone that holds none of them tells nobody. */
export const tellingMerged = <T extends MutationType>(rule: MutationRule<T>): MutationRule<T> => ({
  ...rule,
  touchesThen: (payload, read) => [
    ...(rule.touchesThen?.(payload, read) ?? []),
    ...joinedOf((payload as { whistle: string }).whistle, read).map(ref),
  ],
  decide(payload, context) {
    const decided = rule.decide(payload, context);
    const { whistle } = payload as { whistle: string };
    const after = decided.ok ? rowAfter(decided.value, whistle) : undefined;
    if (!decided.ok || !after || !isEnded(after.stage)) return decided;
    const told = joinedOf(whistle, context.read).flatMap((id, i) => {
      const merged = context.read('whistle', id);
      return merged?.mergedInto === whistle ? rowsOf(answerMerged(merged, after, besides(context, i + 1))) : [];
    });
    return ok({ ...decided.value, rows: [...decided.value.rows, ...told] });
  },
});

/** Where the whistle is merged into another, those that were merged into it before go along. */
export const takingMerged = (rule: MutationRule<'whistle.merge'>): MutationRule<'whistle.merge'> => ({
  ...rule,
  touchesThen: ({ whistle }, read) => joinedOf(whistle, read).map(ref),
  decide(payload, context) {
    const { whistle, into } = payload;
    const decided = rule.decide(payload, context);
    if (!decided.ok) return decided;
    const moved = joinedOf(whistle, context.read).flatMap((id, i) => {
      const merged = context.read('whistle', id);
      // The first besides is the target's.
      return merged?.mergedInto === whistle ? rowsOf(moveMerged(merged, into, besides(context, i + 2))) : [];
    });
    return ok({ ...decided.value, rows: [...decided.value.rows, ...moved] });
  },
});

/** Where a merged whistle goes its own way again, its target counts it no more. */
export const partingMerged = <T extends MutationType>(rule: MutationRule<T>): MutationRule<T> => ({
  ...rule,
  touchesThen: (payload, read) => {
    const into = read('whistle', (payload as { whistle: string }).whistle)?.mergedInto;
    return [...(rule.touchesThen?.(payload, read) ?? []), ...(into ? [ref(into)] : [])];
  },
  decide(payload, context) {
    const { whistle } = payload as { whistle: WhistleId };
    const into = context.read('whistle', whistle)?.mergedInto;
    const target = into ? context.read('whistle', into) : undefined;
    const decided = rule.decide(payload, context);
    if (!decided.ok || !target) return decided;
    const parted = rowsOf(partWhistle(target, whistle, besides(context, 1)));
    return ok({ ...decided.value, rows: [...decided.value.rows, ...parted] });
  },
});
