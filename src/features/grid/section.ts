/**
 * A building as a section: floors from the top down, doors as columns. Whatever the roster says of a door, it stands
 * somewhere: doors whose room tells no number share the last column, an unknown floor is the last row.
 */
import { foldDoorText } from '../../../core/grid/door-code.ts';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../core/household/household.ts';

/** A door's number on its floor, the side that it is called by, or neither. */
export type SectionColumn = { kind: 'number'; number: number } | { kind: 'side'; side: string } | { kind: 'other' };

export interface SectionFloor {
  /** 0: the roster does not say. */
  floor: number;
  /** One for each column; several doors may stand in one, or none. */
  cells: readonly (readonly HouseholdRow[])[];
}

export interface Section {
  columns: readonly SectionColumn[];
  floors: readonly SectionFloor[];
}

const sides = ['东', '西', '南', '北', '中', '左', '右', '前', '后'];
const traditionalSides: Readonly<Record<string, string>> = { 東: '东', 後: '后' };
/** More columns than any corridor has doors: beyond, numbers are no door numbers. */
const mostDoors = 60;
/** More floors than that are a mistake of the roster, not a tower to draw. */
const mostFloors = 120;

const rooms = new Intl.Collator('zh', { numeric: true });

/** Units that the building has or the roster names, in order; 0: the roster does not say. */
export function unitsOf(building: BuildingRow, doors: readonly HouseholdRow[]): number[] {
  const units = new Set(doors.map(({ unit }) => unit));
  for (let unit = 1; unit <= Math.min(building.units, mostDoors); unit++) units.add(unit);
  return [...units].toSorted((a, b) => (a || Infinity) - (b || Infinity));
}

/** One unit: every floor that the building has or the roster names, with a cell even where no door is known. */
export function sectionOf(building: BuildingRow, doors: readonly HouseholdRow[]): Section {
  const columnBy = new Map<string, SectionColumn>();
  for (let number = 1; number <= Math.min(building.doors, mostDoors); number++)
    columnBy.set(`${number}`, { kind: 'number', number });
  const placed = new Map<number, Map<string, HouseholdRow[]>>();
  for (const door of doors.toSorted((a, b) => rooms.compare(a.room, b.room))) {
    const column = columnOf(door);
    columnBy.set(keyOf(column), column);
    const floor = placed.get(door.floor) ?? new Map<string, HouseholdRow[]>();
    placed.set(door.floor, floor);
    floor.set(keyOf(column), [...(floor.get(keyOf(column)) ?? []), door]);
  }
  for (let floor = 1; floor <= Math.min(building.floors, mostFloors); floor++)
    if (!placed.has(floor)) placed.set(floor, new Map());
  const columns = [...columnBy].toSorted(([, a], [, b]) => rankOf(a) - rankOf(b));
  return {
    columns: columns.map(([, column]) => column),
    floors: [...placed]
      .toSorted(([a], [b]) => (b === 0 ? -Infinity : b) - (a === 0 ? -Infinity : a))
      .map(([floor, cells]) => ({ floor, cells: columns.map(([key]) => cells.get(key) ?? []) })),
  };
}

/** `501` on floor 5 is door 1, `1201` on floor 12 likewise, `1层东` the side `东`. */
export function columnOf({ room, floor }: Pick<HouseholdRow, 'room' | 'floor'>): SectionColumn {
  const folded = foldDoorText(room).replace(/(?:室|號|号|户|戶)$/u, '');
  const last = folded.at(-1) ?? '';
  const side = traditionalSides[last] ?? last;
  if (sides.includes(side)) return { kind: 'side', side };
  const digits = /(\d+)[a-z]?$/u.exec(folded)?.[1];
  if (digits === undefined) return { kind: 'other' };
  const bare = digits.replace(/^0+(?=\d)/u, '');
  const onFloor = String(Math.abs(floor));
  const isNumbered = floor !== 0 && bare.startsWith(onFloor) && bare.length === onFloor.length + 2;
  const number = Number(isNumbered || bare.length > 2 ? bare.slice(-2) : bare);
  return number >= 1 && number <= mostDoors ? { kind: 'number', number } : { kind: 'other' };
}

/** Whether a building is walked along the street rather than up the stairs. */
export const isAlongStreet = (building: BuildingRow): boolean =>
  building.kind === 'house' || building.kind === 'shops' || building.kind === 'public';

export interface StreetFloor {
  floor: number;
  doors: readonly HouseholdRow[];
}

/** The doors of a house or a row of shops as one passes them: at street level first, then what is above. */
export function streetOf(doors: readonly HouseholdRow[]): StreetFloor[] {
  const floors = new Map<number, HouseholdRow[]>();
  for (const door of doors.toSorted((a, b) => a.unit - b.unit || rooms.compare(a.room, b.room)))
    floors.set(door.floor, [...(floors.get(door.floor) ?? []), door]);
  return [...floors].map(([floor, all]) => ({ floor, doors: all })).toSorted((a, b) => a.floor - b.floor);
}

const keyOf = (column: SectionColumn): string =>
  column.kind === 'number' ? `${column.number}` : column.kind === 'side' ? column.side : '';

const rankOf = (column: SectionColumn): number =>
  column.kind === 'number' ? column.number : column.kind === 'side' ? 1000 + sides.indexOf(column.side) : 2000;
