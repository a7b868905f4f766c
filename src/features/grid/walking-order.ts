import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../core/household/household.ts';

type BuildingOf = (id: string) => BuildingRow | undefined;

const rooms = new Intl.Collator('zh', { numeric: true });

/**
 * The way a worker walks: building after building, in each unit by unit, up with the lift or her breath and then
 * from the top floor down, along the doors of a floor.
 */
export const inWalkingOrder = (households: readonly HouseholdRow[], buildingOf: BuildingOf): HouseholdRow[] =>
  households.toSorted(
    (a, b) =>
      walkOf(a, buildingOf) - walkOf(b, buildingOf) ||
      (a.building < b.building ? -1 : a.building > b.building ? 1 : 0) ||
      a.unit - b.unit ||
      b.floor - a.floor ||
      rooms.compare(a.room, b.room),
  );

export interface BuildingGroup {
  /** The building's id, known or not. */
  id: string;
  building: BuildingRow | undefined;
  households: HouseholdRow[];
}

/** Households by building, both in walking order. */
export function byBuilding(households: readonly HouseholdRow[], buildingOf: BuildingOf): BuildingGroup[] {
  const groups = new Map<string, BuildingGroup>();
  for (const household of inWalkingOrder(households, buildingOf)) {
    const group = groups.get(household.building);
    if (group) group.households.push(household);
    else
      groups.set(household.building, {
        id: household.building,
        building: buildingOf(household.building),
        households: [household],
      });
  }
  return [...groups.values()];
}

/** The door behind this one among those due, though this one may no longer be; after the last comes the first. */
export function doorAfter(
  household: HouseholdRow,
  due: readonly HouseholdRow[],
  buildingOf: BuildingOf,
): HouseholdRow | null {
  const others = due.filter((one) => one.id !== household.id);
  const inOrder = inWalkingOrder([...others, household], buildingOf);
  const here = inOrder.findIndex((one) => one.id === household.id);
  return inOrder[here + 1] ?? inOrder.find((one) => one.id !== household.id) ?? null;
}

const walkOf = (household: HouseholdRow, buildingOf: BuildingOf): number =>
  buildingOf(household.building)?.walk ?? Number.MAX_SAFE_INTEGER;
