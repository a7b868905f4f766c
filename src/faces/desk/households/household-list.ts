import type { BuildingRow } from '../../../../core/grid/grid.ts';
import type { ConflictRow, HouseholdRow } from '../../../../core/household/household.ts';
import type { Day } from '../../../../core/lib/time.ts';
import { inWalkingOrder } from '../../../features/grid/walking-order.ts';
import { searchHouseholds, type HouseholdIndex } from '../../../features/household/household-search.ts';

/** conflict: two people wrote different things and nobody has chosen yet. */
export const householdParts = ['all', 'help', 'today', 'overdue', 'conflict'] as const;
export type HouseholdPart = (typeof householdParts)[number];

export interface HouseholdFilter {
  part: HouseholdPart;
  grid: string | null;
  building: string | null;
  query: string;
}

export interface HouseholdFacts {
  today: Day;
  /** Ids of households with an open conflict. */
  conflicted: ReadonlySet<string>;
}

export const conflictedIn = (conflicts: readonly ConflictRow[]): ReadonlySet<string> =>
  new Set(conflicts.map(({ household }) => household));

export function isInPart(household: HouseholdRow, part: HouseholdPart, { today, conflicted }: HouseholdFacts): boolean {
  switch (part) {
    case 'all':
      return true;
    case 'help':
      return household.needsHelp;
    case 'today':
      return household.visitDueOn === today;
    case 'overdue':
      return household.visitDueOn !== null && household.visitDueOn < today;
    case 'conflict':
      return conflicted.has(household.id);
  }
}

const isInPlace = (household: HouseholdRow, { grid, building }: HouseholdFilter): boolean =>
  (grid === null || household.grid === grid) && (building === null || household.building === building);

/** Grid by grid as they are walked, whatever is due: a list to work through, not a ranking. */
export const inOrder = (
  households: readonly HouseholdRow[],
  buildingOf: (id: string) => BuildingRow | undefined,
): HouseholdRow[] =>
  inWalkingOrder(households, buildingOf).toSorted((a, b) => (a.grid < b.grid ? -1 : a.grid > b.grid ? 1 : 0));

/** @param index of all households in their order; where words are searched, what fits them best comes first */
export const householdsOf = (
  index: HouseholdIndex,
  filter: HouseholdFilter,
  facts: HouseholdFacts,
): readonly HouseholdRow[] =>
  searchHouseholds(index, filter.query).filter((one) => isInPlace(one, filter) && isInPart(one, filter.part, facts));

/** How many each part would show in the chosen place. */
export function countsOf(
  households: readonly HouseholdRow[],
  filter: HouseholdFilter,
  facts: HouseholdFacts,
): Record<HouseholdPart, number> {
  const counts: Record<HouseholdPart, number> = { all: 0, help: 0, today: 0, overdue: 0, conflict: 0 };
  for (const household of households) {
    if (!isInPlace(household, filter)) continue;
    for (const part of householdParts) if (isInPart(household, part, facts)) counts[part] += 1;
  }
  return counts;
}

/** The buildings of one grid in walking order, to choose among. */
export const buildingsOf = (buildings: readonly BuildingRow[], grid: string | null): BuildingRow[] =>
  buildings.filter((one) => one.grid === grid).toSorted((a, b) => a.walk - b.walk);

/** A filter as it stands in the address, and back. What cannot be read is left out. */
export function filterOf(query: Readonly<Record<string, unknown>>): HouseholdFilter {
  const text = (name: string): string | null => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const part = householdParts.find((one) => one === query['part']) ?? 'all';
  const grid = text('grid');
  return { part, grid, building: grid === null ? null : text('building'), query: text('q') ?? '' };
}

export const queryOf = ({ part, grid, building, query }: HouseholdFilter): Record<string, string> => ({
  ...(part !== 'all' && { part }),
  ...(grid !== null && { grid }),
  ...(grid !== null && building !== null && { building }),
  ...(query.trim() !== '' && { q: query }),
});
