import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withYear } from '../calendar/published.ts';
import { shippedCalendar } from '../calendar/workdays.ts';
import { dayMs, hourMs, isoOf, msOf, type Iso } from '../lib/time.ts';
import { testGrid, testNow } from '../testing/builders.ts';
import {
  askedUnit,
  cooperatorUnit,
  goneUnit,
  leadUnit,
  loopContext,
  people,
  play,
  played,
  samples,
  units,
  whistleAt,
} from '../testing/loop.ts';
import { startClock, type WhistleClock } from './clock.ts';
import { decideLoop } from './decide-loop.ts';
import { dueByTime, type TimeGiven } from './due-by-time.ts';
import type { UnitId } from './loop.ts';
import { remindersBetween } from './reminders.ts';
import { recountsOf } from './recount.ts';
import type { WhistleHappening, WhistleRow } from './whistle.ts';

const later = (hours: number, from: Iso = testNow): Iso => isoOf(msOf(from) + hours * hourMs);
const given: TimeGiven = {
  calendar: shippedCalendar,
  unitOf: (id) => units.find((one) => one.id === id),
  restDays: 30,
};

/** Everything that time wants at a moment, one deed after another, as the job does it. */
function caughtUp(row: WhistleRow, now: Iso, by: TimeGiven = given): { row: WhistleRow; line: WhistleHappening[] } {
  const line: WhistleHappening[] = [];
  let after = row;
  for (let n = 0; n < 100; n += 1) {
    const due = dueByTime(after, now, by);
    if (!due) return { row: after, line };
    const context = { ...loopContext(people.time, now, 100 + after.rev), calendar: by.calendar, unitOf: by.unitOf };
    const outcome = decideLoop(after, due.action, due.said, { base: null, expects: null }, context);
    if (!outcome.ok) throw new Error(`${due.action}: ${outcome.refusal.code} ${outcome.refusal.detail}`);
    line.push(outcome.value.event.happening);
    after = outcome.value.whistle;
  }
  throw new Error('time never rests');
}

const dispatched = (): WhistleRow =>
  played(whistleAt('consulting', { loop: null, clocks: [] }), 'dispatch', people.dispatcher, {
    ...samples.dispatch,
    urgency: 'U2',
  });
/** The finish of a daily whistle: fifteen days. */
const answering = (set: Partial<WhistleRow> = {}): WhistleRow =>
  whistleAt('community', {
    loop: null,
    clocks: [startClock('answer', { minutes: 600 }, testNow, shippedCalendar)],
    ...set,
  });
const presses = (line: readonly WhistleHappening[]): string[] =>
  line.flatMap((one) =>
    one.type === 'whistle-did' && one.action === 'press' ? [`${one.said.of?.clock} ${one.said.of?.step}`] : [],
  );

describe('a missed clock', () => {
  it('presses the holder, the superior after a fifth, then the supervision board, each once', () => {
    const row = answering();
    expect(dueByTime(row, later(9.9), given)).toBeNull();
    const first = caughtUp(row, later(10));
    expect(presses(first.line)).toEqual(['answer holder']);
    expect(caughtUp(first.row, later(11.9)).line).toEqual([]);
    const second = caughtUp(first.row, later(12));
    expect(presses(second.line)).toEqual(['answer superior']);
    const third = caughtUp(second.row, later(24 * 30));
    expect(presses(third.line)).toEqual(['answer board']);
    expect(caughtUp(third.row, later(24 * 300)).line).toEqual([]);
  });

  it('makes it a matter of supervision where it is the second of the whistle', () => {
    const { row, line } = caughtUp(dispatched(), later(2));
    // Sign after an hour, contact after two, of two units each.
    expect(row.loop?.isSupervised).toBe(true);
    expect(line.filter((one) => one.type === 'whistle-did' && one.action === 'supervise')).toHaveLength(1);
    expect(caughtUp(answering(), later(24 * 30)).row.loop?.isSupervised).toBe(false);
  });

  it('is refused where time comes too early, twice, or to a clock that is not missed', () => {
    const of = { clock: 'answer' as const, unit: null, dueAt: later(10), step: 'holder' as const };
    const said = { text: '已过时限', of };
    const code = (outcome: ReturnType<typeof play>): string => (outcome.ok ? 'ok' : outcome.refusal.detail);
    expect(code(play(answering(), 'press', people.time, said, later(9)))).toBe('not-yet');
    const once = played(answering(), 'press', people.time, said, later(10));
    expect(code(play(once, 'press', people.time, said, later(10)))).toBe('not-yet');
    expect(play(answering(), 'press', people.street, said, later(10)).ok).toBe(false);
    expect(code(play(answering(), 'supervise', people.time, samples.supervise, later(10)))).toBe('not-yet');
  });

  it('presses anew for the end that an extension gave it', () => {
    const clock: WhistleClock = { ...startClock('finish', { days: 3 }, testNow, shippedCalendar), unit: leadUnit };
    const row = whistleAt('working', { clocks: [clock] });
    const missed = caughtUp(row, clock.dueAt).row;
    const moved = { ...missed, clocks: missed.clocks.map((one) => ({ ...one, dueAt: later(240) })) };
    expect(caughtUp(moved, later(239)).line).toEqual([]);
    expect(presses(caughtUp(moved, later(240)).line)).toEqual(['finish holder']);
  });
});

