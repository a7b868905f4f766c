import { describe, expect, it } from 'vitest';
import type { BuildingRow, GridRow } from '../../../core/grid/grid.ts';
import { makeId } from '../../../core/lib/id.ts';
import { testGrid, testUuid } from '../../../core/testing/builders.ts';
import { isOutOfGrid, nearestBuildings, placeOfBuilding, placeOfFix, placeWords } from './place-words.ts';

const building = (n: number, lng: number): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid: testGrid,
  name: `${n}栋`,
  kind: 'walkup',
  walk: n,
  units: 1,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [lng, 31.7],
});
const here = building(1, 118.5);
const there = building(2, 118.51);
const buildings = [there, here];
const buildingOf = (id: string) => buildings.find((one) => one.id === id);

describe('the place of a whistle', () => {
  it('is the spot itself where the fix is sharp', () => {
    const place = placeOfFix({ lng: 118.5, lat: 31.7, accuracy: 8 }, buildings);
    expect(place).toEqual({ lng: 118.5, lat: 31.7, accuracy: 8, method: 'gps' });
    expect(placeWords(place, buildingOf)).toBe('当前位置（误差约8米）');
  });

  it('names the nearest building where the fix is middling', () => {
    expect(placeWords(placeOfFix({ lng: 118.5001, lat: 31.7, accuracy: 30 }, buildings), buildingOf)).toBe('1栋');
  });

  it('is not guessed from a coarse fix', () => {
    expect(placeOfFix({ lng: 118.5, lat: 31.7, accuracy: 51 }, buildings)).toBeNull();
  });

  it('is a building without doubt where a person chose one', () => {
    expect(placeOfBuilding(here)).toMatchObject({ accuracy: 0, method: 'building', building: here.id });
    expect(nearestBuildings([118.5, 31.7], buildings).map((one) => one.building.name)).toEqual(['1栋', '2栋']);
  });

  it('lies outside the grid only where a boundary is known', () => {
    const grid: GridRow = { id: testGrid, rev: 1, name: '三网格', community: testGrid.slice(0, 12), boundary: [] };
    const ring: GridRow['boundary'] = [
      [118.4, 31.6],
      [118.505, 31.6],
      [118.505, 31.8],
      [118.4, 31.8],
    ];
    expect(isOutOfGrid(placeOfBuilding(there), grid)).toBe(false);
    expect(isOutOfGrid(placeOfBuilding(there), { ...grid, boundary: ring })).toBe(true);
    expect(isOutOfGrid(placeOfBuilding(here), { ...grid, boundary: ring })).toBe(false);
    expect(isOutOfGrid(null, { ...grid, boundary: ring })).toBe(false);
  });
});
