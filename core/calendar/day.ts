import type { Day, Iso } from '../lib/time.ts';
import { dayMs, hourMs, isoOf, msOf } from '../lib/time.ts';

/** China has one zone and no summer time (since 1991): UTC+8. */
const shanghaiMs = 8 * hourMs;

/** The Shanghai day on which an instant falls. */
export const dayOf = (at: string): Day => isoOf(msOf(at) + shanghaiMs).slice(0, 10) as Day;

/** 00:00 in Shanghai of a day, as an instant. */
export const startOfDay = (day: Day): Iso => isoOf(Date.parse(`${day}T00:00:00.000Z`) - shanghaiMs);

export const addDays = (day: Day, days: number): Day =>
  isoOf(Date.parse(`${day}T00:00:00.000Z`) + days * dayMs).slice(0, 10) as Day;

/** The same day so many months later, else the last day of that month. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return isoOf(Date.UTC(year, month - 1 + months, Math.min(date, last))).slice(0, 10) as Day;
}

/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
