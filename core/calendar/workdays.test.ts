import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysBetween, startOfDay } from './day.ts';
import { addWorkdays, shippedCalendar, workday } from './workdays.ts';

describe('the working days of China', () => {
  it('skip National Day 2026 and count its make-up days', () => {
    expect(workday(shippedCalendar, '2026-10-01')).toEqual({ isWorkday: false, isProvisional: false });
    expect(workday(shippedCalendar, '2026-10-10')).toEqual({ isWorkday: true, isProvisional: false });
    expect(workday(shippedCalendar, '2026-10-11')).toEqual({ isWorkday: false, isProvisional: false });
  });

  it('are provisional in a year that is not published', () => {
    expect(workday(shippedCalendar, '2027-01-01')).toEqual({ isWorkday: true, isProvisional: true });
    expect(addWorkdays(shippedCalendar, '2026-12-31T02:00:00.000Z', 1)).toEqual({
      dueAt: '2027-01-01T16:00:00.000Z',
      isProvisional: true,
    });
  });

  it('end at 24:00 in Shanghai of the n-th working day after the start day', () => {
    expect(addWorkdays(shippedCalendar, '2026-11-20T15:59:00.000Z', 1).dueAt).toBe('2026-11-23T16:00:00.000Z');
    // 00:01 on Saturday in Shanghai is still Friday in UTC.
    expect(addWorkdays(shippedCalendar, '2026-11-20T16:01:00.000Z', 1).dueAt).toBe('2026-11-23T16:00:00.000Z');
    expect(addWorkdays(shippedCalendar, '2026-02-13T02:00:00.000Z', 2).dueAt).toBe('2026-02-24T16:00:00.000Z');
  });

  it('agree with counting one day after the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 640 }), fc.integer({ min: 1, max: 40 }), (offset, count) => {
        const start = addDays('2025-01-01', offset);
        let day = start;
        for (let seen = 0; seen < count;) {
          day = addDays(day, 1);
          if (workday(shippedCalendar, day).isWorkday) seen += 1;
        }
        expect(addWorkdays(shippedCalendar, startOfDay(start), count).dueAt).toBe(startOfDay(addDays(day, 1)));
      }),
    );
  });
});

it('names the Shanghai day of an instant, and counts days between', () => {
  expect(dayOf('2026-11-21T16:00:00.000Z')).toBe('2026-11-22');
  expect(dayOf('2026-11-21T15:59:59.999Z')).toBe('2026-11-21');
  expect(daysBetween('2026-11-21', '2026-11-19')).toBe(-2);
});
