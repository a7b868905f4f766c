import { describe, expect, it } from 'vitest';
import { addWorkHours, shippedWorkHours, withOfficeHours, type WorkHours } from './work-hours.ts';
import { shippedCalendar } from './workdays.ts';
import type { Iso } from '../lib/time.ts';
import { isoOf, msOf } from '../lib/time.ts';

/** By Shanghai's clock on both sides. */
const inShanghai = (clock: string): Iso => isoOf(msOf(`${clock}+08:00`));
const due = (from: string, minutes: number, hours: WorkHours = shippedWorkHours) =>
  addWorkHours(shippedCalendar, hours, inShanghai(from), minutes);
const at = (clock: string, isProvisional = false) => ({ dueAt: inShanghai(clock), isProvisional });

describe('working hours', () => {
  it('pass over the break at noon', () => {
    expect(due('2026-11-20T10:00', 240)).toEqual(at('2026-11-20T16:00'));
    expect(due('2026-11-20T11:59:59.999', 1)).toEqual(at('2026-11-20T14:00:59.999'));
  });

  it('go on after the weekend, and end where a span ends', () => {
    // 30 minutes of Friday, then the 210 of Monday's morning.
    expect(due('2026-11-20T17:00', 240)).toEqual(at('2026-11-23T12:00'));
    expect(due('2026-11-20T17:00', 241)).toEqual(at('2026-11-23T14:01'));
  });

  it('begin with the next span when started outside hours', () => {
    const mondayNoon = at('2026-11-23T14:30');
    for (const from of ['2026-11-20T17:30', '2026-11-20T23:59:59.999', '2026-11-21T10:00', '2026-11-23T00:00'])
      expect(due(from, 240)).toEqual(mondayNoon);
    expect(due('2026-11-23T08:30', 240)).toEqual(mondayNoon);
    expect(due('2026-11-23T12:00', 30)).toEqual(mondayNoon);
  });

  it('skip holidays and count make-up days', () => {
    expect(due('2026-09-30T17:00', 240)).toEqual(at('2026-10-08T12:00'));
    // Friday into the Saturday that is worked.
    expect(due('2026-10-09T17:00', 240)).toEqual(at('2026-10-10T12:00'));
  });

  it('are provisional once they look at a year that is not published', () => {
    expect(due('2026-12-31T13:30', 210)).toEqual(at('2026-12-31T17:30'));
    expect(due('2026-12-31T13:30', 211)).toEqual(at('2027-01-01T08:31', true));
    // Sunday of such a year counts nothing, but might have been a make-up day.
    expect(due('2024-12-29T10:00', 30)).toEqual(at('2024-12-30T09:00', true));
  });

  it('may be round the clock, with spans that touch', () => {
    const always: WorkHours = {
      spans: [
        ['00:00', '12:00'],
        ['12:00', '24:00'],
      ],
    };
    expect(due('2026-11-20T11:00', 120, always)).toEqual(at('2026-11-20T13:00'));
    expect(due('2026-11-20T23:00', 60, always)).toEqual(at('2026-11-21T00:00'));
    expect(due('2026-11-20T23:00', 61, always)).toEqual(at('2026-11-23T00:01'));
  });

  it.each<[string, WorkHours['spans']]>([
    ['none', []],
    ['backwards', [['12:00', '08:30']]],
    ['of no length', [['08:30', '08:30']]],
    ['over midnight', [['22:00', '06:00']]],
    ['without leading zero', [['8:30', '12:00']]],
    ['past the day', [['08:30', '24:30']]],
    ['of no such minute', [['08:60', '12:00']]],
    ['with seconds', [['08:30:00', '12:00:00']]],
    ['blank', [['', '']]],
    [
      'out of order',
      [
        ['14:00', '17:30'],
        ['08:30', '12:00'],
      ],
    ],
    [
      'overlapping',
      [
        ['08:30', '12:00'],
        ['11:59', '17:30'],
      ],
    ],
  ])('are refused when their spans are %s', (_, spans) => {
    expect(() => due('2026-11-20T10:00', 240, { spans })).toThrow('does not hold');
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('are refused when there are %s minutes', (minutes) => {
    expect(() => due('2026-11-20T10:00', minutes)).toThrow('does not hold');
  });
});

describe('the calendar with the hours of a district', () => {
  it('is the same object each time, and the calendar itself where the hours are the shipped ones', () => {
    const own = [['09:00', '17:00']] as const;
    expect(withOfficeHours(shippedCalendar, own)).toBe(withOfficeHours(shippedCalendar, own));
    expect(withOfficeHours(shippedCalendar, own).officeHours).toEqual(own);
    // As they come from a server: equal, and not the same.
    expect(withOfficeHours(shippedCalendar, structuredClone(shippedWorkHours.spans))).toBe(shippedCalendar);
  });
});
