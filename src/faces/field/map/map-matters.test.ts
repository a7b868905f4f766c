import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../../core/grid/grid.ts';
import { makeId } from '../../../../core/lib/id.ts';
import {
  accountId,
  household,
  householdId,
  testGrid,
  testUuid,
  wang,
  whistle,
} from '../../../../core/testing/builders.ts';
import { mapMattersOf, type MapFacts } from './map-matters.ts';
import { mapSymbolsOf } from './map-symbols.ts';

const building: BuildingRow = {
  id: makeId('building', testUuid(1)),
  rev: 1,
  grid: testGrid,
  name: '3栋',
  kind: 'walkup',
  walk: 1,
  units: 2,
  floors: 6,
  doors: 2,
  footprint: [
    [118.4, 31.6],
    [118.6, 31.6],
    [118.6, 31.8],
  ],
  centre: [118.5, 31.7],
};
const doors = [
  household(1, { visitDueOn: '2026-11-10' }),
  household(2, { visitDueOn: '2026-11-18' }),
  household(3, { visitDueOn: '2026-11-20' }),
  household(4, { visitDueOn: '2027-02-01' }),
];
const spot = { lng: 118.51, lat: 31.71, accuracy: 12, method: 'gps' } as const;
const facts = (set: Partial<MapFacts> = {}): MapFacts => ({
  buildings: [building],
  households: doors,
  needs: [],
  whistles: [],
  doorOf: (id) => doors.find((one) => one.id === id),
  filter: new Set(),
  today: '2026-11-18',
  account: wang.account,
  ...set,
});
const whistles = [
  whistle(1, { place: spot }),
  whistle(2, { household: householdId(1) }),
  whistle(3, { stage: 'returned', place: spot }),
  whistle(4, { stage: 'returned', place: spot, raisedBy: accountId(9) }),
  whistle(5, { stage: 'settled', place: spot }),
  whistle(6),
];

describe('what the map shows', () => {
  it('counts visits past their day, of today, and within three days', () => {
    expect(mapMattersOf(facts()).buildings[0]?.visits).toEqual({ over: 1, today: 1, later: 1 });
  });

  it('counts everything that a filter lets through, due or not', () => {
    const only = doors.slice(3);
    const { buildings } = mapMattersOf(facts({ households: only, filter: new Set(['livingAlone']) }));
    expect(buildings[0]?.visits).toEqual({ over: 0, today: 0, later: 1 });
  });

  it('has a spot for a whistle with a position alone, and keeps one without any for the list', () => {
    const { buildings, spots, nowhere } = mapMattersOf(facts({ whistles }));
    expect(spots.map((one) => one.whistle.id)).toEqual([whistle(1).id, whistle(3).id]);
    expect(buildings[0]?.whistles).toEqual({ returned: 0, open: 1 });
    expect(nowhere.map((one) => one.id)).toEqual([whistle(6).id]);
  });

  it('shows with a filter the whistles of its doors, and returned ones when they are asked for', () => {
    const alone = mapMattersOf(facts({ whistles, filter: new Set(['livingAlone']), households: [] }));
    expect([alone.spots.length, alone.buildings[0]?.whistles.open]).toEqual([0, 0]);
    const returned = mapMattersOf(facts({ whistles, filter: new Set(['returned']), households: [] }));
    expect(returned.spots.map((one) => one.whistle.id)).toEqual([whistle(3).id]);
  });

  it('draws a circle for visits and a triangle for each whistle at its spot, and says both in words', () => {
    const symbols = mapSymbolsOf(mapMattersOf(facts({ whistles })), {
      language: 'zh',
      whatOf: () => '路灯',
      isFiltered: false,
    });
    expect(symbols.map(({ shape, fill, count, label }) => [shape, fill, count, label])).toEqual([
      ['circle', 'solid', 3, '3栋，3户待访，其中1户逾期、1户今天到期'],
      ['triangle', 'hollow', 1, '3栋，1个哨在办'],
      ['triangle', 'hollow', null, '路灯，在办'],
      ['triangle', 'solid', null, '路灯，退回'],
    ]);
  });
});
