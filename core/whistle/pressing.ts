/** A missed clock presses (lifecycle, "Clocks"): what is missed, and whose turn it is to hear of it. */
import { isoOf, msOf, type Iso } from '../lib/time.ts';
import type { ClockName, WhistleClock } from './clock.ts';
import { pressSteps, type PressStep } from './press-steps.ts';

/** They end by themselves on their day: nobody misses them. */
const selfEnding: readonly ClockName[] = ['survey', 'look'];

/** How many missed clocks make a matter of supervision. */
export const missesThatSupervise = 2;

export interface Press {
  step: PressStep;
  /** When it is due. */
  at: Iso;
}

/** What the clock presses next; null: nothing any more, or it does not run. */
export function nextPress({ name, state, startedAt, dueAt, pressed = [] }: WhistleClock): Press | null {
  if (state !== 'running' || selfEnding.includes(name)) return null;
  const done = pressed.filter((one) => one.dueAt === dueAt).length;
  const step = pressSteps[done];
  const fifthMs = Math.max(0, msOf(dueAt) - msOf(startedAt)) / 5;
  return step ? { step, at: isoOf(Math.ceil(msOf(dueAt) + done * fifthMs)) } : null;
}

/** Its time passed while it ran. */
export function isMissed({ name, state, dueAt, endedAt }: WhistleClock, now: Iso): boolean {
  if (selfEnding.includes(name)) return false;
  switch (state) {
    case 'missed':
      return true;
    case 'running':
      return dueAt <= now;
    case 'stopped':
      return endedAt !== null && endedAt > dueAt;
    case 'met':
    case 'paused':
      return false;
  }
}

/** When the miss came that makes it a matter of supervision; null: it has not come. */
export function supervisedFrom(clocks: readonly WhistleClock[], now: Iso): Iso | null {
  const misses = clocks
    .filter((clock) => isMissed(clock, now))
    .map(({ dueAt }) => dueAt)
    .toSorted();
  return misses[missesThatSupervise - 1] ?? null;
}
