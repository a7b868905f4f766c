import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import { makeId } from '../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../core/testing/builders.ts';
import { jumpTargets } from './jump.ts';

const building = (n: number, name: string): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid: testGrid,
  name,
  kind: 'walkup',
  walk: n,
  units: 2,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
});
const third = building(3, '锦绣里3栋');
const fifth = building(5, '锦绣里5栋');
const row = building(9, '平房3排');
const households = [
  household(1, { building: third.id, unit: 2, room: '501' }),
  household(2, { building: third.id, unit: 1, room: '501' }),
  household(3, { building: fifth.id, unit: 2, room: '501' }),
  household(4, { building: third.id, unit: 2, room: '5010' }),
];
const to = (text: string, within: string | null = null) =>
  jumpTargets(text, { households, buildings: [third, fifth, row], within }).map((target) =>
    target.kind === 'door'
      ? `${target.building?.name} ${target.household.unit} ${target.household.room}`
      : `${target.building.name}${target.unit === null ? '' : ` ${target.unit}`}`,
  );

describe('the jump box', () => {
  it('leads to the door of building, unit and room, and to longer rooms behind it', () => {
    expect(to('3-2-501')).toEqual(['锦绣里3栋 2 501', '锦绣里3栋 2 5010']);
    expect(to('３-２-５０１')[0]).toBe('锦绣里3栋 2 501');
    expect(to('3号楼2单元501')[0]).toBe('锦绣里3栋 2 501');
  });

  it('offers each unit where none was said', () => {
    expect(to('3-501').slice(0, 2)).toEqual(['锦绣里3栋 2 501', '锦绣里3栋 1 501']);
  });

  it('leads to a building, all that bear the number, and to a unit of it', () => {
    expect(to('3')).toEqual(['锦绣里3栋', '平房3排']);
    expect(to('5号楼')).toEqual(['锦绣里5栋']);
    expect(to('5-2')).toContain('锦绣里5栋 2');
  });

  it('means unit and room inside a building, a building still when three numbers are said', () => {
    expect(to('2-501', third.id)[0]).toBe('锦绣里3栋 2 501');
    expect(to('501', fifth.id)).toEqual(['锦绣里5栋 2 501']);
    expect(to('5-2-501', third.id)).toEqual(['锦绣里5栋 2 501']);
  });

  it('leads nowhere by a door that is not there', () => {
    expect(to('9-9-999')).toEqual([]);
    expect(to('')).toEqual([]);
  });
});
