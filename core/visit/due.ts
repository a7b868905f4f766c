import { addDays, dayOf } from '../calendar/day.ts';
import type { HouseholdKind, NeedKind } from '../household/household.ts';
import type { Day, Iso } from '../lib/time.ts';

export const visitOutcomes = ['met', 'absent', 'phone', 'refused'] as const;
export type VisitOutcome = (typeof visitOutcomes)[number];

/** Days between visits: by the most pressing need, else by what kind of door it is (settings of a district later). */
const everyDaysByNeed: Record<NeedKind, number> = {
  livingAlone: 7,
  care: 7,
  childAtRisk: 7,
  illness: 14,
  disability: 14,
  maternity: 14,
  lowIncome: 30,
  other: 30,
};
const everyDaysByDoor: Record<HouseholdKind, number | null> = { lived: 90, let: 60, shop: 90, void: 180 };

/** How often this door is visited, in days; null: never planned. */
export function visitInterval(kind: HouseholdKind, needs: readonly NeedKind[]): number | null {
  return needs.length > 0 ? Math.min(...needs.map((need) => everyDaysByNeed[need])) : everyDaysByDoor[kind];
}

/** The oftener of what was planned and what new needs ask for. */
export const oftener = (days: number | null, needs: readonly NeedKind[]): number | null =>
  days === null && needs.length === 0
    ? null
    : Math.min(days ?? Infinity, ...needs.map((need) => everyDaysByNeed[need]));

/** The day by which the next visit is due after this one. Nobody at home or refused: soon again, never dropped. */
export function nextVisitDay(outcome: VisitOutcome, occurredAt: Iso, everyDays: number | null): Day | null {
  const day = dayOf(occurredAt);
  switch (outcome) {
    case 'met':
    case 'phone':
      return everyDays === null ? null : addDays(day, everyDays);
    case 'absent':
      return addDays(day, 2);
    case 'refused':
      return addDays(day, Math.min(30, everyDays ?? 30));
  }
}
