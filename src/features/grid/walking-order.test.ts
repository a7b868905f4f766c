import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import { makeId } from '../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../core/testing/builders.ts';
import { byBuilding, doorAfter, inWalkingOrder } from './walking-order.ts';

const building = (n: number, walk: number): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid: testGrid,
  name: `${n}栋`,
  kind: 'walkup',
  walk,
  units: 3,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
});
const far = building(1, 9);
const near = building(2, 1);
const buildingOf = (id: string) => [far, near].find((one) => one.id === id);
const door = (n: number, at: BuildingRow, unit: number, floor: number, room: string) =>
  household(n, { building: at.id, unit, floor, room });

describe('walking order', () => {
  it('goes by the walk through the grid, then unit, from the top floor down, along the doors', () => {
    const doors = [
      door(1, far, 1, 1, '101'),
      door(2, near, 2, 6, '601'),
      door(3, near, 1, 2, '202'),
      door(4, near, 1, 5, '502'),
      door(5, near, 1, 5, '501'),
    ];
    expect(inWalkingOrder(doors, buildingOf).map((one) => one.room)).toEqual(['501', '502', '202', '601', '101']);
  });

  it('reads the numbers in room names, so that 2 stands before 10', () => {
    const doors = [door(1, near, 1, 1, '10号'), door(2, near, 1, 1, '2号')];
    expect(inWalkingOrder(doors, buildingOf).map((one) => one.room)).toEqual(['2号', '10号']);
  });

  it('puts doors of an unknown building last and keeps them together', () => {
    const lost = { ...near, id: makeId('building', testUuid(7)) };
    const groups = byBuilding(
      [door(1, lost, 1, 1, 'a'), door(2, far, 1, 1, 'b'), door(3, lost, 2, 1, 'c')],
      buildingOf,
    );
    expect(groups.map((group) => group.households.map((one) => one.room))).toEqual([['b'], ['a', 'c']]);
    expect(groups[1]?.building).toBeUndefined();
  });

  it('does not change the list that it is given', () => {
    const doors = Object.freeze([door(1, far, 1, 1, 'a'), door(2, near, 1, 1, 'b')]);
    expect(inWalkingOrder(doors, buildingOf)).toHaveLength(2);
    expect(doors[0]?.room).toBe('a');
  });
});

const onWalk = (n: number, room: string) => household(n, { room, floor: Number(room.slice(0, 1)), unit: 1 });
const [top, middle, bottom] = [onWalk(1, '601'), onWalk(2, '401'), onWalk(3, '101')];
const nowhere = () => undefined;

describe('the next door', () => {
  it('is the one behind this on the walk, though this one is no longer due', () => {
    expect(doorAfter(middle, [top, bottom], nowhere)?.room).toBe('101');
  });
  it('is the first of the walk when this was the last', () => {
    expect(doorAfter(bottom, [top, middle], nowhere)?.room).toBe('601');
  });
  it('is none when nothing else is due', () => {
    expect(doorAfter(bottom, [bottom], nowhere)).toBeNull();
  });
});
