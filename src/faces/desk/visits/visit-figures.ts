import { addDays, dayOf } from '../../../../core/calendar/day.ts';
import type { GridRow } from '../../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../../core/household/household.ts';
import type { Day } from '../../../../core/lib/time.ts';
import type { VisitRow } from '../../../../core/visit/visit.ts';
import type { VisitOutcome } from '../../../../core/visit/due.ts';

/** How the visits of one grid stand. Of grids, never of people: nobody is ranked. */
export interface GridFigures {
  grid: GridRow;
  households: number;
  dueToday: number;
  overdue: number;
  /** Visits of the last seven days, today among them, by outcome. */
  week: Record<VisitOutcome, number>;
}

const weekDays = 7;

/** The first of the last seven days, today among them. */
export const weekFrom = (today: Day): Day => addDays(today, 1 - weekDays);

/** One line a grid, in the order of their codes whatever their figures say. */
export function gridFigures(
  grids: readonly GridRow[],
  households: readonly HouseholdRow[],
  visits: readonly VisitRow[],
  today: Day,
): GridFigures[] {
  const lines = new Map(
    grids
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((grid): [string, GridFigures] => [
        grid.id,
        { grid, households: 0, dueToday: 0, overdue: 0, week: { met: 0, absent: 0, phone: 0, refused: 0 } },
      ]),
  );
  for (const household of households) {
    const line = lines.get(household.grid);
    if (!line) continue;
    line.households += 1;
    if (household.visitDueOn === null) continue;
    if (household.visitDueOn === today) line.dueToday += 1;
    if (household.visitDueOn < today) line.overdue += 1;
  }
  const from = weekFrom(today);
  for (const visit of visits) {
    const line = lines.get(visit.grid);
    if (line && dayOf(visit.occurredAt) >= from) line.week[visit.outcome] += 1;
  }
  return [...lines.values()];
}

/** The newest visits first. */
export const newestVisits = (visits: readonly VisitRow[], grid: string | null, limit: number): VisitRow[] =>
  visits
    .filter((visit) => grid === null || visit.grid === grid)
    .toSorted((a, b) => (a.occurredAt === b.occurredAt ? (a.id < b.id ? -1 : 1) : a.occurredAt < b.occurredAt ? 1 : -1))
    .slice(0, limit);
