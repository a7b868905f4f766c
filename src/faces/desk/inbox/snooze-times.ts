import { addDays, dayOf, startOfDay } from '../../../../core/calendar/day.ts';
import { shippedCalendar, workday, type WorkCalendar } from '../../../../core/calendar/workdays.ts';
import type { Day, Iso } from '../../../../core/lib/time.ts';
import { hourMs, isoOf, minuteMs, msOf } from '../../../../core/lib/time.ts';

/** Moments at which something put aside may come back; offices open at 08:30 and again at 14:00. */
export type SnoozeName = 'twoHours' | 'afternoon' | 'nextWorkday' | 'nextMonday';
export interface SnoozeTime {
  name: SnoozeName;
  until: Iso;
}

export const morningOf = (day: Day): Iso => isoOf(msOf(startOfDay(day)) + 8 * hourMs + 30 * minuteMs);

export function snoozeTimes(now: Iso, calendar: WorkCalendar = shippedCalendar): SnoozeTime[] {
  const today = dayOf(now);
  const after = (from: Day, isRight: (day: Day) => boolean): Day => {
    let day = addDays(from, 1);
    while (!isRight(day)) day = addDays(day, 1);
    return day;
  };
  const isMonday = (day: Day): boolean => new Date(`${day}T00:00:00.000Z`).getUTCDay() === 1;
  const nextWorkday = after(today, (day) => workday(calendar, day).isWorkday);
  const all: SnoozeTime[] = [
    { name: 'twoHours', until: isoOf(msOf(now) + 2 * hourMs) },
    { name: 'afternoon', until: isoOf(msOf(startOfDay(today)) + 14 * hourMs) },
    { name: 'nextWorkday', until: morningOf(nextWorkday) },
    { name: 'nextMonday', until: morningOf(after(today, isMonday)) },
  ];
  return all.filter(({ until }, index) => until > now && all.findIndex((one) => one.until === until) === index);
}
