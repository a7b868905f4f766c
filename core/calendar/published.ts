import { assert } from '../lib/assert.ts';
import type { CalendarYear, WorkCalendar } from './workdays.ts';

/**
 * The table after a year was published, or published anew: a version of its own, named by its newest year and a count.
 * The old one stays as it was, so what was counted by it can still be explained.
 */
export function withYear(calendar: WorkCalendar, published: CalendarYear): WorkCalendar {
  const isOfYear = (day: string): boolean => day.startsWith(`${published.year}-`);
  assert([...published.off, ...published.worked].every(isOfYear), 'a published year lists its own days');
  const others = calendar.years.filter(({ year }) => year !== published.year);
  const years = [...others, published].toSorted((a, b) => a.year - b.year);
  const newest = Math.max(...years.map(({ year }) => year));
  const [of, count] = calendar.version.split('.').map(Number);
  return { version: `${newest}.${of === newest ? (count ?? 0) + 1 : 1}`, years };
}
