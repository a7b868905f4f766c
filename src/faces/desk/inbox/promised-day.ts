import { addDays, dayOf } from '../../../../core/calendar/day.ts';
import { addWorkdays, shippedCalendar, workday, type WorkCalendar } from '../../../../core/calendar/workdays.ts';
import type { Day, Iso } from '../../../../core/lib/time.ts';
import { isoOf, msOf } from '../../../../core/lib/time.ts';
import { dueAfter, type Term } from '../../../../core/whistle/clock.ts';
import { shippedEarly, termOf, type EarlySettings } from '../../../../core/whistle/early-terms.ts';
import { levelOf, type Urgency } from '../../../../core/whistle/urgency.ts';

/** By when a community that takes a whistle on may promise: its level, the term, and the day that is proposed. */
export interface PromisedDay {
  level: Urgency;
  term: Term;
  /** The last day of the term. */
  lastDay: Day;
  /** The last working day within it; never before today. */
  proposed: Day;
}

/** @param categoryUrgency what the catalogue says of the category: `U3`, `U1|U3`; '' where it is not known */
export function promisedDay(
  categoryUrgency: string,
  emergency: boolean,
  now: Iso,
  settings: Pick<EarlySettings, 'answer' | 'review' | 'finish'> = shippedEarly,
  calendar: WorkCalendar = shippedCalendar,
): PromisedDay {
  const level = levelOf(categoryUrgency, emergency);
  const term = termOf(settings, 'finish', 'usual', level);
  // A term ends at 24:00, which is the next day's first moment.
  const lastDay = dayOf(isoOf(msOf(dueAfter(term, now, calendar).dueAt) - 1));
  const today = dayOf(now);
  let proposed = lastDay;
  while (proposed > today && !workday(calendar, proposed).isWorkday) proposed = addDays(proposed, -1);
  return { level, term, lastDay, proposed };
}

/** The n-th working day after today. */
export const workdayFrom = (today: Day, count: number, calendar: WorkCalendar = shippedCalendar): Day =>
  dayOf(isoOf(msOf(addWorkdays(calendar, `${today}T04:00:00.000Z`, count).dueAt) - 1));
