import { addDays, dayOf } from '../../../../core/calendar/day.ts';
import { shippedCalendar, workday, type WorkCalendar } from '../../../../core/calendar/workdays.ts';
import type { Day, Iso } from '../../../../core/lib/time.ts';
import { isoOf, msOf } from '../../../../core/lib/time.ts';
import type { WhistleClock } from '../../../../core/whistle/clock.ts';
import type { WhistleEventRow } from '../../../../core/whistle/whistle.ts';

/** One day on the way from a clock's start to its end: whether it counted, and as the how-manieth. */
export interface CountedDay {
  day: Day;
  /** 1, 2, ... for days that count; null for the others. */
  count: number | null;
  /** Why it does not count: it is a day off, or the clock waited for an answer. */
  off: 'holiday' | 'paused' | null;
  isProvisional: boolean;
}

/** Time in which a clock waited for what was asked of the reporter; `to` is null while it waits. */
export interface Pause {
  from: Iso;
  to: Iso | null;
}

/** The last day of a term that ends at 24:00, which is the next day's first moment. */
export const lastDayOf = (dueAt: Iso): Day => dayOf(isoOf(msOf(dueAt) - 1));

/**
 * When a clock waited: from a question to what was told, within its own time. A question on a question changes
 * nothing; taking it on asks no more.
 */
export function pausesOf(clock: WhistleClock, events: readonly WhistleEventRow[]): Pause[] {
  const pauses: Pause[] = [];
  let from: Iso | null = null;
  const end = clock.endedAt;
  for (const { at, happening } of events.toSorted((a, b) => a.order - b.order)) {
    if (at < clock.startedAt || (end !== null && at > end)) continue;
    if (happening.type === 'whistle-asked' && from === null && at < clock.dueAt) from = at;
    else if (happening.type === 'whistle-told' && from !== null) {
      pauses.push({ from, to: at });
      from = null;
    }
  }
  if (from !== null && clock.state === 'paused') pauses.push({ from: clock.pausedAt ?? from, to: null });
  return pauses;
}

/**
 * The arithmetic of a clock of days or working days, day by day. None where it runs by hours or to the same day of a
 * later month, nor where days were moved by hours: sentences tell that. Of working days, the one on which it began to
 * wait still counts, those until the answer do not.
 */
export function countedDays(
  clock: WhistleClock,
  pauses: readonly Pause[] = [],
  calendar: WorkCalendar = shippedCalendar,
): CountedDay[] {
  const isWorkdays = 'workdays' in clock.term;
  if (!isWorkdays && !('days' in clock.term && pauses.length === 0)) return [];
  const waits = pauses.map(({ from, to }) => ({ from: dayOf(from), to: to === null ? null : dayOf(to) }));
  const isWaiting = (day: Day): boolean => waits.some(({ from, to }) => day > from && (to === null || day <= to));
  const days: CountedDay[] = [];
  let count = 0;
  const last = lastDayOf(clock.dueAt);
  for (let day = addDays(dayOf(clock.startedAt), 1); day <= last; day = addDays(day, 1)) {
    const { isWorkday, isProvisional } = workday(calendar, day);
    const off = isWaiting(day) ? 'paused' : isWorkdays && !isWorkday ? 'holiday' : null;
    if (off === null) count += 1;
    days.push({ day, count: off === null ? count : null, off, isProvisional: isWorkdays && isProvisional });
  }
  return days;
}
