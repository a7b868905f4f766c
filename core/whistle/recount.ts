/** What was counted by a year not yet published is counted again when it is (lifecycle, "Clocks"). */
import { dayOf } from '../calendar/day.ts';
import { addWorkdays, workdaysBetween, type WorkCalendar } from '../calendar/workdays.ts';
import { isoOf, msOf, type Day, type Iso } from '../lib/time.ts';
import { dueAfter, type WhistleClock } from './clock.ts';

export interface Recounted {
  clock: WhistleClock;
  dueAt: Iso;
}

/** Those whose years the calendar has now, with their ends; the same end is then certain. */
export const recountsOf = (clocks: readonly WhistleClock[], calendar: WorkCalendar): Recounted[] =>
  clocks.flatMap((clock) => {
    if (clock.state !== 'running' || !clock.isProvisional) return [];
    const due = recounted(clock, calendar);
    return due.isProvisional ? [] : [{ clock, dueAt: due.dueAt }];
  });

function recounted(clock: WhistleClock, calendar: WorkCalendar): { dueAt: Iso; isProvisional: boolean } {
  const { term, startedAt, dueAt } = clock;
  const lastDay = dayOf(isoOf(msOf(dueAt) - 1));
  const isPublished = yearsBetween(dayOf(startedAt), lastDay).every((year) =>
    calendar.years.some((one) => one.year === year),
  );
  // A day that was agreed stays that day.
  if (clock.movedFrom !== undefined || !('workdays' in term || 'workMinutes' in term))
    return { dueAt, isProvisional: !isPublished };
  if ('workMinutes' in term) return dueAfter(term, startedAt, calendar);
  // As many working days as it had, which after a pause are others than the term's.
  const days = workdaysBetween(asItWas(calendar, dayOf(startedAt), lastDay), dayOf(startedAt), lastDay);
  return addWorkdays(calendar, startedAt, days);
}

function yearsBetween(from: Day, to: Day): number[] {
  const first = Number(from.slice(0, 4));
  return Array.from({ length: Math.max(0, Number(to.slice(0, 4)) - first) + 1 }, (_, i) => first + i);
}

/** The calendar that counted it: without the years after the one in which it began, or without that one alone. */
function asItWas(calendar: WorkCalendar, from: Day, to: Day): WorkCalendar {
  const [first = 0, ...rest] = yearsBetween(from, to);
  const missing = rest.length > 0 ? rest : [first];
  return { version: calendar.version, years: calendar.years.filter(({ year }) => !missing.includes(year)) };
}