describe('whatever the ticks', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 31 * 24 * 60 }), { maxLength: 25 });
  const rows = fc.constantFrom(dispatched(), answering(), whistleAt('verifying', { clocks: answering().clocks }));

  it('each press comes once, in the order of its time, and the line says the same after an outage', () => {
    fc.assert(
      fc.property(gaps, rows, (minutes, start) => {
        let [row, now] = [start, testNow];
        const line: WhistleHappening[] = [];
        for (const gap of minutes) {
          now = isoOf(msOf(now) + gap * 60_000);
          const turn = caughtUp(row, now);
          row = turn.row;
          line.push(...turn.line);
        }
        const names = presses(line);
        const keys = line.map((one) => JSON.stringify(one));
        expect(new Set(keys).size).toBe(keys.length);
        expect(names.toSorted()).toEqual(presses(caughtUp(start, now).line).toSorted());
        for (const clock of new Set(names.map((name) => name.split(' ')[0])))
          if (row.clocks.filter(({ name }) => name === clock).length === 1)
            expect(names.filter((name) => name.startsWith(`${clock} `))).toEqual(
              ['holder', 'superior', 'board']
                .map((step) => `${clock} ${step}`)
                .slice(0, names.filter((n) => n.startsWith(`${clock} `)).length),
            );
      }),
      { numRuns: 200 },
    );
  });

  it('each reminder comes at most once', () => {
    fc.assert(
      fc.property(gaps, rows, (minutes, row) => {
        let before = testNow;
        const ids: string[] = [];
        for (const gap of minutes) {
          const now = isoOf(msOf(before) + gap * 60_000);
          ids.push(...remindersBetween(row, before, now).map(({ id }) => id));
          before = now;
        }
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe('reminders', () => {
  const pointsOf = (clock: WhistleClock): string[] => {
    const row = whistleAt('community', { clocks: [clock], loop: null });
    const points: string[] = [];
    for (let at = testNow; at <= clock.dueAt; at = later(0.25, at))
      points.push(...remindersBetween(row, at, later(0.25, at)).map(({ point }) => point));
    return points;
  };
  const minutes = (count: number): WhistleClock => startClock('answer', { minutes: count }, testNow, shippedCalendar);

  it('come at half, four fifths and a day before, and a press tells of the end', () => {
    expect(pointsOf(minutes(15 * 24 * 60))).toEqual(['half', 'fourFifths', 'dayBefore']);
    expect(pointsOf(minutes(2 * 24 * 60))).toEqual(['half', 'fourFifths']);
  });

  it('leave out what would coincide on a short clock', () => {
    expect(pointsOf(minutes(15))).toEqual([]);
    expect(pointsOf(minutes(120))).toEqual(['half']);
    expect(pointsOf(minutes(6 * 60))).toEqual(['half', 'fourFifths']);
  });

  it('tell of the end where nothing presses', () => {
    const check = startClock('check', { minutes: 600 }, testNow, shippedCalendar);
    const row = whistleAt('lasting', { clocks: [check] });
    expect(remindersBetween(row, later(9), later(10)).map(({ point, party }) => [point, party.part])).toEqual([
      ['overdue', 'community'],
    ]);
  });

  it('after a month say the last that passed, not each', () => {
    const row = answering({ clocks: [minutes(40 * 24 * 60)] });
    expect(remindersBetween(row, testNow, later(38 * 24)).map(({ point }) => point)).toEqual(['fourFifths']);
  });
});

describe('a unit that is dissolved while it holds whistles', () => {
  const holding = (lead: UnitId, cooperator: UnitId): WhistleRow =>
    dispatchedTo(whistleAt('dispatched', { clocks: [] }), lead, cooperator);
  function dispatchedTo(row: WhistleRow, lead: UnitId, cooperator: UnitId): WhistleRow {
    const loop = row.loop && {
      ...row.loop,
      orders: row.loop.orders.map((order) => ({ ...order, unit: order.isLead ? lead : cooperator })),
    };
    return { ...row, loop };
  }
  const orphan = units.filter(({ id }) => id === goneUnit).map((one) => ({ ...one, successor: null }))[0];
  const without: TimeGiven = {
    ...given,
    unitOf: (id) => (id === goneUnit ? orphan : given.unitOf(id)),
  };

  it('is followed by its successor, with the full set of clocks', () => {
    const { row } = caughtUp(holding(goneUnit, cooperatorUnit), testNow);
    const standing = row.loop?.orders.filter(({ ended }) => ended === null).map(({ unit, isLead }) => [unit, isLead]);
    expect(standing).toEqual([
      [cooperatorUnit, false],
      [askedUnit, true],
    ]);
    expect(row.clocks.filter((clock) => clock.unit === askedUnit && clock.state === 'running')).toHaveLength(5);
  });

  it('brings what it led back to the dispatcher where nobody took over', () => {
    const { row } = caughtUp(holding(goneUnit, cooperatorUnit), testNow, without);
    expect(row.stage).toBe('consulting');
    expect(row.loop?.orders.every(({ ended }) => ended?.how === 'replaced')).toBe(true);
  });

  it('leaves as a cooperator without more', () => {
    const { row } = caughtUp(holding(leadUnit, goneUnit), testNow, without);
    expect([row.stage, row.loop?.orders.filter(({ ended }) => ended === null).map(({ unit }) => unit)]).toEqual([
      'dispatched',
      [leadUnit],
    ]);
  });

  it('is nothing to a whistle that no dissolved unit holds', () => {
    expect(caughtUp(holding(leadUnit, cooperatorUnit), testNow).line).toEqual([]);
    expect(caughtUp(holding(leadUnit, cooperatorUnit), testNow, { ...given, unitOf: () => undefined }).line).toEqual(
      [],
    );
  });
});

describe('a year that is published', () => {
  const december = isoOf(Date.UTC(2026, 11, 29, 2));
  const published = withYear(shippedCalendar, {
    year: 2027,
    source: 'test',
    off: ['2027-01-01', '2027-01-04'],
    worked: [],
  });
  const given2027: TimeGiven = { ...given, calendar: published };
  const clock = startClock('review', { workdays: 4 }, december, shippedCalendar);
  const row = whistleAt('street', { clocks: [clock], loop: null });

  it('moves what was counted by weekdays, and the event shows both days', () => {
    expect(clock).toMatchObject({ isProvisional: true, dueAt: '2027-01-04T16:00:00.000Z' });
    expect(caughtUp(row, later(24, december)).line).toEqual([]);
    const { row: after, line } = caughtUp(row, later(24, december), given2027);
    expect(line).toEqual([
      {
        type: 'whistle-did',
        action: 'recount',
        said: { moved: [{ clock: 'review', unit: null, from: clock.dueAt, to: '2027-01-06T16:00:00.000Z' }] },
      },
    ]);
    expect(after.clocks[0]).toMatchObject({
      isProvisional: false,
      dueAt: '2027-01-06T16:00:00.000Z',
      movedFrom: [clock.dueAt],
    });
    expect(caughtUp(after, later(24, december), given2027).line).toEqual([]);
  });

  it('makes a day certain that stays the same, and one that was agreed stays agreed', () => {
    const short = startClock('review', { workdays: 3 }, december, shippedCalendar);
    const usual = withYear(shippedCalendar, { year: 2027, source: 'test', off: [], worked: [] });
    expect(recountsOf([short], usual).map(({ dueAt }) => dueAt)).toEqual([short.dueAt]);
    const agreed = { ...clock, movedFrom: [testNow], dueAt: isoOf(msOf(clock.dueAt) + 3 * dayMs) };
    expect(recountsOf([agreed], published).map(({ dueAt }) => dueAt)).toEqual([agreed.dueAt]);
  });

  it('gives a clock that waited as many working days as it had left', () => {
    const resumed = { ...clock, dueAt: '2027-01-05T16:00:00.000Z' as Iso };
    expect(recountsOf([resumed], published).map(({ dueAt }) => dueAt)).toEqual(['2027-01-07T16:00:00.000Z']);
  });

  it('counts nothing again that another year keeps open, and nothing by hearsay', () => {
    const far = startClock('finish', { workdays: 300 }, december, shippedCalendar);
    expect(recountsOf([far], published)).toEqual([]);
    expect(play(row, 'recount', people.time, samples.recount, testNow).ok).toBe(false);
    expect(row.grid).toBe(testGrid);
  });
});
