import chineseDays from 'chinese-days';
import { describe, expect, it } from 'vitest';
import type { Day } from '../lib/time.ts';
import { addDays } from './day.ts';
import { shippedCalendar, workday } from './workdays.ts';

/** Our table was written by hand from the published notices; a library that others keep is the second pair of eyes. */
describe.each(shippedCalendar.years.map(({ year }) => year))('the published year %s', (year) => {
  it('is the same in a kept library, day by day', () => {
    const days = Array.from({ length: 365 }, (_, i) => addDays(`${year}-01-01` as Day, i));
    const different = days.filter((day) => workday(shippedCalendar, day).isWorkday !== chineseDays.isWorkday(day));
    expect(different).toEqual([]);
  });
});
