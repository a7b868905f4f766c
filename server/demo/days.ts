import { addDays } from '../../core/calendar/day.ts';
import { shippedCalendar, workday } from '../../core/calendar/workdays.ts';
import type { Day } from '../../core/lib/time.ts';
import { prng } from './prng.ts';

export const historyDays = 182;

export interface DayRhythm {
  day: Day;
  /** How much of a usual day's walking is done: less at weekends and in rain, hardly any on holidays. */
  pace: number;
  isRainy: boolean;
  isWorkday: boolean;
}

/** 26 weeks up to and with today. Rain comes in spells. */
export function rhythmOf(seed: number, today: Day): DayRhythm[] {
  const random = prng(seed, 'weather');
  let isRainy = false;
  return Array.from({ length: historyDays + 1 }, (_, i) => {
    const day = addDays(today, i - historyDays);
    isRainy = random.chance(isRainy ? 0.5 : 0.14);
    const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
    const { isWorkday } = workday(shippedCalendar, day);
    const isWeekend = weekday === 0 || weekday === 6;
    const usual = isWorkday ? 1 : isWeekend ? 0.3 : 0.08;
    return { day, isRainy, isWorkday, pace: usual * (isRainy ? 0.55 : 1) };
  });
}
