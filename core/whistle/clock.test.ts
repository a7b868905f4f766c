import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../calendar/workdays.ts';
import type { Iso } from '../lib/time.ts';
import { clockFace, dueAfter, meetClock, nextClock, pauseClocks, resumeClocks, startClock } from './clock.ts';
import { shippedEarly, termOf } from './early-terms.ts';

const calendar = shippedCalendar;
/** A Wednesday, 10:00 in Shanghai. */
const start: Iso = '2026-11-18T02:00:00.000Z';
const at = (day: number, hour: number): Iso => `2026-11-${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

describe('terms of the clocks', () => {
  it.each([
    ['answer', 'usual', 'U3', '2026-11-19T16:00:00.000Z'],
    ['answer', 'urgent', 'U2', '2026-11-18T04:00:00.000Z'],
    ['answer', 'emergency', 'U1', '2026-11-18T02:15:00.000Z'],
    ['review', 'usual', 'U3', '2026-11-20T16:00:00.000Z'],
    ['review', 'urgent', 'U2', '2026-11-18T04:00:00.000Z'],
    ['finish', 'emergency', 'U1', '2026-11-19T02:00:00.000Z'],
    ['finish', 'urgent', 'U2', '2026-11-21T16:00:00.000Z'],
    ['finish', 'usual', 'U3', '2026-12-03T16:00:00.000Z'],
    ['finish', 'usual', 'U4', '2027-02-18T16:00:00.000Z'],
  ] as const)('give %s under %s pressure at %s until %s', (name, pressure, level, due) => {
    expect(dueAfter(termOf(shippedEarly, name, pressure, level), start, calendar).dueAt).toBe(due);
  });

  it('skip the weekend and say when the year is not published', () => {
    const friday = at(20, 2);
    expect(dueAfter({ workdays: 1 }, friday, calendar)).toEqual({
      dueAt: '2026-11-23T16:00:00.000Z',
      isProvisional: false,
    });
    expect(dueAfter({ workdays: 30 }, start, calendar).isProvisional).toBe(false);
    expect(dueAfter({ workdays: 40 }, start, calendar).isProvisional).toBe(true);
  });
});

describe('a clock that waits', () => {
  const minutes = () => [startClock('answer', { minutes: 120 }, start, calendar)];
  const days = () => [startClock('review', { workdays: 2 }, start, calendar)];

  it('gets the minutes back that were left', () => {
    const paused = pauseClocks(minutes(), at(18, 3));
    expect(paused[0]).toMatchObject({ state: 'paused', pausedAt: at(18, 3) });
    expect(resumeClocks(paused, at(19, 3), calendar)[0]).toMatchObject({
      state: 'running',
      pausedAt: null,
      dueAt: at(19, 4),
    });
  });

  it('gets the working days back that were left, over a weekend too', () => {
    // Two working days from Wednesday: Friday midnight. Asked on Thursday, one is left; answered on Saturday.
    const resumed = resumeClocks(pauseClocks(days(), at(19, 2)), at(21, 2), calendar);
    expect(resumed[0]?.dueAt).toBe('2026-11-23T16:00:00.000Z');
  });

  it('gets a whole term of days back when it was asked at once', () => {
    const clocks = [startClock('finish', { days: 3 }, start, calendar)];
    const resumed = resumeClocks(pauseClocks(clocks, start), at(20, 2), calendar);
    expect(resumed[0]?.dueAt).toBe('2026-11-23T16:00:00.000Z');
  });

  it('does not wait once it is over', () => {
    const late = at(18, 5);
    expect(pauseClocks(minutes(), late)[0]?.state).toBe('running');
  });

  it('is met while it waits, if its time had not passed', () => {
    const paused = pauseClocks(minutes(), at(18, 3));
    expect(meetClock(paused, 'answer', at(18, 3))[0]?.state).toBe('met');
  });

  it('is no clock that a list sorts by', () => {
    const [answer] = pauseClocks(minutes(), at(18, 3));
    const [review] = days();
    if (!answer || !review) throw new Error('no clocks');
    expect(nextClock([answer, review])).toBe(review);
    expect(clockFace(answer, at(30, 3))).toBe('paused');
  });
});

describe('the face of a clock', () => {
  const clock = startClock('answer', { minutes: 100 }, start, calendar);
  it.each([
    ['running', '2026-11-18T03:19:59.000Z'],
    ['dueSoon', '2026-11-18T03:20:00.000Z'],
    ['overdue', '2026-11-18T03:40:00.000Z'],
  ] as const)('is %s at %s', (face, now) => {
    expect(clockFace(clock, now)).toBe(face);
  });
});
