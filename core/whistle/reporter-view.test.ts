import { describe, expect, it } from 'vitest';
import { untilWords } from '../calendar/day-words.ts';
import { dayMs, hourMs, isoOf, msOf, type Iso } from '../lib/time.ts';
import { testNow } from '../testing/builders.ts';
import { askedUnit, cooperatorUnit, leadUnit, people, played, samples, whistleAt } from '../testing/loop.ts';
import { startClock } from './clock.ts';
import { shippedCalendar } from '../calendar/workdays.ts';
import { promiseToReporter, responsibleFor, stageForReporter } from './reporter-view.ts';
import { whistleStages, isEnded } from './stage.ts';

const later = (ms: number): Iso => isoOf(msOf(testNow) + ms);
const clock = (name: Parameters<typeof startClock>[0], days: number, unit: Parameters<typeof startClock>[4] = null) =>
  startClock(name, { days }, testNow, shippedCalendar, unit);

describe('where a whistle stands for its reporter', () => {
  it.each(whistleStages)('%s has words in both languages, and somebody who is at it until it ends', (stage) => {
    expect(stageForReporter[stage].zh).toMatch(/。$/);
    expect(stageForReporter[stage].en).toMatch(/\.$/);
    if (isEnded(stage)) expect(responsibleFor(whistleAt(stage))).toBeNull();
    else if (stage !== 'lasting') expect(responsibleFor(whistleAt(stage))).not.toBeNull();
    if (isEnded(stage)) expect(promiseToReporter(whistleAt(stage), testNow)).toBeNull();
  });

  it('names the lead before those who help, and the level that asks', () => {
    expect(responsibleFor(whistleAt('working'))).toEqual({ units: [leadUnit, cooperatorUnit] });
    const asking = whistleAt('consulting');
    expect(responsibleFor(asking)).toEqual({ level: 'district' });
    expect(responsibleFor({ ...asking, loop: asking.loop && { ...asking.loop, level: 'city' } })).toEqual({
      level: 'city',
    });
    const parked = played(whistleAt('street'), 'park', people.street, samples.park);
    expect(responsibleFor(parked)).toEqual({ level: 'street' });
    const lasting = played(whistleAt('consulting'), 'makeLasting', people.dispatcher);
    expect(responsibleFor(lasting)).toEqual({ units: [leadUnit] });
  });

  it('promises what the running clock of the stage says, and by the lead alone where each unit has its own', () => {
    const clocks = [clock('finish', 3, cooperatorUnit), clock('finish', 15, leadUnit), clock('sign', 1, leadUnit)];
    expect(promiseToReporter(whistleAt('working', { clocks }), testNow)).toMatchObject({
      what: 'finish',
      dueAt: clocks[1]?.dueAt,
      isLate: false,
    });
    const consults = [clock('consult', 2, askedUnit), clock('consult', 5, leadUnit)];
    expect(promiseToReporter(whistleAt('consulting', { clocks: consults }), testNow)?.dueAt).toBe(consults[1]?.dueAt);
    const arriving = whistleAt('dispatched', {
      clocks: [clock('finish', 15, leadUnit), clock('reportIn', 3, leadUnit)],
    });
    expect(promiseToReporter(arriving, testNow)?.what).toBe('reportIn');
  });

  it('says that a promise was missed, and that a clock waits for an answer', () => {
    const clocks = [clock('answer', 1)];
    expect(promiseToReporter(whistleAt('community', { clocks }), later(3 * dayMs))?.isLate).toBe(true);
    const paused = clocks.map((one) => ({ ...one, state: 'paused' as const, pausedAt: testNow }));
    const question = { text: '几楼？', by: people.community.account, byName: '社区', at: testNow };
    expect(promiseToReporter(whistleAt('community', { clocks: paused, question }), later(3 * dayMs))).toMatchObject({
      isLate: false,
      isWaiting: true,
    });
  });

  it('prefers the day that somebody named to the clock, until that day is over', () => {
    const row = whistleAt('community', {
      own: { who: '小李', promisedOn: '2026-11-20' },
      clocks: [clock('finish', 15)],
    });
    expect(promiseToReporter(row, '2026-11-20T15:59:00.000Z')).toMatchObject({ what: 'own', isLate: false });
    expect(promiseToReporter(row, '2026-11-20T16:00:00.000Z')?.isLate).toBe(true);
    expect(untilWords('2026-11-20T16:00:00.000Z').zh).toBe('2026年11月20日（周五）');
    expect(untilWords(isoOf(msOf('2026-11-20T16:00:00.000Z') + 10 * hourMs)).en).toBe('Sat 21 Nov 2026, 10:00');
  });
});
