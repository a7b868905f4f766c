/** Whoever holds a clock is reminded while it runs: at half of it, at four fifths, a day before its end, and after it. */
import { dayMs, hourMs, isoOf, msOf, type Iso } from '../lib/time.ts';
import type { WhistleClock } from './clock.ts';
import { clockHolder, type Party } from './party.ts';
import { nextPress } from './pressing.ts';
import type { WhistleRow } from './whistle.ts';

export const reminderPoints = ['half', 'fourFifths', 'dayBefore', 'overdue'] as const;
export type ReminderPoint = (typeof reminderPoints)[number];

export interface Reminder {
  /** The same whenever it is asked for: one reminder, one id. */
  id: string;
  point: ReminderPoint;
  at: Iso;
  clock: WhistleClock;
  party: Party;
}

/** Points of one clock in order, each at least an hour from the next: a short clock has few. */
function pointsOf(clock: WhistleClock): { point: ReminderPoint; atMs: number }[] {
  const [startMs, dueMs] = [msOf(clock.startedAt), msOf(clock.dueAt)];
  const all = [
    { point: 'half' as const, atMs: startMs + (dueMs - startMs) / 2 },
    { point: 'fourFifths' as const, atMs: startMs + ((dueMs - startMs) * 4) / 5 },
    { point: 'dayBefore' as const, atMs: dueMs - dayMs },
  ].filter(({ atMs }) => atMs - startMs >= hourMs && dueMs - atMs >= hourMs);
  const apart: typeof all = [];
  for (const one of all.toSorted((a, b) => b.atMs - a.atMs)) {
    const next = apart.at(-1);
    if (!next || next.atMs - one.atMs >= hourMs) apart.push(one);
  }
  return [...apart.toReversed(), { point: 'overdue', atMs: dueMs }];
}

/**
 * What fell due after one moment, up to and with another, of each clock the last: after a month without a server nobody
 * is told of each half that passed. A clock that presses when it is missed is not told of as overdue besides.
 */
export function remindersBetween(whistle: WhistleRow, after: Iso, upTo: Iso): Reminder[] {
  return whistle.clocks.flatMap((clock) => {
    if (clock.state !== 'running') return [];
    const last = pointsOf(clock).findLast(({ atMs }) => Math.ceil(atMs) > msOf(after) && Math.ceil(atMs) <= msOf(upTo));
    if (!last || (last.point === 'overdue' && isPressed(whistle, clock))) return [];
    return {
      id: [whistle.id, clock.name, clock.unit ?? 'whistle', clock.startedAt, clock.dueAt, last.point].join(' '),
      point: last.point,
      at: isoOf(Math.ceil(last.atMs)),
      clock,
      party: clockHolder(whistle, clock),
    };
  });
}

/** In these stages nobody is pressed (loop-table). */
const isPressed = ({ stage }: WhistleRow, clock: WhistleClock): boolean =>
  stage !== 'lasting' && stage !== 'parked' && (nextPress(clock) !== null || clock.pressed !== undefined);
