import type { BuildingRow } from '../../../../core/grid/grid.ts';
import type { HouseholdRow, PersonRow } from '../../../../core/household/household.ts';
import type { Day } from '../../../../core/lib/time.ts';
import { byBuilding } from '../../../features/grid/walking-order.ts';

/** One door on paper. Why somebody is helped never stands there, nor that somebody is: paper gets lost. */
export interface SheetLine {
  household: HouseholdRow;
  names: string[];
}

export interface SheetPart {
  id: string;
  building: BuildingRow | undefined;
  lines: SheetLine[];
}

export interface SheetSources {
  buildingOf: (id: string) => BuildingRow | undefined;
  peopleOf: (household: string) => readonly PersonRow[];
}

/** A grid for a day without a phone: building by building, unit by unit, from the top floor down. */
export function walkSheet(
  households: readonly HouseholdRow[],
  { buildingOf, peopleOf }: SheetSources,
  wanted: { today: Day; onlyDue: boolean },
): SheetPart[] {
  const isWanted = ({ visitDueOn }: HouseholdRow): boolean =>
    !wanted.onlyDue || (visitDueOn !== null && visitDueOn <= wanted.today);
  return byBuilding(households.filter(isWanted), buildingOf).map(({ id, building, households: doors }) => ({
    id,
    building,
    lines: doors.map((household) => ({ household, names: namesAt(household, peopleOf(household.id)) })),
  }));
}

/** Whom to ask for first, then the others, each once. */
const namesAt = (household: HouseholdRow, people: readonly PersonRow[]): string[] =>
  [...new Set([household.name, ...people.map(({ name }) => name)])].filter((name) => name !== '');
