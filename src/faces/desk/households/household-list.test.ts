import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../../core/grid/grid.ts';
import { makeId } from '../../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../../core/testing/builders.ts';
import { householdIndexOf } from '../../../features/household/household-search.ts';
import {
  buildingsOf,
  countsOf,
  filterOf,
  householdsOf,
  inOrder,
  queryOf,
  type HouseholdFilter,
} from './household-list.ts';

const today = '2026-11-22';
const otherGrid = `${testGrid.slice(0, 12)}009`;
const building = (n: number, grid = testGrid): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid,
  name: `${n}栋`,
  kind: 'walkup',
  walk: 10 - n,
  units: 2,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
});
const buildings = [building(1), building(2), building(3, otherGrid)];
const [first, second, third] = buildings.map(({ id }) => id);
if (!first || !second || !third) throw new Error('three buildings');
const at = { unit: 1, floor: 5, visitDueOn: null, needsHelp: false } as const;
const doors = [
  household(1, { ...at, building: first, room: '501', name: '陈桂兰', visitDueOn: today, needsHelp: true }),
  household(2, { ...at, building: first, room: '502', name: '周大勇', visitDueOn: '2026-11-20' }),
  household(3, { ...at, building: second, room: '501', name: '李小梅' }),
  household(4, { ...at, building: third, grid: otherGrid, room: '501', name: '王强', needsHelp: true }),
];
const conflicted = new Set([doors[2]?.id ?? '']);
const all: HouseholdFilter = { part: 'all', grid: null, building: null, query: '' };
const index = householdIndexOf(
  inOrder(doors, (id) => buildings.find((one) => one.id === id)),
  [],
  buildings,
);
const names = (filter: Partial<HouseholdFilter>) =>
  householdsOf(index, { ...all, ...filter }, { today, conflicted }).map(({ name }) => name);

describe('the households of a community', () => {
  it('stand grid by grid in walking order', () => {
    expect(names({})).toEqual(['李小梅', '陈桂兰', '周大勇', '王强']);
  });

  it('are narrowed by what is due, by help, by conflict, by grid, by building and by words', () => {
    expect(names({ part: 'help' })).toEqual(['陈桂兰', '王强']);
    expect(names({ part: 'today' })).toEqual(['陈桂兰']);
    expect(names({ part: 'overdue' })).toEqual(['周大勇']);
    expect(names({ part: 'conflict' })).toEqual(['李小梅']);
    expect(names({ grid: otherGrid })).toEqual(['王强']);
    expect(names({ grid: testGrid, building: first })).toEqual(['陈桂兰', '周大勇']);
    expect(names({ query: '1-1-502' })).toEqual(['周大勇']);
    expect(names({ part: 'help', query: '王' })).toEqual(['王强']);
  });

  it('are counted for each part in the chosen place', () => {
    expect(countsOf(doors, all, { today, conflicted })).toEqual({ all: 4, help: 2, today: 1, overdue: 1, conflict: 1 });
    expect(countsOf(doors, { ...all, grid: otherGrid }, { today, conflicted })).toMatchObject({ all: 1, help: 1 });
  });

  it('offer the buildings of one grid in walking order', () => {
    expect(buildingsOf(buildings, testGrid).map(({ name }) => name)).toEqual(['2栋', '1栋']);
    expect(buildingsOf(buildings, null)).toEqual([]);
  });
});

describe('a filter in the address', () => {
  it('comes back as it went', () => {
    for (const filter of [all, { part: 'help', grid: testGrid, building: first, query: '陈' } as const])
      expect(filterOf(queryOf(filter))).toEqual(filter);
  });

  it('leaves out what cannot be', () => {
    expect(filterOf({ part: 'rich', grid: ['a'], building: 'bl_1', q: 7 })).toEqual(all);
    expect(queryOf({ ...all, building: first, query: '  ' })).toEqual({});
  });
});
