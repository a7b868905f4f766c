import { describe, expect, it } from 'vitest';
import { isoOf, minuteMs, msOf, type Iso } from '../../lib/time.ts';
import type { Author } from '../../org/role.ts';
import { testNow } from '../../testing/builders.ts';
import { leadUnit, loopContext, people, samples, whistleAt } from '../../testing/loop.ts';
import { decideLoop, type LoopContext } from '../decide-loop.ts';
import { startClock } from '../clock.ts';
import { shippedLoop } from '../loop-terms.ts';
import type { WhistleRow } from '../whistle.ts';

/** An order whose report-in is due at the end of the third working day; the code that was shown is `123456`. */
const later = (minutes: number): Iso => isoOf(msOf(testNow) + minutes * minuteMs);
const calendar = loopContext(people.lead).calendar;
const ordered = whistleAt('dispatched', {
  clocks: [startClock('reportIn', shippedLoop.orders.U3.reportIn, testNow, calendar, leadUnit)],
});
const dueAt = ordered.clocks[0]?.dueAt ?? testNow;
const minutesToDue = (msOf(dueAt) - msOf(testNow)) / minuteMs;

interface When {
  /** Minutes after the order at which the server has it. */
  at: number;
  /** Minutes after the order at which the right code was shown. */
  shown?: number;
  clockErrorMs?: number;
}
function reports(row: WhistleRow, by: Author, said: Partial<typeof samples.reportIn>, { at, shown, ...set }: When) {
  const context: LoopContext = {
    ...loopContext(by, later(at), 60 + row.rev),
    codeShownAt: (_, __, code) => (code === '123456' && shown !== undefined ? later(shown) : null),
    ...set,
  };
  const outcome = decideLoop(row, 'reportIn', { ...samples.reportIn, ...said }, { base: null, expects: null }, context);
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${outcome.refusal.detail}`);
  return outcome.value.whistle;
}
const byUnit = (row: WhistleRow, code: string | null, when: When) => reports(row, people.lead, { code }, when);
const byCommunity = (row: WhistleRow, when: When) => reports(row, people.community, { unit: leadUnit }, when);
const clockOf = ({ clocks }: WhistleRow) => clocks.find(({ name }) => name === 'reportIn');
const order = ({ loop }: WhistleRow) => loop?.orders.find(({ unit }) => unit === leadUnit);

describe('M6: reporting in on the spot', () => {
  it('is confirmed by the code alone, credited when the server has it', () => {
    const row = byUnit(ordered, '123456', { at: 60, shown: 10 });
    expect(row.stage).toBe('working');
    expect(clockOf(row)).toMatchObject({ state: 'met', endedAt: later(60) });
  });

  it('is credited when the code was shown, as soon as the community says so too, though both were offline till after the term', () => {
    const late = minutesToDue + 500;
    const missed = byUnit(ordered, '123456', { at: late, shown: minutesToDue - 30 });
    expect(clockOf(missed)?.state).toBe('missed');
    const row = byCommunity(missed, { at: late + 5 });
    expect(clockOf(row)).toMatchObject({ state: 'met', endedAt: later(minutesToDue - 30) });
    expect(row.stage).toBe('working');
    // The other way round it comes to the same.
    const before = byCommunity(ordered, { at: late });
    expect(before.stage).toBe('dispatched');
    expect(clockOf(byUnit(before, '123456', { at: late + 5, shown: minutesToDue - 30 }))).toMatchObject({
      state: 'met',
      endedAt: later(minutesToDue - 30),
    });
  });

  it('gains nothing by a community whose clock is ten minutes off', () => {
    const late = minutesToDue + 500;
    const missed = byUnit(ordered, '123456', { at: late, shown: minutesToDue - 30 });
    const row = byCommunity(missed, { at: late + 5, clockErrorMs: -10 * minuteMs });
    expect(clockOf(row)).toMatchObject({ state: 'missed', endedAt: later(late) });
  });

  it('keeps the report when the code is wrong or over, and counts the try', () => {
    const row = byUnit(ordered, '654321', { at: 60, shown: 10 });
    expect(row.stage).toBe('dispatched');
    expect(order(row)).toMatchObject({
      codeTries: 1,
      confirmedAt: null,
      reported: { leader: samples.reportIn.leader },
    });
    expect(byUnit(row, '123456', { at: 61, shown: 61 }).stage).toBe('working');
  });

  it('is confirmed by the touch of the community, credited when the unit said that it was there', () => {
    const said = byUnit(ordered, null, { at: 60 });
    const row = byCommunity(said, { at: 600 });
    expect([row.stage, clockOf(row)?.endedAt]).toEqual(['working', later(60)]);
  });

  it('is never credited to a moment that has not come', () => {
    const seen = byCommunity(ordered, { at: 30 });
    expect(clockOf(byUnit(seen, '123456', { at: 60, shown: 61 }))?.endedAt).toBe(later(60));
  });

  it('is left to the server by a phone that cannot judge a code', () => {
    const context: LoopContext = { ...loopContext(people.lead, later(5)), codeShownAt: () => 'unjudged' };
    const said = { ...samples.reportIn, code: '123456' };
    const outcome = decideLoop(ordered, 'reportIn', said, { base: null, expects: null }, context);
    expect(outcome.ok && order(outcome.value.whistle)).toMatchObject({ codeTries: 0, confirmedAt: null });
  });
});
