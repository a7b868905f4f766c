import { describe, expect, it } from 'vitest';
import { author, clerk, testGrid, otherGrid, wang } from '../testing/builders.ts';
import { isInArea, scopesOf } from './scope.ts';

const gridsOf = () => [testGrid, otherGrid];

describe('what a person may hold', () => {
  it('is for a worker her grids, whole', () => {
    expect([...scopesOf('990106', wang.grants, gridsOf)]).toEqual([
      ['tenant:990106', 'C'],
      [`grid:${testGrid}`, 'W'],
    ]);
  });

  it('is for a community all its grids, without the reasons of needs', () => {
    expect([...scopesOf('990106', clerk.grants, gridsOf)]).toEqual([
      ['tenant:990106', 'C'],
      ['community:990106001001', 'C'],
      [`grid:${testGrid}`, 'C'],
      [`grid:${otherGrid}`, 'C'],
    ]);
  });

  it('is the wider of two', () => {
    const both = scopesOf('990106', [...clerk.grants, ...wang.grants], gridsOf);
    expect(both.get(`grid:${testGrid}`)).toBe('W');
    expect(both.get(`grid:${otherGrid}`)).toBe('C');
  });

  it('is for a street, a district, a leader or an admin nothing: they read lists', () => {
    for (const role of ['street', 'district', 'leader', 'admin'] as const) {
      expect([...scopesOf('990106', author(7, role, '990106').grants, gridsOf)]).toEqual([]);
    }
  });
});

it('nests areas: grid in community in street in district in city', () => {
  expect(isInArea(testGrid, '990106001')).toBe(true);
  expect(isInArea(testGrid, '990100')).toBe(true);
  expect(isInArea(testGrid, '990107')).toBe(false);
});
