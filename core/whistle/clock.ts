import type { OfficeHours, WorkCalendar } from '../calendar/workdays.ts';
import { addDays, addMonths, dayOf, startOfDay } from '../calendar/day.ts';
import { addWorkHours, shippedWorkHours, type WorkHours } from '../calendar/work-hours.ts';
import { addWorkdays, workdaysBetween, type Due } from '../calendar/workdays.ts';
import type { Day, Iso } from '../lib/time.ts';
import { isoOf, minuteMs, msOf } from '../lib/time.ts';
import type { UnitId } from './loop.ts';

/** Lifecycle, "Clocks". */
export const clockNames = [
  'answer',
  'review',
  'finish',
  'meeting',
  'consult',
  'papers',
  'sign',
  'contact',
  'reportIn',
  'feedback',
  'decide',
  'verify',
  'survey',
  'evaluate',
  'check',
  'look',
] as const;
export type ClockName = (typeof clockNames)[number];
/** Those that run before a whistle is reported to the district; the terms of the others are in loop-terms.ts. */
export type EarlyClockName = 'answer' | 'review' | 'finish';

export interface WhistleClock {
  name: ClockName;
  /** Whose clock it is, where each unit has its own; null: the whistle's. */
  unit: UnitId | null;
  /** What stands on record. `due soon` and `overdue` depend on the hour and are asked of `clockFace`. */
  state: 'running' | 'paused' | 'met' | 'missed' | 'stopped';
  startedAt: Iso;
  dueAt: Iso;
  endedAt: Iso | null;
  /** Since when it waits for what was asked of the reporter. */
  pausedAt: Iso | null;
  /** The rule that gave `dueAt`. */
  term: Term;
  /** Where an extension moved it: the days that it had before, which stay shown. */
  movedFrom?: readonly Iso[];
  /** When time pressed because of it, and for which end: one that moved is pressed anew. */
  pressed?: readonly { at: Iso; dueAt: Iso }[];
  /** A working day of a year that is not yet published was counted. */
  isProvisional: boolean;
}

/** A term as the district sets it: working days end at 24:00, hours and minutes run by the wall clock. */
export type Term =
  | { workdays: number }
  | { days: number }
  | { quarters: number }
  /** To the end of the running quarter of the year. */
  | { quarterEnd: true }
  | { minutes: number }
  /** Minutes of the hours in which offices work: half a working day is 240. `hours`: those of the day on which it began. */
  | { workMinutes: number; hours?: OfficeHours };

export type Pressure = 'usual' | 'urgent' | 'emergency';

/** When a term that begins at an instant is over. n days end at 24:00 of the n-th day after the start day. */
export function dueAfter(term: Term, at: Iso, calendar: WorkCalendar): Due {
  if ('workdays' in term) return addWorkdays(calendar, at, term.workdays);
  if ('minutes' in term) return { dueAt: isoOf(msOf(at) + term.minutes * minuteMs), isProvisional: false };
  if ('workMinutes' in term) return addWorkHours(calendar, hoursOf(term, calendar), at, term.workMinutes);
  const day = lastDayOf(term, dayOf(at));
  return { dueAt: startOfDay(addDays(day, 1)), isProvisional: false };
}

/** A clock keeps the hours of offices with which it began; a term that has not begun takes the district's. */
const hoursOf = ({ hours }: { hours?: OfficeHours }, calendar: WorkCalendar): WorkHours => {
  const spans = hours ?? calendar.officeHours;
  return spans ? { spans } : shippedWorkHours;
};

function lastDayOf(term: { days: number } | { quarters: number } | { quarterEnd: true }, start: Day): Day {
  if ('days' in term) return addDays(start, term.days);
  if ('quarters' in term) return addMonths(start, 3 * term.quarters);
  const month = Number(start.slice(5, 7));
  const first: Day = `${Number(start.slice(0, 4))}-${start.slice(5, 7)}-01`;
  return addDays(addMonths(first, 3 - ((month - 1) % 3)), -1);
}

