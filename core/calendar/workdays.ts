import type { Day, Iso } from '../lib/time.ts';
import { addDays, dayOf, startOfDay } from './day.ts';

/**
 * China's working days. The State Council publishes a year at a time, in November of the year before; until
 * then Monday to Friday stand in and every day so counted is provisional (lifecycle, "Clocks").
 */
export interface CalendarYear {
  year: number;
  /** The document that published the year. */
  source: string;
  /** Weekdays that are off. */
  off: readonly Day[];
  /** Weekend days that are worked. */
  worked: readonly Day[];
}

/** From and to by Shanghai's clock, `HH:MM`, as in `WorkHours`. */
export type OfficeHours = readonly (readonly [string, string])[];

export interface WorkCalendar {
  version: string;
  years: readonly CalendarYear[];
  /** When the district's offices work; absent: as shipped. */
  officeHours?: OfficeHours;
}

const span = (from: Day, days: number): Day[] => Array.from({ length: days }, (_, i) => addDays(from, i));

/** The table that ships with the product; a tenant's newer version comes by sync. */
export const shippedCalendar: WorkCalendar = {
  version: '2026.1',
  years: [
    {
      year: 2025,
      source: '国办发明电〔2024〕12号',
      off: [
        ...span('2025-01-01', 1),
        ...span('2025-01-28', 8),
        ...span('2025-04-04', 3),
        ...span('2025-05-01', 5),
        ...span('2025-05-31', 3),
        ...span('2025-10-01', 8),
      ],
      worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    },
    {
      year: 2026,
      source: '国办发明电〔2025〕7号',
      off: [
        ...span('2026-01-01', 3),
        ...span('2026-02-15', 9),
        ...span('2026-04-04', 3),
        ...span('2026-05-01', 5),
        ...span('2026-06-19', 3),
        ...span('2026-09-25', 3),
        ...span('2026-10-01', 7),
      ],
      worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
    },
  ],
};

export interface WorkdayAnswer {
  isWorkday: boolean;
  /** The day's year is not yet published: recompute when it is. */
  isProvisional: boolean;
}

export function workday(calendar: WorkCalendar, day: Day): WorkdayAnswer {
  const year = calendar.years.find((one) => one.year === Number(day.slice(0, 4)));
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  if (!year) return { isWorkday: !isWeekend, isProvisional: true };
  return { isWorkday: isWeekend ? year.worked.includes(day) : !year.off.includes(day), isProvisional: false };
}

export interface Due {
  readonly dueAt: Iso;
  readonly isProvisional: boolean;
}

/** n working days: they end at 24:00 (Shanghai) of the n-th working day after the start day. */
export function addWorkdays(calendar: WorkCalendar, from: string, days: number): Due {
  const start = dayOf(from);
  const dues = duesOf.get(calendar) ?? new Map<string, Due>();
  duesOf.set(calendar, dues);
  const key = `${start} ${days}`;
  const known = dues.get(key);
  if (known) return known;
  if (dues.size >= duesKept) dues.clear();
  const due = countWorkdays(calendar, start, days);
  dues.set(key, due);
  return due;
}

/** A storm asks thousands of times for the same day. A calendar never changes, so neither does an answer. */
const duesOf = new WeakMap<WorkCalendar, Map<string, Due>>();
const duesKept = 1_000;

function countWorkdays(calendar: WorkCalendar, start: Day, days: number): Due {
  let day = start;
  let isProvisional = false;
  for (let left = days; left > 0;) {
    day = addDays(day, 1);
    const answer = workday(calendar, day);
    isProvisional ||= answer.isProvisional;
    if (answer.isWorkday) left -= 1;
  }
  return { dueAt: startOfDay(addDays(day, 1)), isProvisional };
}

/** Working days after one day, up to and with another; 0 where it does not come later. */
export function workdaysBetween(calendar: WorkCalendar, after: Day, upTo: Day): number {
  let count = 0;
  for (let day = addDays(after, 1); day <= upTo; day = addDays(day, 1))
    if (workday(calendar, day).isWorkday) count += 1;
  return count;
}
