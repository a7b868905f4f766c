import type { HouseholdRow, NeedKind } from '../../../core/household/household.ts';

/** Who can least wait, first. It only orders: the list never says why a door stands where it does. */
const pressing: readonly NeedKind[] = [
  'childAtRisk',
  'care',
  'livingAlone',
  'illness',
  'maternity',
  'disability',
  'lowIncome',
  'other',
];

/**
 * Doors by their most pressing need, those without any last; among equals who was not seen for longest, a door that
 * was never visited before all. What is still equal stays in the order given.
 */
export function byNeed(
  households: readonly HouseholdRow[],
  kindsOf: (household: string) => readonly NeedKind[],
): HouseholdRow[] {
  const ranks = new Map(households.map((one) => [one.id, rankOf(kindsOf(one.id))]));
  const rank = (one: HouseholdRow): number => ranks.get(one.id) ?? pressing.length;
  return households.toSorted((a, b) => rank(a) - rank(b) || compare(a.lastVisitAt ?? '', b.lastVisitAt ?? ''));
}

const rankOf = (kinds: readonly NeedKind[]): number =>
  Math.min(pressing.length, ...kinds.map((kind) => pressing.indexOf(kind)));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