export function startClock(
  name: ClockName,
  term: Term,
  at: Iso,
  calendar: WorkCalendar,
  unit: UnitId | null = null,
): WhistleClock {
  const due = dueAfter(term, at, calendar);
  return {
    name,
    unit,
    state: 'running',
    startedAt: at,
    dueAt: due.dueAt,
    endedAt: null,
    pausedAt: null,
    term: 'workMinutes' in term && calendar.officeHours ? { ...term, hours: calendar.officeHours } : term,
    isProvisional: due.isProvisional,
  };
}

/** A running clock of that name ends: met, or missed where its time had passed. Others stay. */
export const meetClock = (
  clocks: readonly WhistleClock[],
  name: ClockName,
  at: Iso,
  unit: UnitId | null = null,
): WhistleClock[] =>
  clocks.map((clock) =>
    clock.name === name && clock.unit === unit && (clock.state === 'running' || clock.state === 'paused')
      ? { ...clock, state: at < clock.dueAt ? 'met' : 'missed', endedAt: at }
      : clock,
  );

/** It ends at that moment, or had ended, and what was known of it is put right: the later word counts. */
export const creditClock = (
  clocks: readonly WhistleClock[],
  name: ClockName,
  at: Iso,
  unit: UnitId | null,
): WhistleClock[] => {
  const last = clocks.findLast((clock) => clock.name === name && clock.unit === unit && clock.state !== 'stopped');
  return clocks.map((clock) =>
    clock === last ? { ...clock, state: at < clock.dueAt ? 'met' : 'missed', endedAt: at } : clock,
  );
};

/** Running clocks wait; those already over stay over. */
export const pauseClocks = (clocks: readonly WhistleClock[], at: Iso): WhistleClock[] =>
  clocks.map((clock) =>
    clock.state === 'running' && at < clock.dueAt ? { ...clock, state: 'paused', pausedAt: at } : clock,
  );

/** Waiting clocks go on with what was left: as many working days, or as much time, as when they began to wait. */
export const resumeClocks = (clocks: readonly WhistleClock[], at: Iso, calendar: WorkCalendar): WhistleClock[] =>
  clocks.map((clock) => {
    if (clock.state !== 'paused' || clock.pausedAt === null) return clock;
    const resumed = { ...clock, state: 'running' as const, pausedAt: null };
    if (!('workdays' in clock.term))
      return { ...resumed, dueAt: isoOf(msOf(clock.dueAt) + Math.max(0, msOf(at) - msOf(clock.pausedAt))) };
    const left = workdaysBetween(calendar, dayOf(clock.pausedAt), addDays(dayOf(clock.dueAt), -1));
    const due = addWorkdays(calendar, at, left);
    return { ...resumed, dueAt: due.dueAt, isProvisional: clock.isProvisional || due.isProvisional };
  });

export const stopClocks = (clocks: readonly WhistleClock[], at: Iso): WhistleClock[] =>
  clocks.map((clock) =>
    clock.state === 'running' || clock.state === 'paused' ? { ...clock, state: 'stopped', endedAt: at } : clock,
  );

export type ClockFace = 'running' | 'paused' | 'dueSoon' | 'overdue' | 'met' | 'missed' | 'stopped';

/** How a clock looks now: due soon in its last fifth, overdue after its end. */
export function clockFace(clock: Pick<WhistleClock, 'state' | 'startedAt' | 'dueAt'>, now: Iso): ClockFace {
  if (clock.state !== 'running') return clock.state;
  if (now >= clock.dueAt) return 'overdue';
  const total = msOf(clock.dueAt) - msOf(clock.startedAt);
  return msOf(clock.dueAt) - msOf(now) <= total / 5 ? 'dueSoon' : 'running';
}

/** The clock that a list sorts by: the running one that ends first. */
export function nextClock(clocks: readonly WhistleClock[]): WhistleClock | null {
  const running = clocks.filter((clock) => clock.state === 'running').toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return running[0] ?? null;
}
