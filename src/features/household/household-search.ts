/**
 * Finds doors the way people say them: a name or part of it in either script, pinyin, initials, some digits of a
 * telephone, a room, or building-unit-room (`3-2-501`). Everything that is compared is folded once per row and kept as
 * long as the row; a keystroke is a plain scan, quicker than any index at the size of a grid or a community.
 */
import {
  buildingNumberOf,
  matchDoorCode,
  readDoorCode,
  roomKeyOf,
  type CodedDoor,
} from '../../../core/grid/door-code.ts';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow, PersonRow } from '../../../core/household/household.ts';

interface FoldedDoor extends CodedDoor {
  row: HouseholdRow;
  /** Name, other script, pinyin, initials of the door: each behind a line break. */
  names: string;
  /** The same of who lives there, then telephones, room and building. */
  others: string;
}

/** Doors in the order in which they were given, made ready for `searchHouseholds`. */
export interface HouseholdIndex {
  doors: readonly FoldedDoor[];
}

const foldedNames = new WeakMap<HouseholdRow | PersonRow, string>();
let last: { given: readonly unknown[]; index: HouseholdIndex } | null = null;

/** The same index for the same three arrays; rows that did not change are not folded again. */
export function householdIndexOf(
  households: readonly HouseholdRow[],
  people: readonly PersonRow[],
  buildings: readonly BuildingRow[],
): HouseholdIndex {
  const given = [households, people, buildings];
  if (last?.given.every((one, i) => one === given[i])) return last.index;
  const peopleBy = new Map<string, PersonRow[]>();
  for (const person of people) {
    const known = peopleBy.get(person.household);
    if (known) known.push(person);
    else peopleBy.set(person.household, [person]);
  }
  const buildingBy = new Map(
    buildings.map((building) => [building.id, { number: buildingNumberOf(building.name), name: fold(building.name) }]),
  );
  const doors = households.map((row): FoldedDoor => {
    const building = buildingBy.get(row.building);
    const residents = peopleBy.get(row.id) ?? [];
    return {
      row,
      building: building?.number ?? '',
      unit: row.unit,
      room: roomKeyOf(row.room),
      names: namesOf(row),
      others: [
        ...residents.map(namesOf),
        ...[row, ...residents].map(({ phone }) => `\n${digitsOf(phone ?? '')}`),
        `\n${fold(row.room)}\n${building?.name ?? ''}`,
      ].join(''),
    };
  });
  last = { given, index: { doors } };
  return last.index;
}

/**
 * The doors that a query means, the best first: the exact door, then names that begin so, then names that hold it, then
 * the rest; within each in the order given. An empty query gives all.
 */
export function searchHouseholds({ doors }: HouseholdIndex, query: string): readonly HouseholdRow[] {
  const words = fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return doors.map(({ row }) => row);
  const codes = readDoorCode(query);
  const digits = /^[\d\s+-]+$/u.test(fold(query)) ? digitsOf(query) : '';
  const ranked: HouseholdRow[][] = [[], [], [], [], []];
  for (const door of doors) {
    const rank = rankOf(door, words, codes, digits);
    if (rank !== null) ranked[rank]?.push(door.row);
  }
  return ranked.flat();
}

type Codes = ReturnType<typeof readDoorCode>;

function rankOf(door: FoldedDoor, words: readonly string[], codes: Codes, digits: string): number | null {
  let best: number | null = null;
  // The likeliest meaning of the code first; the others only where nothing else is exact.
  for (const [i, code] of codes.entries()) {
    const match = matchDoorCode(code, door);
    if (match === null) continue;
    const rank = match === 'exact' ? 0 : i === 0 ? 1 : 3;
    best = best === null ? rank : Math.min(best, rank);
  }
  if (best === 0) return 0;
  const byWords = rankOfWords(door, words);
  if (byWords !== null) best = best === null ? byWords : Math.min(best, byWords);
  if (best === null && digits.length >= 4 && door.others.includes(digits)) return 4;
  return best;
}

function rankOfWords({ names, others }: FoldedDoor, words: readonly string[]): number | null {
  let rank = 1;
  for (const word of words) {
    if (names.includes(`\n${word}`)) continue;
    if (names.includes(word)) rank = Math.max(rank, 2);
    else if (others.includes(`\n${word}`)) rank = Math.max(rank, 3);
    else if (others.includes(word)) rank = 4;
    else return null;
  }
  return rank;
}

function namesOf(row: HouseholdRow | PersonRow): string {
  const known = foldedNames.get(row);
  if (known !== undefined) return known;
  const folded = `\n${fold(row.name)}${fold(row.keys)
    .split(' ')
    .map((key) => `\n${key}`)
    .join('')}`;
  foldedNames.set(row, folded);
  return folded;
}

/** Half width, lower case, `ü` as it is typed; the apostrophe of `xi'an` says nothing. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll('ü', 'v')
    .replaceAll(/['’·•]/gu, '');

const digitsOf = (text: string): string => text.normalize('NFKC').replaceAll(/\D/gu, '');
