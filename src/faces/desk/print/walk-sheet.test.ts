import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../../core/grid/grid.ts';
import { makeId } from '../../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../../core/testing/builders.ts';
import { walkSheet } from './walk-sheet.ts';

const building = (n: number, walk: number): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid: testGrid,
  name: `${n}栋`,
  kind: 'walkup',
  walk,
  units: 2,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
});
const [first, second] = [building(1, 2), building(2, 1)];
const at = (n: number, of: BuildingRow, unit: number, floor: number, room: string, visitDueOn: '2026-11-20' | null) =>
  household(n, { building: of.id, unit, floor, room, visitDueOn, name: `户${n}` });
const doors = [
  at(1, first, 1, 1, '101', null),
  at(2, first, 1, 6, '601', '2026-11-20'),
  at(3, first, 2, 6, '602', null),
  at(4, second, 1, 2, '201', '2026-11-20'),
];
const sources = {
  buildingOf: (id: string) => [first, second].find((one) => one.id === id),
  peopleOf: (id: string) =>
    id === doors[1]?.id
      ? (['户2', '周明'] as const).map((name, i) => ({
          id: makeId('person', testUuid(50 + i)),
          rev: 1,
          grid: testGrid,
          household: doors[1]?.id ?? 'hh_',
          name,
          birthYear: null,
          sex: null,
          phone: null,
          relation: '',
          keys: '',
          edits: {},
        }))
      : [],
};
const rooms = (onlyDue: boolean) =>
  walkSheet(doors, sources, { today: '2026-11-22', onlyDue }).map(({ building: of, lines }) => [
    of?.name,
    ...lines.map(({ household: { room } }) => room),
  ]);

describe('the sheet of a grid', () => {
  it('goes building by building and unit by unit, from the top down, and leaves out no door', () => {
    expect(rooms(false)).toEqual([
      ['2栋', '201'],
      ['1栋', '601', '101', '602'],
    ]);
  });

  it('shows on wish only what is due', () => {
    expect(rooms(true)).toEqual([
      ['2栋', '201'],
      ['1栋', '601'],
    ]);
  });

  it('names everybody once, whom to ask for first', () => {
    const [, part] = walkSheet(doors, sources, { today: '2026-11-22', onlyDue: false });
    expect(part?.lines.map(({ names }) => names)).toEqual([['户2', '周明'], ['户1'], ['户3']]);
  });
});
