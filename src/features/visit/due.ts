import { daysBetween } from '../../../core/calendar/day.ts';
import type { DayPart, HouseholdRow } from '../../../core/household/household.ts';
import type { Day } from '../../../core/lib/time.ts';
import { dateWords, relativeDay, weekdayWords } from '../../live/time-words.ts';
import { language } from '../../live/texts.ts';
import { visitTexts } from './visit-texts.ts';

/** Solid, half, hollow: the fill of a symbol says how pressing a visit is, the word beside it says the same. */
export type DueFace = 'overdue' | 'today' | 'soon' | 'later' | 'none';

/** Days ahead that Today shows: tomorrow's doors may be on the way. */
export const soonDays = 3;

export function dueFaceOf(dueOn: Day | null, today: Day): DueFace {
  if (dueOn === null) return 'none';
  const days = daysBetween(today, dueOn);
  if (days < 0) return 'overdue';
  if (days === 0) return 'today';
  return days <= soonDays ? 'soon' : 'later';
}

/** `已超3天`, `今天到期 · 傍晚`: a part of the day is told as long as it can still be kept. */
export function dueWords(dueOn: Day | null, today: Day, part: DayPart | null = null): string {
  const words = visitTexts[language.value];
  if (dueOn === null) return words.dueNone;
  const days = daysBetween(today, dueOn);
  if (days < 0) return words.dueOver(-days);
  const due = days === 0 ? words.dueToday : words.dueBy(relativeDay(dueOn, today));
  return part === null ? due : words.dueAt(due, words.parts[part]);
}

/** `今天傍晚`, `明天上午`, `周六上午`, later `11月27日（周五）上午`; without a part the day alone. */
export function nextTimeWords({ on, part }: { on: Day; part: DayPart | null }, today: Day): string {
  const words = visitTexts[language.value];
  const days = daysBetween(today, on);
  const day = days <= 1 ? relativeDay(on, today) : days < 7 ? weekdayWords(on) : dateWords(on);
  return part === null ? day : words.timeOfDay(day, words.parts[part]);
}

/** Whether a door stands in today's walk: due today or before, and never an empty flat by surprise. */
export const isDueBy = (household: Pick<HouseholdRow, 'visitDueOn'>, day: Day): boolean =>
  household.visitDueOn !== null && household.visitDueOn <= day;
