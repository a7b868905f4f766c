import { ok, refuse } from '../lib/result.ts';
import { isoOf, msOf } from '../lib/time.ts';
import type { KindRow } from '../protocol/rows.ts';
import { amendVisit, recordVisit } from '../visit/visit.ts';
import { consentOf, needIdOf } from './need-rules.ts';
import { linesOf, refusedHere } from './roster.ts';
import type { MutationRule } from './rule.ts';

export const recordVisitRule: MutationRule<'visit.record'> = {
  type: 'visit.record',
  versions: [1],
  touches: (payload, mutation) => [
    { kind: 'visit', id: payload.visit },
    { kind: 'household', id: payload.household },
    ...payload.needs.map((need, n) => ({ kind: 'need' as const, id: needIdOf(need, mutation, n) })),
    ...(payload.needs.length > 0 ? linesOf(payload.household) : []),
  ],
  decide(payload, context) {
    const household = context.read('household', payload.household);
    if (!household) return refuse('not-found', 'no such household');
    const refusal = refusedHere('visit', household.grid, context);
    if (refusal) return refusal;
    if (context.read('visit', payload.visit)) return refuse('exists', 'a visit with this id exists');
    const needs = payload.needs.map((need, n) => ({
      ...need,
      need: needIdOf(need, context.mutation, n),
      consent: consentOf(need.consent),
    }));
    if (needs.some(({ need }) => context.read('need', need))) return refuse('exists', 'a need with this id exists');
    if (new Set(needs.map(({ need }) => need)).size < needs.length)
      return refuse('invalid', 'needs: two with the same id');
    const recorded = recordVisit(
      household,
      { ...payload, needs, occurredAt: isoOf(msOf(payload.occurredAt) + context.clockErrorMs) },
      { account: context.author.account, name: context.author.name, now: context.now },
    );
    if (!recorded.ok) return recorded;
    return ok({
      rows: [
        { kind: 'visit', row: recorded.value.visit },
        { kind: 'household', row: recorded.value.household },
        ...recorded.value.needs.map((row): KindRow => ({ kind: 'need', row })),
      ],
    });
  },
};

export const amendVisitRule: MutationRule<'visit.amend'> = {
  type: 'visit.amend',
  versions: [1],
  touches: (payload) => [
    { kind: 'visit', id: payload.visit },
    { kind: 'household', id: payload.household },
  ],
  decide(payload, context) {
    const visit = context.read('visit', payload.visit);
    const household = context.read('household', payload.household);
    if (!visit || !household || visit.household !== household.id) return refuse('not-found', 'no such visit');
    const refusal = refusedHere('visit', visit.grid, context, 'no such visit');
    if (refusal) return refusal;
    const amended = amendVisit(visit, household, payload, {
      account: context.author.account,
      name: context.author.name,
      now: context.now,
    });
    if (!amended.ok) return amended;
    return ok({
      rows: [
        { kind: 'visit', row: amended.value.visit },
        { kind: 'household', row: amended.value.household },
      ],
    });
  },
};
