import type { HouseholdId, PersonId } from '../lib/id.ts';
import type { GridCode } from '../grid/grid.ts';
import type { BuildingId } from '../lib/id.ts';
import type { Day } from '../lib/time.ts';
import { addDays } from '../calendar/day.ts';
import { visitInterval } from '../visit/due.ts';
import type { Edit, HouseholdKind, HouseholdRow, PersonRow } from './household.ts';

/** The roster: doors and the people behind them, as they are found at the door (lifecycle, "a thing is entered once"). */
export interface AddHousehold {
  household: HouseholdId;
  grid: GridCode;
  building: BuildingId;
  unit: number;
  floor: number;
  room: string;
  kind: HouseholdKind;
  name: string;
  phone: string | null;
  note: string;
}

export function addHousehold(command: AddHousehold, keys: string, today: Day): HouseholdRow {
  const { household, ...said } = command;
  const visitEveryDays = visitInterval(said.kind, []);
  return {
    ...said,
    id: household,
    rev: 1,
    keys,
    needsHelp: false,
    visitEveryDays,
    lastVisitAt: null,
    lastOutcome: null,
    // Nobody has been there yet: soon, so that the first visit is not a quarter away.
    visitDueOn: visitEveryDays === null ? null : addDays(today, 7),
    visitDuePart: null,
    edits: {},
  };
}

export interface AddPerson {
  person: PersonId;
  household: HouseholdId;
  name: string;
  birthYear: number | null;
  sex: 'f' | 'm' | null;
  phone: string | null;
  relation: string;
}

export function addPerson(household: HouseholdRow, command: AddPerson, keys: string): PersonRow {
  const { person, ...said } = command;
  return { ...said, id: person, rev: 1, grid: household.grid, keys, edits: {} };
}

/**
 * People moved out. Where nobody is left the door stays, with what it is now; where somebody is, the household goes on
 * under a name that still lives there.
 */
export function movedOut(
  household: HouseholdRow,
  left: readonly PersonRow[],
  stay: readonly PersonRow[],
  kind: HouseholdKind,
  edit: Edit,
): HouseholdRow {
  const rev = household.rev + 1;
  const first = stay[0];
  if (first) {
    const isNamed = left.some(({ name }) => name === household.name);
    return isNamed
      ? {
          ...household,
          rev,
          name: first.name,
          keys: first.keys,
          phone: null,
          edits: { ...household.edits, name: edit },
        }
      : { ...household, rev };
  }
  return {
    ...household,
    rev,
    kind,
    name: '',
    keys: '',
    phone: null,
    note: '',
    edits: { ...household.edits, kind: edit, name: edit, phone: edit, note: edit },
  };
}
