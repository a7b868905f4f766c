import { describe, expect, it } from 'vitest';
import { withYear } from './published.ts';
import { addWorkHours, shippedWorkHours } from './work-hours.ts';
import { addWorkdays, shippedCalendar, type CalendarYear } from './workdays.ts';

/** Made up: the real one was not published when this was written. */
const newYearOff: CalendarYear = { year: 2027, source: 'test', off: ['2027-01-01'], worked: ['2027-01-02'] };

describe('a year that is published', () => {
  const known = withYear(shippedCalendar, newYearOff);

  it('settles what was provisional, and leaves the old table as it was', () => {
    const from = '2026-12-31T08:00:00.000Z';
    expect(addWorkdays(shippedCalendar, from, 1)).toEqual({ dueAt: '2027-01-01T16:00:00.000Z', isProvisional: true });
    expect(addWorkdays(known, from, 1)).toEqual({ dueAt: '2027-01-02T16:00:00.000Z', isProvisional: false });
    expect(addWorkHours(known, shippedWorkHours, from, 240)).toEqual({
      dueAt: '2027-01-02T03:00:00.000Z',
      isProvisional: false,
    });
    expect(addWorkdays(shippedCalendar, from, 1).isProvisional).toBe(true);
  });

  it('gives each table a version of its own', () => {
    expect(known.version).toBe('2027.1');
    const corrected = withYear(known, { ...newYearOff, worked: [] });
    expect(corrected.version).toBe('2027.2');
    expect(corrected.years.map(({ year }) => year)).toEqual([2025, 2026, 2027]);
    expect(addWorkdays(corrected, '2026-12-31T08:00:00.000Z', 1).dueAt).toBe('2027-01-04T16:00:00.000Z');
    expect(withYear(known, { ...newYearOff, year: 2024, off: [], worked: [] }).version).toBe('2027.2');
  });

  it('is refused with days of another year', () => {
    expect(() => withYear(shippedCalendar, { ...newYearOff, year: 2028 })).toThrow('does not hold');
  });
});
