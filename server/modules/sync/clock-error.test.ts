import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, isoOf, minuteMs, msOf } from '../../../core/lib/time.ts';
import { testNow } from '../../../core/testing/builders.ts';
import { actedAt, correctionFor } from './clock-error.ts';

const nowMs = msOf(testNow);
const year = 365 * dayMs;
/** Saved at that true moment, by a clock that was wrong by so much, after a contact two days ago. */
const saved = (trueMs: number, errorMs: number, knownErrorMs = errorMs) => ({
  at: isoOf(trueMs + errorMs),
  clock: { errorMs: knownErrorMs, contactAt: isoOf(nowMs - 2 * dayMs) },
});
const judged = (mutation: ReturnType<typeof saved>, atSendingMs: number) =>
  msOf(actedAt(mutation.at, correctionFor(mutation, atSendingMs, nowMs), testNow)) - nowMs;

describe('the time of what was saved with a clock that was set before it was sent', () => {
  it('follows the error that the phone knew when it saved', () => {
    expect(judged(saved(nowMs - 5 * hourMs, -3 * hourMs), 0)).toBe(-5 * hourMs);
  });

  it('follows the error at sending where the one known at saving puts it before the last contact', () => {
    expect(judged(saved(nowMs - 5 * hourMs, -year, 0), year)).toBe(-5 * hourMs);
  });

  it('is the last contact before it where the clock was wrong unnoticed and is right again', () => {
    expect(judged(saved(nowMs - 5 * hourMs, -year, 0), 0)).toBe(-2 * dayMs);
  });

  it('is no later than now where the clock ran ahead unnoticed and is right again', () => {
    expect(judged(saved(nowMs - 5 * hourMs, year, 0), 0)).toBe(0);
  });

  it('is left alone within two minutes, and follows the request where the phone knew nothing', () => {
    expect(correctionFor(saved(nowMs - minuteMs, minuteMs), 0, nowMs)).toBe(0);
    expect(correctionFor({ at: isoOf(nowMs - year) }, year, nowMs)).toBe(year);
  });
});
