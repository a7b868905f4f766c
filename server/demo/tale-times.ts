import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { shippedCalendar, workday } from '../../core/calendar/workdays.ts';
import { assert } from '../../core/lib/assert.ts';
import { hourMs, isoOf, minuteMs, msOf, type Day, type Iso } from '../../core/lib/time.ts';
import { clockFace, startClock, type ClockName, type Term } from '../../core/whistle/clock.ts';
import { historyDays } from './days.ts';

/** Moments of a history that ends now, in milliseconds. */
export interface TaleTimes {
  now: number;
  /** The n-th working day before today, at an hour of its day (9.5 is 09:30). */
  workday: (ago: number, hour: number) => number;
  /** So many days ago, working or not. */
  day: (ago: number, hour: number) => number;
  minutesAgo: (count: number) => number;
  /**
   * The latest moment in office hours from which a clock of this term looks so now. A short term may have no such moment
   * today (on a holiday no working day ends): then it began an hour ago.
   */
  facing: (face: 'dueSoon' | 'overdue', name: ClockName, term: Term) => number;
}

export function taleTimes(moment: Iso): TaleTimes {
  const now = msOf(moment);
  const today = dayOf(moment);
  const past = Array.from({ length: historyDays }, (_, i) => addDays(today, -1 - i));
  const workdays = past.filter((day) => workday(shippedCalendar, day).isWorkday);
  const at = (day: Day | undefined, hour: number): number => {
    assert(day, 'the day lies within the history');
    return msOf(startOfDay(day)) + Math.round(hour * hourMs);
  };
  const isOffice = (ms: number): boolean => {
    const hour = (ms - msOf(startOfDay(dayOf(isoOf(ms))))) / hourMs;
    return hour >= 8.5 && hour <= 17.5;
  };
  return {
    now,
    workday: (ago, hour) => at(workdays[ago - 1], hour),
    day: (ago, hour) => at(past[ago - 1], hour),
    minutesAgo: (count) => now - count * minuteMs,
    facing: (face, name, term) => {
      const quick = 'minutes' in term;
      for (let ms = now - 10 * minuteMs; ms > now - 40 * 24 * hourMs; ms -= 10 * minuteMs)
        if ((quick || isOffice(ms)) && clockFace(startClock(name, term, isoOf(ms), shippedCalendar), moment) === face)
          return ms;
      return now - hourMs;
    },
  };
}
