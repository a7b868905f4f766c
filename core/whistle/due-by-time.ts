/** What happens to a whistle by time alone (lifecycle, part T). Pure: the same row, moment, calendar and units, the same deed. */
import { startOfDay } from '../calendar/day.ts';
import type { WorkCalendar } from '../calendar/workdays.ts';
import { dayMs, isoOf, msOf, type Iso } from '../lib/time.ts';
import type { UnitRow } from '../org/unit.ts';
import { withoutDissolved } from './dissolved.ts';
import type { LoopAction } from './loop-actions.ts';
import type { LoopSaid } from './loop-said.ts';
import type { UnitId } from './loop.ts';
import { nextPress, supervisedFrom } from './pressing.ts';
import { recountsOf } from './recount.ts';
import { openStages } from './stage.ts';
import type { WhistleRow } from './whistle.ts';

export interface TimeGiven {
  calendar: WorkCalendar;
  unitOf: (id: UnitId) => UnitRow | undefined;
  /** After so many days what was returned and not sent again rests. */
  restDays: number;
}

/** A deed of time, and since when it is due. */
export type TimeDeed = {
  [A in LoopAction]: { action: A; said: LoopSaid<A>; since: Iso };
}[LoopAction];

/** The stages at which time does anything at all. */
export const timedStages = [...openStages, 'returned', 'parked', 'lasting'] as const;

/** The deed that has been due the longest; null: nothing is. Done, it leads to the next one. */
export const dueByTime = (row: WhistleRow, now: Iso, given: TimeGiven): TimeDeed | null =>
  deedsOf(row, now, given)
    .filter(({ since }) => since <= now)
    .toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))[0] ?? null;

function deedsOf(row: WhistleRow, now: Iso, { calendar, unitOf, restDays }: TimeGiven): TimeDeed[] {
  const isOpen = openStages.includes(row.stage);
  const first = [...stageDeeds(row, restDays), ...(isOpen ? dissolvedDeeds(row, unitOf) : [])];
  const moved = isOpen || row.stage === 'lasting' ? recountsOf(row.clocks, calendar) : [];
  // A clock that is counted again is not pressed by the day that it had.
  if (moved.length > 0)
    return [
      {
        action: 'recount',
        said: {
          moved: moved.map(({ clock, dueAt }) => ({
            clock: clock.name,
            unit: clock.unit,
            from: clock.dueAt,
            to: dueAt,
          })),
        },
        since: row.changed.at,
      },
    ];
  return isOpen ? [...first, ...missedDeeds(row, now)] : first;
}

function stageDeeds({ stage, clocks, loop, answer }: WhistleRow, restDays: number): TimeDeed[] {
  switch (stage) {
    case 'surveying': {
      const survey = clocks.findLast(({ name, state }) => name === 'survey' && state === 'running');
      return survey ? [{ action: 'endSurvey', said: {}, since: survey.dueAt }] : [];
    }
    case 'parked':
      return loop?.parking
        ? [{ action: 'unpark', said: { reason: '到了再议的日子' }, since: startOfDay(loop.parking.reviewOn) }]
        : [];
    case 'returned':
      return answer ? [{ action: 'rest', said: {}, since: isoOf(msOf(answer.at) + restDays * dayMs) }] : [];
    default:
      return [];
  }
}

function dissolvedDeeds(row: WhistleRow, unitOf: TimeGiven['unitOf']): TimeDeed[] {
  if (row.stage !== 'dispatched' && row.stage !== 'working') return [];
  const next = withoutDissolved(row.loop, unitOf);
  return next ? [{ action: 'changeUnits', said: { ...next, reason: '原承办单位已撤并' }, since: row.changed.at }] : [];
}

function missedDeeds({ clocks, loop }: WhistleRow, now: Iso): TimeDeed[] {
  const presses = clocks.flatMap((clock): TimeDeed[] => {
    const press = nextPress(clock);
    const of = press && { clock: clock.name, unit: clock.unit, dueAt: clock.dueAt, step: press.step };
    return of ? [{ action: 'press', said: { text: '已过时限，请尽快办理', of }, since: press.at }] : [];
  });
  const second = loop?.isSupervised ? null : supervisedFrom(clocks, now);
  return second === null
    ? presses
    : [...presses, { action: 'supervise', said: { text: '第二次过时限，列入督办' }, since: second }];
}
