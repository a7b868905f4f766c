import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../../core/calendar/workdays.ts';
import { makeId } from '../../../../core/lib/id.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import { clerk, testGrid, testUuid, whistleId } from '../../../../core/testing/builders.ts';
import { pauseClocks, resumeClocks, startClock } from '../../../../core/whistle/clock.ts';
import type { WhistleEventRow, WhistleHappening } from '../../../../core/whistle/whistle.ts';
import { countedDays, lastDayOf, pausesOf } from './clock-arithmetic.ts';

describe('the arithmetic of a clock', () => {
  it('names each day and which ones count', () => {
    // A Friday: the weekend does not count.
    const clock = startClock('review', { workdays: 2 }, '2026-11-20T01:00:00.000Z', shippedCalendar);
    expect(countedDays(clock).map(({ day, count }) => [day, count])).toEqual([
      ['2026-11-21', null],
      ['2026-11-22', null],
      ['2026-11-23', 1],
      ['2026-11-24', 2],
    ]);
  });

  it('ends at 24:00 of the last day that counts', () => {
    const clock = startClock('answer', { workdays: 1 }, '2026-11-20T01:00:00.000Z', shippedCalendar);
    expect(lastDayOf(clock.dueAt)).toBe('2026-11-23');
    expect(countedDays(clock).at(-1)?.day).toBe('2026-11-23');
  });

  it('marks days of a year that is not yet published', () => {
    const clock = startClock('review', { workdays: 2 }, '2026-12-31T01:00:00.000Z', shippedCalendar);
    expect(countedDays(clock).some(({ isProvisional }) => isProvisional)).toBe(true);
  });

  it('has no days where the clock runs by hours', () => {
    expect(countedDays(startClock('answer', { minutes: 15 }, '2026-11-20T01:00:00.000Z', shippedCalendar))).toEqual([]);
  });

  it('counts days of a term of days, holidays included, and none to the same day of a later month', () => {
    const days = countedDays(startClock('finish', { days: 15 }, '2026-11-20T01:00:00.000Z', shippedCalendar));
    expect(days).toHaveLength(15);
    expect(days.at(-1)).toMatchObject({ day: '2026-12-05', count: 15, off: null });
    expect(countedDays(startClock('finish', { quarters: 1 }, '2026-11-20T01:00:00.000Z', shippedCalendar))).toEqual([]);
  });

  it('leaves out the days of waiting for an answer, and still comes to the whole term', () => {
    const begun = startClock('review', { workdays: 3 }, '2026-11-16T01:00:00.000Z', shippedCalendar);
    const asked = '2026-11-17T02:00:00.000Z';
    const told = '2026-11-19T02:00:00.000Z';
    const [clock] = resumeClocks(pauseClocks([begun], asked), told, shippedCalendar);
    if (!clock) throw new Error('a clock stays');
    const pauses = pausesOf(clock, [happened(2, asked, 'whistle-asked'), happened(3, told, 'whistle-told')]);
    expect(pauses).toEqual([{ from: asked, to: told }]);
    const days = countedDays(clock, pauses);
    expect(days.filter(({ off }) => off === 'paused').map(({ day }) => day)).toEqual(['2026-11-18', '2026-11-19']);
    expect(days.at(-1)?.count).toBe(3);
  });

  it('names a wait that has no end yet', () => {
    const begun = startClock('answer', { workdays: 1 }, '2026-11-16T01:00:00.000Z', shippedCalendar);
    const asked = '2026-11-16T02:00:00.000Z';
    const [clock] = pauseClocks([begun], asked);
    if (!clock) throw new Error('a clock stays');
    expect(pausesOf(clock, [happened(2, asked, 'whistle-asked')])).toEqual([{ from: asked, to: null }]);
  });
});

function happened(order: number, at: Iso, type: 'whistle-asked' | 'whistle-told'): WhistleEventRow {
  const happening: WhistleHappening =
    type === 'whistle-asked' ? { type, text: '哪个单元' } : { type, text: '三单元', photos: [] };
  return {
    id: makeId('event', testUuid(order)),
    rev: 1,
    order,
    grid: testGrid,
    whistle: whistleId(1),
    at,
    by: clerk.account,
    byName: clerk.name,
    happening,
  };
}
