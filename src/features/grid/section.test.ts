import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../core/household/household.ts';
import { makeId } from '../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../core/testing/builders.ts';
import { columnOf, sectionOf, streetOf, unitsOf, type Section } from './section.ts';

const building: BuildingRow = {
  id: makeId('building', testUuid(1)),
  rev: 1,
  grid: testGrid,
  name: '3栋',
  kind: 'walkup',
  walk: 1,
  units: 2,
  floors: 3,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
};
const door = (n: number, floor: number, room: string, set: Partial<HouseholdRow> = {}) =>
  household(n, { unit: 1, floor, room, ...set });
const drawn = ({ columns, floors }: Section) => ({
  columns: columns.map((one) => (one.kind === 'number' ? one.number : one.kind === 'side' ? one.side : '…')),
  floors: floors.map(({ floor, cells }) => [floor, ...cells.map((cell) => cell.map(({ room }) => room).join('+'))]),
});

describe('the section of a building', () => {
  it('has floors from the top down and doors across, with a cell where no door is known', () => {
    expect(drawn(sectionOf(building, [door(1, 1, '101'), door(2, 3, '302'), door(3, 2, '201')]))).toEqual({
      columns: [1, 2],
      floors: [
        [3, '', '302'],
        [2, '201', ''],
        [1, '101', ''],
      ],
    });
  });

  it('shows doors that the building is not known to have: more floors, more doors, a cellar', () => {
    expect(drawn(sectionOf(building, [door(1, 5, '503'), door(2, -1, '负101')]))).toEqual({
      columns: [1, 2, 3],
      floors: [
        [5, '', '', '503'],
        [3, '', '', ''],
        [2, '', '', ''],
        [1, '', '', ''],
        [-1, '负101', '', ''],
      ],
    });
  });

  it('shows a roster without rooms, with sides, without floors, and several doors of one number', () => {
    const odd = [
      door(1, 1, '1层东'),
      door(2, 1, '1层西'),
      door(3, 2, ''),
      door(4, 2, ''),
      door(5, 0, '张家'),
      door(6, 3, '301'),
      door(7, 3, '301室'),
    ];
    expect(drawn(sectionOf(building, odd))).toEqual({
      columns: [1, 2, '东', '西', '…'],
      floors: [
        [3, '301+301室', '', '', '', ''],
        [2, '', '', '', '', '+'],
        [1, '', '', '1层东', '1层西', ''],
        [0, '', '', '', '', '张家'],
      ],
    });
  });

  it.each([
    ['501', 5, 1],
    ['0501', 5, 1],
    ['1203', 12, 3],
    ['5-02', 5, 2],
    ['501室', 5, 1],
    ['３０２', 3, 2],
    ['2', 4, 2],
    ['A座501', 5, 1],
    ['501b', 5, 1],
  ])('reads %s on floor %i as door %i', (room, floor, number) => {
    expect(columnOf({ room, floor })).toEqual({ kind: 'number', number });
  });

  it('hides nobody, whatever the roster says', () => {
    const oddRoom = fc.oneof(
      fc.string({ maxLength: 8, unit: 'grapheme' }),
      fc.constantFrom('1层东', '', '501', '0', '张家', '1-2-3'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 40 }), oddRoom), { maxLength: 30 }), (rows) => {
        const doors = rows.map(([floor, room], n) => door(n, floor, room));
        const shown = sectionOf(building, doors).floors.flatMap(({ cells }) => cells.flat());
        expect(new Set(shown)).toEqual(new Set(doors));
        expect(shown).toHaveLength(doors.length);
        const onStreet = streetOf(doors).flatMap((one) => one.doors);
        expect(new Set(onStreet)).toEqual(new Set(doors));
      }),
    );
  });

  it('names every unit of the building and of the roster, the unknown one last', () => {
    const doors = [door(1, 1, '101', { unit: 0 }), door(2, 1, '101', { unit: 4 })];
    expect(unitsOf(building, doors)).toEqual([1, 2, 4, 0]);
  });
});

describe('a street-side list', () => {
  it('goes along the street, then what is above', () => {
    const doors = [door(1, 2, '201'), door(2, 1, '10号'), door(3, 1, '2号')];
    expect(streetOf(doors).map(({ floor, doors: all }) => [floor, ...all.map(({ room }) => room)])).toEqual([
      [1, '2号', '10号'],
      [2, '201'],
    ]);
  });
});
