import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withOfficeHours } from '../calendar/work-hours.ts';
import { shippedCalendar } from '../calendar/workdays.ts';
import type { Iso } from '../lib/time.ts';
import { isoOf, msOf } from '../lib/time.ts';
import type { DistrictSettings } from '../settings/settings.ts';
import { shippedSettings as shipped } from '../settings/shipped-settings.ts';
import { content, otherGrid, testNow, wang, whistleId } from '../testing/builders.ts';
import { leadUnit, loopContext, people, played, samples, whistleAt } from '../testing/loop.ts';
import { dueAfter, startClock } from './clock.ts';
import { decideLoop, type LoopContext } from './decide-loop.ts';
import { decideWhistle, raiseWhistle } from './decide.ts';
import { loopActions, type LoopAction } from './loop-actions.ts';
import { shippedWeights } from './loop-terms.ts';
import { loopTable } from './loop-table.ts';
import { allParts, ruleIn, type Part } from './table.ts';
import type { WhistleRow } from './whistle.ts';

/** Everything another number than shipped. */
const other: DistrictSettings = {
  ...shipped,
  answer: { usual: { workdays: 2 }, urgent: { minutes: 60 }, emergency: { minutes: 10 } },
  review: { usual: { days: 5 }, urgent: { minutes: 60 }, emergency: { minutes: 30 } },
  finish: { U1: { minutes: 600 }, U2: { days: 2 }, U3: { workdays: 12 }, U4: { days: 60 } },
  officeHours: [['09:00', '17:00']],
  orders: {
    ...shipped.orders,
    U3: { sign: { workMinutes: 120 }, contact: { minutes: 600 }, reportIn: { days: 2 }, feedback: { workdays: 4 } },
  },
  loop: { ...shipped.loop, consult: { days: 1 }, verify: { days: 6 }, survey: { workdays: 3 }, evaluate: { days: 9 } },
  extensions: { U1: 0, U2: 0, U3: 2, U4: 1 },
  leastWorkdays: 5,
  reopenDays: 10,
  leastBallots: { U1: 1, U2: 2, U3: 3, U4: 20 },
  weights: { reportIn: 10, plan: 10, finish: 30, result: 50 },
};
const by = (settings: DistrictSettings, context: LoopContext): LoopContext => ({
  ...context,
  settings,
  calendar: withOfficeHours(shippedCalendar, settings.officeHours),
});
const unseen = { base: null, expects: null };
const act = <A extends LoopAction>(row: WhistleRow, action: A, part: Part, now: Iso, settings: DistrictSettings) =>
  decideLoop(row, action, samples[action], unseen, by(settings, loopContext(people[part], now, 50 + row.rev)));

/** Whose event it is that moves a deadline, by the table. */
const moving = new Set<LoopAction>(['agreeExtension', 'approveExtension', 'reject', 'accept', 'claim']);

interface Step {
  pick: number;
  hours: number;
  isOther: boolean;
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ pick: fc.nat(), hours: fc.integer({ min: 0, max: 60 }), isOther: fc.boolean() }),
  { minLength: 5, maxLength: 40 },
);
/** What the table knows at a stage: chance alone would hardly ever hit on it. */
const lawfulAt = (stage: WhistleRow['stage']): { action: LoopAction; part: Part }[] =>
  loopActions.flatMap((action) =>
    allParts.filter((part) => ruleIn(loopTable[action], stage, [part])).map((part) => ({ action, part })),
  );
/** On its way to the units, each with a full set of clocks. */
const ordered = (): WhistleRow =>
  played(whistleAt('consulting', { loop: null }), 'dispatch', people.dispatcher, samples.dispatch);
const starts = [ordered(), played(ordered(), 'reportIn', people.lead), whistleAt('street')];

function lived(
  start: WhistleRow,
  all: readonly Step[],
  look: (before: WhistleRow, after: WhistleRow, action: LoopAction) => void,
) {
  let [row, now] = [start, testNow];
  for (const step of all) {
    const lawful = lawfulAt(row.stage);
    const cell = lawful[step.pick % lawful.length];
    if (!cell) break;
    const { action, part } = cell;
    now = isoOf(msOf(now) + step.hours * 3_600_000);
    const outcome = act(row, action, part, now, step.isOther ? other : shipped);
    if (!outcome.ok) continue;
    look(row, outcome.value.whistle, action);
    row = outcome.value.whistle;
  }
  return row;
}

