import { describe, expect, it } from 'vitest';
import type { Iso } from '../../../core/lib/time.ts';
import type { VisitOutcome } from '../../../core/visit/due.ts';
import { dayPartOf, proposeNext } from './next-time.ts';

/** A moment in Shanghai. */
const at = (day: string, time: string): Iso => new Date(`${day}T${time}:00+08:00`).toISOString() as Iso;
const past = (...visits: [VisitOutcome, string, string][]) =>
  visits.map(([outcome, day, time]) => ({ outcome, occurredAt: at(day, time) }));
const told = (visits: ReturnType<typeof past>, now: Iso) =>
  proposeNext(visits, now).map(({ on, part, reached }) => `${on} ${part}${reached > 0 ? ` ×${reached}` : ''}`);

/** 18 November 2026 is a Wednesday. */
const wednesdayMorning = at('2026-11-18', '09:30');

describe('the parts of a day', () => {
  it.each([
    ['06:00', 'morning'],
    ['10:59', 'morning'],
    ['11:00', 'noon'],
    ['13:59', 'noon'],
    ['14:00', 'afternoon'],
    ['17:00', 'evening'],
    ['23:30', 'evening'],
  ])('%s is %s', (time, part) => {
    expect(dayPartOf(at('2026-11-18', time))).toBe(part);
  });
});

describe('the next time after nobody was in', () => {
  it.each([
    [
      'proposes what is usual where nothing is known',
      past(),
      wednesdayMorning,
      ['2026-11-18 noon', '2026-11-18 evening', '2026-11-21 morning'],
    ],
    [
      'prefers the hours at which somebody was reached',
      past(['met', '2026-08-05', '15:00'], ['met', '2026-10-07', '15:30'], ['absent', '2026-09-02', '18:00']),
      wednesdayMorning,
      ['2026-11-18 noon', '2026-11-18 afternoon ×2', '2026-11-21 morning'],
    ],
    [
      'counts a telephone call as somebody reached',
      past(['phone', '2026-09-05', '09:00'], ['phone', '2026-09-19', '09:30'], ['met', '2026-10-03', '10:00']),
      wednesdayMorning,
      ['2026-11-18 noon', '2026-11-18 evening', '2026-11-21 morning ×3'],
    ],
    [
      'leaves out hours that failed again and again',
      past(['absent', '2026-10-12', '18:00'], ['absent', '2026-10-20', '19:00'], ['absent', '2026-11-02', '18:30']),
      wednesdayMorning,
      ['2026-11-18 noon', '2026-11-21 morning', '2026-11-21 afternoon'],
    ],
    [
      'learns nothing from a refusal',
      past(['refused', '2026-08-05', '15:00'], ['refused', '2026-10-07', '15:30']),
      wednesdayMorning,
      ['2026-11-18 noon', '2026-11-18 evening', '2026-11-21 morning'],
    ],
    [
      'never proposes an hour of today that is over',
      past(),
      at('2026-11-18', '18:40'),
      ['2026-11-19 noon', '2026-11-21 morning', '2026-11-21 afternoon'],
    ],
    [
      'goes from a weekend into the week',
      past(),
      at('2026-11-22', '09:00'),
      ['2026-11-22 afternoon', '2026-11-22 evening', '2026-11-23 evening'],
    ],
  ])('%s', (_, visits, now, expected) => {
    expect(told(visits, now)).toEqual(expected);
  });

  it('proposes two or three times, in their order, none twice and none beyond six days', () => {
    for (let hour = 0; hour < 24 * 7; hour += 1) {
      const now = new Date(Date.parse(wednesdayMorning) + hour * 3_600_000).toISOString() as Iso;
      const times = told(past(['met', '2026-10-07', '15:30'], ['absent', '2026-10-14', '09:30']), now);
      expect(times).toHaveLength(3);
      expect(new Set(times).size).toBe(3);
      expect(times).toEqual(times.toSorted((a, b) => a.slice(0, 10).localeCompare(b.slice(0, 10))));
    }
  });
});
