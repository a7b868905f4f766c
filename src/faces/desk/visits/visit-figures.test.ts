import { describe, expect, it } from 'vitest';
import type { GridRow } from '../../../../core/grid/grid.ts';
import { household as builtHousehold } from '../../../../core/testing/builders.ts';
import type { HouseholdRow } from '../../../../core/household/household.ts';
import type { VisitRow } from '../../../../core/visit/visit.ts';
import { gridFigures, newestVisits } from './visit-figures.ts';

const today = '2026-11-22';
const grids: GridRow[] = ['990106001001002', '990106001001001'].map((id) => ({
  id,
  rev: 1,
  name: id.slice(-3),
  community: id.slice(0, 12),
  boundary: [],
}));

const household = (name: string, grid: string, visitDueOn: HouseholdRow['visitDueOn']): HouseholdRow =>
  builtHousehold(1, { id: `hh_${name}`, grid, visitDueOn });

const visit = (
  name: string,
  grid: string,
  occurredAt: VisitRow['occurredAt'],
  outcome: VisitRow['outcome'],
): VisitRow => ({
  id: `vi_${name}`,
  rev: 1,
  grid,
  household: 'hh_a',
  outcome,
  note: null,
  needs: [],
  occurredAt,
  recordedAt: occurredAt,
  by: 'ac_x',
  byName: '林',
  isAmended: false,
});

const households = [
  household('a', '990106001001001', '2026-11-22'),
  household('b', '990106001001001', '2026-11-20'),
  household('c', '990106001001001', '2026-11-30'),
  household('d', '990106001001002', null),
];
const visits = [
  visit('old', '990106001001001', '2026-11-15T08:00:00.000Z', 'met'),
  visit('first', '990106001001001', '2026-11-15T16:30:00.000Z', 'absent'),
  visit('now', '990106001001002', '2026-11-22T01:00:00.000Z', 'met'),
];

describe('figures of visits', () => {
  it('counts households, what is due and what is over, by grid', () => {
    const [first, second] = gridFigures(grids, households, visits, today);
    expect(first).toMatchObject({ households: 3, dueToday: 1, overdue: 1 });
    expect(second).toMatchObject({ households: 1, dueToday: 0, overdue: 0 });
  });

  it('counts the visits of seven Shanghai days by outcome', () => {
    const [first, second] = gridFigures(grids, households, visits, today);
    expect(first?.week).toEqual({ met: 0, absent: 1, phone: 0, refused: 0 });
    expect(second?.week.met).toBe(1);
  });

  it('keeps the order of the codes, whatever the figures say', () => {
    expect(gridFigures(grids, households, visits, today).map(({ grid }) => grid.name)).toEqual(['001', '002']);
  });

  it('lists the newest visits, of one grid where one is chosen', () => {
    expect(newestVisits(visits, null, 2).map(({ id }) => id)).toEqual(['vi_now', 'vi_first']);
    expect(newestVisits(visits, '990106001001001', 9).map(({ id }) => id)).toEqual(['vi_first', 'vi_old']);
  });
});
