import { assert } from '../lib/assert.ts';
import type { Day, Iso } from '../lib/time.ts';
import { isoOf, minuteMs, msOf } from '../lib/time.ts';
import { addDays, dayOf, startOfDay } from './day.ts';
import { workday, type Due, type OfficeHours, type WorkCalendar } from './workdays.ts';

/**
 * When an office works on a working day: from and to by Shanghai's clock, `HH:MM`, in order and apart; spans may
 * touch, and `24:00` may end the last. Half a working day is 240 minutes of these (lifecycle, "Clocks").
 */
export interface WorkHours {
  spans: OfficeHours;
}

export const shippedWorkHours: WorkHours = {
  spans: [
    ['08:30', '12:00'],
    ['14:00', '17:30'],
  ],
};

/**
 * The instant by which so many working minutes have passed since another. Begun outside hours, they start with the next
 * span; filled to its end, they end there, not where the next one starts. Every day from the first to the last is
 * looked at, so one of a year not yet published makes the answer provisional.
 */
export function addWorkHours(calendar: WorkCalendar, hours: WorkHours, from: Iso, minutes: number): Due {
  assertWorkHours(hours);
  assert(Number.isFinite(minutes) && minutes > 0, 'a term of working hours has minutes');
  const startMs = msOf(from);
  let leftMs = minutes * minuteMs;
  let isProvisional = false;
  // Ends: hours are not empty, and years that no table knows have working days.
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    const answer = workday(calendar, day);
    isProvisional ||= answer.isProvisional;
    if (!answer.isWorkday) continue;
    for (const [opens, closes] of hours.spans) {
      const beginMs = Math.max(startMs, atClock(day, opens));
      const roomMs = Math.max(0, atClock(day, closes) - beginMs);
      if (leftMs <= roomMs) return { dueAt: isoOf(beginMs + leftMs), isProvisional };
      leftMs -= roomMs;
    }
  }
}

const clockPattern = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** Text order is time order for `HH:MM`. */
function assertWorkHours({ spans }: WorkHours): void {
  assert(spans.length > 0, 'work hours have a span');
  let closed = '00:00';
  for (const [opens, closes] of spans) {
    assert(clockPattern.test(opens) && clockPattern.test(closes), 'a span of work hours is HH:MM to HH:MM');
    assert(closed <= opens && opens < closes, 'spans of work hours are in order and apart');
    closed = closes;
  }
}

function atClock(day: Day, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return msOf(startOfDay(day)) + (hour * 60 + minute) * minuteMs;
}

const kept = new WeakMap<OfficeHours, WeakMap<WorkCalendar, WorkCalendar>>();

/** The calendar with a district's hours: the same object each time, as what was counted by it is remembered by it. */
export function withOfficeHours(calendar: WorkCalendar, hours: OfficeHours): WorkCalendar {
  const known = kept.get(hours) ?? new WeakMap<WorkCalendar, WorkCalendar>();
  kept.set(hours, known);
  const own = known.get(calendar) ?? (isShipped(hours) ? calendar : { ...calendar, officeHours: hours });
  known.set(calendar, own);
  return own;
}

const isShipped = (hours: OfficeHours): boolean => String(hours) === String(shippedWorkHours.spans);