describe('a change of settings', () => {
  it('moves no clock that runs: each keeps its term, its start and its end', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...starts), (all, start) => {
        lived(start, all, (before, after, action) => {
          for (const [i, clock] of before.clocks.entries()) {
            const now = after.clocks[i];
            expect([now?.name, now?.unit, now?.term, now?.startedAt]).toEqual([
              clock.name,
              clock.unit,
              clock.term,
              clock.startedAt,
            ]);
            const isResumed = clock.state === 'paused' && now?.state === 'running';
            if (!moving.has(action) && !isResumed) expect(now?.dueAt).toBe(clock.dueAt);
          }
        });
      }),
    );
  });

  it('leaves the same past the same: what was decided under each version is decided so again', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const start = ordered();
        expect(lived(start, all, () => undefined)).toEqual(lived(start, all, () => undefined));
      }),
    );
  });

  it('gives the new terms to what starts afterwards, in the hours of offices that are set', () => {
    const raised = (settings: DistrictSettings) => {
      const command = { whistle: whistleId(1), grid: wang.grants[0]?.area ?? otherGrid, content, household: null };
      const outcome = raiseWhistle(
        { ...command, source: 'patrol', outOfGrid: false, occurredAt: testNow },
        by(settings, loopContext(wang)),
      );
      return outcome.ok ? outcome.value.whistle.clocks[0]?.term : null;
    };
    expect([raised(shipped), raised(other)]).toEqual([{ workdays: 1 }, { workdays: 2 }]);

    const calendar = withOfficeHours(shippedCalendar, other.officeHours);
    const clock = startClock('sign', { workMinutes: 120 }, '2026-11-18T03:30:00.000Z', calendar, leadUnit);
    // 11:30 and two hours of an office that works through noon; the shipped one would have gone home.
    expect(clock.dueAt).toBe('2026-11-18T05:30:00.000Z');
    expect(clock.term).toEqual({ workMinutes: 120, hours: other.officeHours });
    // Whoever counts it again, by whatever hours are set then, comes to the same.
    expect(dueAfter(clock.term, clock.startedAt, shippedCalendar).dueAt).toBe(clock.dueAt);
  });

  it('decides by its own numbers: extensions, ballots, days, skipping to ask', () => {
    const evaluating = whistleAt('evaluating');
    const detail = (outcome: ReturnType<typeof act>) => (outcome.ok ? 'ok' : outcome.refusal.detail);
    const closed = whistleAt('closed');
    const after12Days = isoOf(msOf(testNow) + 12 * 86_400_000);
    expect([shipped, other].map((set) => detail(act(closed, 'reopen', 'community', after12Days, set)))).toEqual([
      'ok',
      'reopen-late',
    ]);
    // Full marks by the shipped weights are more than a part has by the others.
    expect([shipped, other].map((set) => detail(act(evaluating, 'evaluate', 'community', testNow, set)))).toEqual([
      'ok',
      'score-too-high',
    ]);
    const said = { by: people.street.account, byName: '', at: testNow };
    const proposed = whistleAt('consulting', {
      loop: {
        ...(whistleAt('consulting').loop ?? never()),
        consults: [],
        orders: [],
        proposal: { ...said, urgency: 'U3', complexity: 'one', lead: leadUnit, cooperators: [], why: '' },
      },
    });
    const dispatch = (cooperators: typeof samples.dispatch.cooperators, maySkipAskingU3: boolean) =>
      detail(
        decideLoop(
          proposed,
          'dispatch',
          { lead: leadUnit, cooperators, urgency: 'U3', reason: null },
          unseen,
          by({ ...shipped, maySkipAskingU3 }, loopContext(people.dispatcher)),
        ),
      );
    expect([dispatch([], false), dispatch([], true), dispatch(samples.dispatch.cooperators, true)]).toEqual([
      'ask-first',
      'ok',
      'ask-first',
    ]);
  });

  it('leaves an evaluation the weights by which it was made, and those that put it right', () => {
    const made = act(whistleAt('evaluating'), 'evaluate', 'community', testNow, shipped);
    const row = made.ok ? made.value.whistle : never();
    expect(row.loop?.evaluations.map(({ weights }) => weights)).toEqual([shippedWeights, shippedWeights]);
    const [first] = row.loop?.evaluations ?? [];
    const right = decideLoop(
      row,
      'correctEvaluation',
      { ...samples.correctEvaluation, corrects: (first?.id ?? '') as typeof samples.correctEvaluation.corrects },
      unseen,
      by(other, loopContext(people.community, testNow, 60)),
    );
    expect(right.ok && right.value.whistle.loop?.evaluations.at(-1)?.weights).toEqual(shippedWeights);
  });
});

describe('a category that is out of use', () => {
  const retired = (at: Iso, since: Iso | null): LoopContext => ({
    ...loopContext(people.community, at),
    retiredAt: (category) => (category === '0104' ? since : null),
  });
  const recategorise = (row: WhistleRow, context: LoopContext) => {
    const outcome = decideWhistle(row, { action: 'recategorise', category: '0104' }, unseen, context);
    return outcome.ok ? 'ok' : outcome.refusal.code;
  };
  const dayBefore = isoOf(msOf(testNow) - 86_400_000);

  it('is given to no whistle any more; one that has it keeps it', () => {
    const row = whistleAt('community', { loop: null });
    expect(recategorise(row, retired(testNow, dayBefore))).toBe('category-retired');
    expect(recategorise({ ...row, category: '0104' }, retired(testNow, dayBefore))).toBe('ok');
  });

  it('is taken from whoever raised before it was retired and sends later', () => {
    const raise = (at: Iso) =>
      raiseWhistle(
        {
          whistle: whistleId(2),
          grid: wang.grants[0]?.area ?? '',
          content: { ...content, category: '0104' },
          household: null,
          source: 'patrol',
          outOfGrid: false,
          occurredAt: at,
        },
        { ...retired(testNow, dayBefore), author: wang, at },
      );
    const codeOf = (outcome: ReturnType<typeof raise>) => (outcome.ok ? 'ok' : outcome.refusal.code);
    expect(codeOf(raise(isoOf(msOf(dayBefore) - 1)))).toBe('ok');
    expect(codeOf(raise(dayBefore))).toBe('category-retired');
  });
});

function never(): never {
  throw new Error("a test's own world has it");
}
