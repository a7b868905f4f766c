import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/day.ts';
import { dayMs, hourMs, isoOf, msOf, type Iso } from '../lib/time.ts';
import { author, testNow, testUuid, whistleId } from '../testing/builders.ts';
import {
  askedUnit,
  cooperatorUnit,
  foreignUnit,
  goneUnit,
  leadUnit,
  loopContext,
  people,
  play,
  played,
  samples,
  stationUnit,
  whistleAt,
} from '../testing/loop.ts';
import { whistleActions } from './actions.ts';
import { startClock } from './clock.ts';
import { decideWhistle } from './decide.ts';
import { askUnits, decideLoop, escalateToDistrict, loopActionsFor } from './decide-loop.ts';
import { loopActions, type LoopAction } from './loop-actions.ts';
import { loopTable } from './loop-table.ts';
import { leadOf, standing } from './loop.ts';
import type { RuleId } from './rule-ids.ts';
import { isEnded, whistleStages } from './stage.ts';
import { ruleFor, ruleIn, type Part } from './table.ts';
import type { WhistleRow } from './whistle.ts';

const later = (hours: number, from: Iso = testNow): Iso => isoOf(msOf(from) + hours * hourMs);
const unseen = { base: null, expects: null };
const parts = Object.keys(people) as Part[];

describe('every cell of the loop', () => {
  for (const stage of whistleStages)
    for (const action of loopActions)
      it(`${action} at ${stage} is for those in its rules alone`, () => {
        for (const part of parts) {
          const rule = ruleIn(loopTable[action], stage, [part]);
          const outcome = play(whistleAt(stage), action, people[part]);
          const code = outcome.ok ? null : outcome.refusal.code;
          // A rule beyond the table may still say no; the table itself may not.
          if (rule) expect(['not-allowed', 'wrong-stage', 'changed']).not.toContain(code);
          else expect(['not-allowed', 'wrong-stage', 'not-found']).toContain(code);
          expect(loopActionsFor(stage, [part]).includes(action)).toBe(rule !== null);
          if (!outcome.ok || !rule) continue;
          const { whistle, event } = outcome.value;
          const lawful = rule.to === 'same' ? [stage] : [rule.to].flat();
          expect(lawful).toContain(whistle.stage);
          expect([whistle.rev, event.order]).toEqual([2, 2]);
        }
      });
});

const codeOf = (outcome: ReturnType<typeof play>): string =>
  outcome.ok ? 'ok' : outcome.refusal.code === 'against-rule' ? outcome.refusal.detail : outcome.refusal.code;
const breaks = (rule: RuleId, outcome: ReturnType<typeof play>): void => expect(codeOf(outcome)).toBe(rule);

/** From the street's report to a dispatch, everybody having agreed. */
function consulted(urgency: 'U1' | 'U2' | 'U3' | 'U4' = 'U3'): WhistleRow {
  const outcome = escalateToDistrict(
    whistleAt('street', { loop: null }),
    {
      category: '0103',
      text: '街道无力解决',
      proposal: { urgency, complexity: 'several', lead: leadUnit, cooperators: [cooperatorUnit] },
    },
    unseen,
    loopContext(people.street),
  );
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value.whistle;
}
function agreed(urgency: 'U1' | 'U2' | 'U3' | 'U4' = 'U3'): WhistleRow {
  return [people.lead, people.cooperator].reduce((row, by) => played(row, 'opine', by), consulted(urgency));
}
function dispatched(urgency: 'U1' | 'U2' | 'U3' | 'U4' = 'U3'): WhistleRow {
  return played(agreed(urgency), 'dispatch', people.dispatcher, { ...samples.dispatch, urgency });
}
function working(urgency: 'U1' | 'U2' | 'U3' | 'U4' = 'U3'): WhistleRow {
  let row = dispatched(urgency);
  for (const [by, unit] of [
    [people.lead, leadUnit],
    [people.cooperator, cooperatorUnit],
  ] as const) {
    row = played(row, 'reportIn', by, samples.reportIn, later(1));
    row = played(row, 'reportIn', people.community, { ...samples.reportIn, unit, plan: '' }, later(2));
  }
  return row;
}
const claimed = (): WhistleRow => played(working(), 'claim', people.lead, samples.claim, later(24));
const surveyed = (): WhistleRow => played(claimed(), 'accept', people.worker, samples.accept, later(26));
function evaluating(): WhistleRow {
  const row = played(surveyed(), 'ballot', people.reporter, samples.ballot, later(27));
  return played(row, 'endSurvey', people.community, {}, later(28));
}
const clockOf = (row: WhistleRow, name: string, unit: string | null = leadUnit) =>
  row.clocks.findLast((clock) => clock.name === name && clock.unit === unit);

describe('the loop', () => {
  it('goes from the street to closed', () => {
    const closed = played(evaluating(), 'evaluate', people.community, samples.evaluate, later(30));
    expect(closed.stage).toBe('closed');
    expect(closed.loop?.evaluations).toHaveLength(2);
    expect(closed.clocks.filter(({ state }) => state === 'running' || state === 'paused')).toEqual([]);
    expect(clockOf(closed, 'reportIn')?.state).toBe('met');
    expect(clockOf(closed, 'finish')).toMatchObject({ state: 'met', endedAt: later(24) });
  });

  it('asks whoever is proposed at once, and asks others later', () => {
    const row = consulted();
    expect(row.loop?.consults.map(({ unit }) => unit)).toEqual([leadUnit, cooperatorUnit]);
    expect(row.clocks.filter(({ name, state }) => name === 'consult' && state === 'running')).toHaveLength(2);
    const asked = askUnits(row, { text: '请答复', units: [askedUnit] }, unseen, loopContext(people.dispatcher));
    expect(asked.ok && asked.value.whistle.loop?.consults).toHaveLength(3);
  });

  it('gives each unit the full set of clocks at the dispatch', () => {
    const row = dispatched('U4');
    for (const unit of [leadUnit, cooperatorUnit])
      expect(row.clocks.filter((clock) => clock.unit === unit && clock.state === 'running')).toHaveLength(5);
    // Seven days from a Wednesday end with the next Wednesday.
    expect(clockOf(row, 'reportIn')?.dueAt).toBe('2026-11-25T16:00:00.000Z');
    expect(clockOf(row, 'finish')?.dueAt).toBe('2027-02-18T16:00:00.000Z');
  });

  it('credits the report-in to when the unit said it, not to when it was confirmed', () => {
    const reported = played(dispatched('U2'), 'reportIn', people.lead, samples.reportIn, later(1));
    const row = played(reported, 'reportIn', people.community, samples.reportIn, later(9));
    expect(clockOf(row, 'reportIn')).toMatchObject({ state: 'met', endedAt: later(1) });
    expect(row.stage).toBe('working');
  });

  it('hears an accepted hand-back by asking whose duty it was said to be', () => {
    const asked = played(dispatched(), 'handBack', people.lead);
    const row = played(asked, 'decideHandBack', people.dispatcher);
    expect(row.stage).toBe('consulting');
    expect(row.loop?.orders.map(({ ended }) => ended?.how)).toEqual(['handedBack', 'recalled']);
    expect(row.loop?.consults.some(({ unit }) => unit === askedUnit)).toBe(true);
    expect(row.clocks.some((clock) => clock.unit === leadUnit && clock.state === 'running')).toBe(false);
  });

  it('keeps the orders of a former life on record when it is dispatched anew', () => {
    const closed = played(evaluating(), 'evaluate', people.community, samples.evaluate, later(30));
    const again = { ...played(closed, 'reopen', people.reporter), stage: 'consulting' as const };
    const row = played(again, 'dispatch', people.dispatcher, { ...samples.dispatch, cooperators: [] });
    expect(row.loop?.orders.map(({ unit, ended }) => [unit, ended?.how])).toEqual([
      [leadUnit, 'replaced'],
      [cooperatorUnit, 'replaced'],
      [leadUnit, undefined],
    ]);
    expect(row.loop?.orders[0]?.reported?.plan).toBe(samples.reportIn.plan);
  });

  it('stops the time to decide a hand-back when the units are changed', () => {
    const asked = played(dispatched(), 'handBack', people.cooperator);
    const row = played(asked, 'changeUnits', people.dispatcher);
    expect(row.loop?.handBack).toBeNull();
    expect(clockOf(row, 'decide', null)?.state).toBe('stopped');
  });

  it('moves the finish once both have agreed, and keeps the old day', () => {
    const before = clockOf(working('U4'), 'finish')?.dueAt;
    let row = played(working('U4'), 'askExtension', people.lead, { until: '2027-04-01', reason: '缺料' });
    row = played(row, 'agreeExtension', people.community);
    expect(clockOf(row, 'finish')?.dueAt).toBe(before);
    row = played(row, 'approveExtension', people.dispatcher);
    expect(clockOf(row, 'finish')).toMatchObject({ dueAt: '2027-04-01T16:00:00.000Z', movedFrom: [before] });
    expect(clockOf(played(played(working(), 'askExtension', people.lead), 'agreeExtension'), 'finish')?.dueAt).toBe(
      '2026-12-10T16:00:00.000Z',
    );
  });

  it('goes on at least three working days after a rejected delivery', () => {
    const late = clockOf(working(), 'finish')?.dueAt ?? testNow;
    const claim = played(working(), 'claim', people.lead, samples.claim, later(-1, late));
    const row = played(claim, 'reject', people.worker, samples.reject, later(1, late));
    expect(row.stage).toBe('working');
    expect(msOf(clockOf(row, 'finish')?.dueAt ?? testNow) - msOf(late)).toBeGreaterThan(3 * dayMs);
  });

  it('begins again once where the result is poor, and is supervised the second time', () => {
    const poor = { ...samples.evaluate, isSolved: false };
    const again = played(evaluating(), 'evaluate', people.community, poor, later(30));
    expect([again.stage, again.loop?.reworks]).toEqual(['working', 1]);
    let row = played(again, 'claim', people.lead, samples.claim, later(40));
    row = played(row, 'accept', people.community, samples.accept, later(41));
    row = played(row, 'ballot', people.reporter, samples.ballot, later(42));
    row = played(row, 'endSurvey', people.community, {}, later(43));
    row = played(row, 'evaluate', people.community, poor, later(44));
    expect([row.stage, row.loop?.isSupervised]).toEqual(['closed', true]);
  });

  it('opens again for its reporter, and goes to the former lead', () => {
    const closed = played(evaluating(), 'evaluate', people.community, samples.evaluate, later(30));
    const open = played(closed, 'reopen', people.reporter, samples.reopen, later(48));
    expect([open.stage, open.loop?.isReopened]).toEqual(['community', true]);
    expect(played(open, 'resume', people.community, samples.resume, later(50)).stage).toBe('working');
  });

  it('goes up to the city, whose dispatcher alone acts on it then', () => {
    const city = played(consulted(), 'escalateCity', people.dispatcher);
    expect([city.stage, city.loop?.level]).toEqual(['consulting', 'city']);
    expect(codeOf(play(city, 'dispatch', people.dispatcher))).toBe('not-found');
  });

  it('sounds an emergency straight to the units, is made safe, and goes on with the term of its new level', () => {
    const urgent = whistleAt('community', { loop: null, emergency: true, urgency: 'U1' });
    let row = played(urgent, 'sound', people.community);
    expect([row.stage, clockOf(row, 'papers', null)?.state]).toEqual(['dispatched', 'running']);
    expect(clockOf(row, 'reportIn')?.dueAt).toBe(later(0.5));
    row = played(row, 'reportIn', people.lead, samples.reportIn, later(0.2));
    row = played(row, 'reportIn', people.community, { ...samples.reportIn, unit: leadUnit }, later(0.4));
    row = played(row, 'madeSafe', people.lead, samples.madeSafe, later(3));
    expect(clockOf(row, 'finish')).toMatchObject({ state: 'met', endedAt: later(3) });
    row = played(row, 'goOn', people.community, { urgency: 'U3' }, later(4));
    expect([row.stage, row.urgency]).toEqual(['working', 'U3']);
    expect(clockOf(row, 'finish')).toMatchObject({ state: 'running', dueAt: '2026-12-03T16:00:00.000Z' });
  });

  it('waits for the papers of an emergency within a working day, files them once, and is no daily matter by them', () => {
    const urgent = whistleAt('community', { loop: null, emergency: true, urgency: 'U1' });
    const row = played(urgent, 'sound', people.community);
    const filed = played(row, 'filePapers', people.street, samples.filePapers, later(3));
    expect(clockOf(filed, 'papers', null)).toMatchObject({ state: 'met', endedAt: later(3) });
    expect(filed).toMatchObject({ stage: 'dispatched', category: '0104', urgency: 'U1' });
    expect(filed.loop?.papers).toMatchObject({ grounds: samples.filePapers.grounds, byName: people.street.name });
    breaks('already-done', play(filed, 'filePapers', people.street));
    expect(clockOf(played(row, 'filePapers', people.street, undefined, later(96)), 'papers', null)?.state).toBe(
      'missed',
    );
    expect(codeOf(play(row, 'filePapers', people.community))).toBe('not-allowed');
  });

  it('takes neither a third hand-back nor a second one of the same unit', () => {
    const back = (row: WhistleRow, who: typeof people.lead, at: string) =>
      play(row, 'handBack', who, samples.handBack, at as typeof testNow);
    const refused = { isAccepted: false, owner: leadUnit, reason: '照单办理' };
    let row = played(dispatched(), 'handBack', people.cooperator);
    row = played(row, 'decideHandBack', people.dispatcher, { isAccepted: true, owner: null, reason: '确属别家' });
    breaks('hand-back-once', back({ ...row, loop: row.loop && { ...row.loop, handBacks: 2 } }, people.lead, testNow));
    row = played(row, 'handBack', people.lead);
    row = played(row, 'decideHandBack', people.dispatcher, refused);
    breaks('hand-back-once', back(row, people.lead, testNow));
  });

  it('is evaluated once: a second one is refused, what was wrong is corrected beside it', () => {
    const closed = played(evaluating(), 'evaluate', people.community, samples.evaluate, later(30));
    expect(codeOf(play(closed, 'evaluate', people.community))).toBe('wrong-stage');
    const [first] = closed.loop?.evaluations ?? [];
    const corrects = (first?.id ?? '') as typeof samples.correctEvaluation.corrects;
    const row = played(closed, 'correctEvaluation', people.community, { ...samples.correctEvaluation, corrects });
    expect(row.loop?.evaluations.map((one) => one.corrects)).toEqual([null, null, corrects]);
    expect(row.loop?.evaluations[0]).toEqual(first);
  });

  it('begins again where it is not solved for one of those that were merged', () => {
    const row = evaluating();
    const joined = [{ whistle: whistleId(2), grid: row.grid }];
    const lines = [{ whistle: whistleId(2), isSolved: false, text: '那边还不亮' }];
    const again = played(
      { ...row, loop: row.loop && { ...row.loop, joined } },
      'evaluate',
      people.community,
      { ...samples.evaluate, lines },
      later(30),
    );
    expect([again.stage, again.loop?.lines]).toEqual(['working', lines]);
  });

  it('is not solved for a merged reporter once the target has ended, within thirty days of that', () => {
    const merged = whistleAt('merged', { mergedInto: whistleId(2) });
    const said = { ...people.community, by: people.community.account, byName: '社区', at: later(10) };
    const answered = { ...merged, answer: { ...said, text: '修好了', reason: null } };
    const open = played(answered, 'reopen', people.reporter, samples.reopen, later(20));
    expect(open).toMatchObject({ stage: 'community', mergedInto: null, answer: null, loop: { isReopened: true } });
    expect(clockOf(open, 'answer', null)?.state).toBe('running');
    breaks('reopen-late', play(answered, 'reopen', people.reporter, samples.reopen, later(24 * 31, later(10))));
  });

  it('takes a common problem of two communities as one, at the dispatcher, and apart again', () => {
    const other = { ...whistleAt('consulting'), id: whistleId(2), grid: '990106001002001' };
    const merged = decideWhistle(
      whistleAt('consulting'),
      { action: 'merge', into: other },
      unseen,
      loopContext(people.dispatcher),
    );
    const row = merged.ok ? merged.value.whistle : undefined;
    expect(row).toMatchObject({ stage: 'merged', mergedInto: whistleId(2), loop: { mergedFrom: 'consulting' } });
    if (!row) return;
    expect(row.clocks.some(({ state }) => state === 'running')).toBe(false);
    // Whoever merged it takes it apart, and is offered it.
    for (const part of ['community', 'street'] as const) {
      breaks('other-desk', play(row, 'split', people[part]));
      expect(loopActionsFor(row.stage, [part], row.loop)).not.toContain('split');
    }
    expect(loopActionsFor(row.stage, ['dispatcher'], row.loop)).toContain('split');
    const apart = played(row, 'split', people.dispatcher);
    expect([apart.stage, apart.mergedInto]).toEqual(['consulting', null]);
  });

  it('takes what a unit owes by its own order, whatever stage it saw, and no decision', () => {
    const seen = { base: 1, expects: 'dispatched' };
    const row = [people.lead, people.cooperator].reduce((before, by) => played(before, 'sign', by), dispatched());
    const begun = played(played(row, 'reportIn', people.lead), 'reportIn', people.community, {
      ...samples.reportIn,
      unit: leadUnit,
    });
    expect(begun.stage).toBe('working');
    const outcome = decideLoop(begun, 'reportIn', samples.reportIn, seen, loopContext(people.cooperator));
    expect(
      outcome.ok && outcome.value.whistle.loop?.orders.find(({ unit }) => unit === cooperatorUnit)?.reported,
    ).toBeTruthy();
    // The lead's own is there already, and a hand-back is a decision on the stage that was seen.
    for (const [action, by] of [
      ['handBack', people.cooperator],
      ['reportIn', people.lead],
    ] as const)
      expect(decideLoop(begun, action, samples[action], seen, loopContext(by))).toMatchObject({
        ok: false,
        refusal: { code: 'changed' },
      });
  });

  it('rests until its day and comes back to where it stood', () => {
    const parked = played(whistleAt('street'), 'park', people.street);
    breaks('not-yet', play(parked, 'unpark', people.time));
    for (const part of ['community', 'dispatcher'] as const) breaks('other-desk', play(parked, 'unpark', people[part]));
    expect(loopActionsFor('parked', ['street'], parked.loop)).toContain('unpark');
    expect(loopActionsFor('parked', ['community'], parked.loop)).not.toContain('unpark');
    const row = played(parked, 'unpark', people.time, samples.unpark, '2027-03-01T00:00:00.000Z');
    expect([row.stage, clockOf(row, 'review', null)?.state]).toEqual(['street', 'running']);
  });
});

/** One way to break each rule; complete by type. */
const broken: Record<RuleId, () => ReturnType<typeof play>> = {
  'plan-needed': () => play(dispatched(), 'reportIn', people.lead, { ...samples.reportIn, leader: ' ' }),
  'milestones-needed': () => play(dispatched('U4'), 'reportIn', people.lead, { ...samples.reportIn, milestones: [] }),
  'day-past': () => play(whistleAt('street'), 'park', people.street, { ...samples.park, reviewOn: '2026-11-18' }),
  'extension-none': () => play({ ...working(), urgency: 'U1' }, 'askExtension', people.lead),
  'extension-too-long': () => play(working(), 'askExtension', people.lead, { until: '2027-09-01', reason: '长' }),
  'extension-not-asked': () => play(working(), 'agreeExtension', people.community),
  'extension-not-agreed': () =>
    play(
      played(working('U4'), 'askExtension', people.lead, { until: '2027-04-01', reason: '缺料' }),
      'approveExtension',
      people.dispatcher,
    ),
  'hand-back-late': () => play(dispatched(), 'handBack', people.lead, samples.handBack, later(24 * 7)),
  'hand-back-once': () => play(played(dispatched(), 'handBack', people.lead), 'handBack', people.lead),
  'hand-back-none': () => play(dispatched('U1'), 'handBack', people.lead),
  'hand-back-not-asked': () => play(dispatched(), 'decideHandBack', people.dispatcher),
  'owner-needed': () => play(dispatched(), 'handBack', people.lead, { ...samples.handBack, whose: null }),
  'consult-first': () => play(consulted(), 'dispatch', people.dispatcher, { ...samples.dispatch, urgency: 'U3' }),
  'ask-first': () =>
    play(whistleAt('consulting', { loop: null }), 'dispatch', people.dispatcher, {
      ...samples.dispatch,
      urgency: 'U4',
    }),
  'objection-reason': () => {
    const objected = played(consulted(), 'opine', people.lead, { opinion: 'object', whose: null, grounds: '非我职责' });
    return play(played(objected, 'opine', people.cooperator), 'dispatch', people.dispatcher);
  },
  'grounds-needed': () => play(consulted(), 'opine', people.lead, { opinion: 'object', whose: null, grounds: '' }),
  'one-lead': () => play(agreed(), 'dispatch', people.dispatcher, { ...samples.dispatch, cooperators: [leadUnit] }),
  'unit-dissolved': () => play(agreed(), 'dispatch', people.dispatcher, { ...samples.dispatch, lead: goneUnit }),
  'station-elsewhere': () =>
    play(whistleAt('street'), 'callStation', people.street, { ...samples.callStation, unit: leadUnit }),
  'not-urgent': () => play(whistleAt('street'), 'sound', people.street),
  'answer-first': () => play(whistleAt('community', { emergency: true }), 'sound', people.dispatcher),
  'proposal-needed': () =>
    escalateToDistrict(
      whistleAt('street'),
      { category: '0103', text: '报区', proposal: null },
      unseen,
      loopContext(people.street),
    ),
  'cooperators-open': () => play(working(), 'claim', people.lead, { ...samples.claim, excused: [] }),
  'evidence-needed': () => play(working(), 'claim', people.lead, { ...samples.claim, text: ' ' }),
  'code-locked': () =>
    play(
      [1, 2, 3, 4, 5].reduce(
        (row) => played(row, 'reportIn', people.lead, { ...samples.reportIn, code: '000000' }),
        dispatched(),
      ),
      'reportIn',
      people.lead,
      { ...samples.reportIn, code: '000000' },
    ),
  'not-reported': () => play(whistleAt('working'), 'progress', people.lead),
  'survey-too-few': () => play(surveyed(), 'endSurvey', people.community),
  'ballot-once': () => play(played(surveyed(), 'ballot', people.reporter), 'ballot', people.reporter),
  'rate-once': () => play(played(whistleAt('settled'), 'rate', people.reporter), 'rate', people.reporter),
  'own-voice': () => play(surveyed(), 'ballot', people.resident),
  'evaluate-each': () =>
    play(evaluating(), 'evaluate', people.community, {
      ...samples.evaluate,
      units: samples.evaluate.units.slice(0, 1),
    }),
  'score-too-high': () =>
    play(evaluating(), 'evaluate', people.community, {
      ...samples.evaluate,
      units: samples.evaluate.units.map((one) => ({ ...one, reportIn: 21 })),
    }),
  'weights-changed': () =>
    play(evaluating(), 'evaluate', people.community, {
      ...samples.evaluate,
      weights: { reportIn: 10, plan: 20, finish: 20, result: 50 },
    }),
  'answer-once': () => play(played(consulted(), 'opine', people.lead), 'opine', people.lead),
  'no-such-evaluation': () => play(whistleAt('closed'), 'answerEvaluation', people.lead),
  'reopen-late': () => play(whistleAt('closed'), 'reopen', people.reporter, samples.reopen, later(24 * 31)),
  'no-former-lead': () => play(whistleAt('community', { loop: null }), 'resume', people.community),
  'not-safe-yet': () => play(working('U1'), 'goOn', people.community),
  'not-an-emergency': () => play(working(), 'madeSafe', people.lead),
  'already-done': () => play(played(dispatched(), 'sign', people.lead), 'sign', people.lead),
  'agreement-first': () =>
    play(played(whistleAt('working'), 'makeLasting', people.dispatcher), 'windUp', people.dispatcher),
  'wrong-level': () => play(consulted(), 'returnDistrict', people.dispatcher),
  'other-desk': () => play(whistleAt('merged'), 'split', people.dispatcher),
  'not-yet': () => play(surveyed(), 'endSurvey', people.time),
  'papers-none': () => play(dispatched(), 'filePapers', people.street),
  'line-each': () => {
    const row = evaluating();
    const joined = [{ whistle: whistleId(2), grid: row.grid }];
    return play({ ...row, loop: row.loop && { ...row.loop, joined } }, 'evaluate', people.community);
  },
  'target-open': () =>
    decideLoop(
      whistleAt('merged', { mergedInto: whistleId(2) }),
      'reopen',
      samples.reopen,
      { base: null, expects: null },
      { ...loopContext(people.reporter), whistleOf: (id) => ({ ...whistleAt('working'), id }) },
    ),
};

describe('a rule of the loop', () => {
  for (const [rule, attempt] of Object.entries(broken) as [RuleId, (typeof broken)[RuleId]][])
    it(`${rule} refuses, by its name`, () => breaks(rule, attempt()));

  it('knows nobody of a unit that holds nothing of it', () => {
    expect(codeOf(play(dispatched(), 'sign', foreignUnit))).toBe('not-found');
  });

  it('sends a dissolved unit its successor when time comes', () => {
    const row = whistleAt('dispatched');
    const held = {
      ...row,
      loop: row.loop && {
        ...row.loop,
        orders: row.loop.orders.map((o) => ({ ...o, unit: o.isLead ? goneUnit : o.unit })),
      },
    };
    const changed = played(held, 'changeUnits', people.time, { ...samples.changeUnits, cooperators: [cooperatorUnit] });
    expect(leadOf(changed.loop)?.unit).toBe(askedUnit);
    breaks('not-yet', play(row, 'changeUnits', people.time));
  });

  it('takes a unit that nobody knows for no dissolved one', () => {
    const row = whistleAt('dispatched');
    const context = { ...loopContext(people.time), unitOf: () => undefined };
    breaks('not-yet', decideLoop(row, 'changeUnits', samples.changeUnits, unseen, context));
  });

  it('leaves the lead to a cooperator that is at work already, without a second report-in', () => {
    const row = played(working(), 'changeUnits', people.dispatcher, {
      lead: cooperatorUnit,
      cooperators: [],
      reason: '换牵头',
    });
    expect([row.stage, leadOf(row.loop)?.unit]).toEqual(['working', cooperatorUnit]);
  });

  it('lets the dispatcher sound an emergency once its answer was missed', () => {
    const raised = startClock('answer', { minutes: 15 }, testNow, loopContext(people.community).calendar);
    const row = whistleAt('community', { emergency: true, clocks: [raised], loop: null });
    breaks('answer-first', play(row, 'sound', people.dispatcher, samples.sound, later(0.2)));
    const sounded = played(row, 'sound', people.dispatcher, samples.sound, later(0.25));
    expect([sounded.stage, sounded.urgency, leadOf(sounded.loop)?.unit]).toEqual(['dispatched', 'U1', leadUnit]);
  });

  it('names no dissolved unit, neither as owner of a duty nor to be asked', () => {
    breaks('unit-dissolved', play(dispatched(), 'handBack', people.lead, { ...samples.handBack, whose: goneUnit }));
    breaks(
      'unit-dissolved',
      play(consulted(), 'opine', people.lead, { opinion: 'other', whose: goneUnit, grounds: '水务' }),
    );
    const asked = played(dispatched(), 'handBack', people.lead);
    const decision = { isAccepted: true, owner: goneUnit, reason: '属水务' };
    breaks('unit-dissolved', play(asked, 'decideHandBack', people.dispatcher, decision));
    // It was there when it was named, and is dissolved when the dispatcher decides.
    const since = {
      ...asked,
      loop: asked.loop?.handBack ? { ...asked.loop, handBack: { ...asked.loop.handBack, whose: goneUnit } } : null,
    };
    breaks('unit-dissolved', play(since, 'decideHandBack', people.dispatcher));
    expect(codeOf(play(since, 'decideHandBack', people.dispatcher, { ...decision, owner: askedUnit }))).toBe('ok');
  });

  it('lets a dissolved unit end what it holds, and the dispatcher hand it to the successor', () => {
    const row = whistleAt('dispatched');
    const held = {
      ...row,
      loop: row.loop && {
        ...row.loop,
        orders: row.loop.orders.map((one) => (one.isLead ? { ...one, unit: goneUnit } : one)),
      },
    };
    const former = author(14, 'unit', goneUnit);
    expect(codeOf(play(held, 'contact', former))).toBe('ok');
    const keeps = { lead: goneUnit, cooperators: [cooperatorUnit], reason: '照旧' };
    breaks('unit-dissolved', play(held, 'changeUnits', people.dispatcher, keeps));
    const changed = played(held, 'changeUnits', people.dispatcher, { ...keeps, lead: askedUnit });
    expect([changed.stage, leadOf(changed.loop)?.unit]).toEqual(['dispatched', askedUnit]);
    expect(codeOf(play(changed, 'sign', former))).toBe('not-found');
  });

  it('asks authority of the moment of the deed: a clerk who moved meanwhile decides there no more', () => {
    const asked = played(working(), 'askExtension', people.lead);
    const movedAt = later(5);
    const here = people.community.grants[0]?.area ?? '';
    const moved = {
      ...author(7, 'community', here, undefined, movedAt),
      grants: [
        ...author(7, 'community', here, undefined, movedAt).grants,
        ...author(7, 'community', '990106001777', movedAt).grants,
      ],
    };
    // Opened before the move, sent after it.
    expect(codeOf(play(asked, 'agreeExtension', moved, samples.agreeExtension, later(6)))).toBe('not-found');
    // Done before the move, and only its arrival came later.
    const late = { ...loopContext(moved, later(6)), at: later(4) };
    expect(decideLoop(asked, 'agreeExtension', samples.agreeExtension, unseen, late).ok).toBe(true);
  });

  it('calls a station of its own street', () => {
    const row = played(whistleAt('street'), 'callStation', people.street);
    expect([row.stage, leadOf(row.loop)?.unit]).toEqual(['dispatched', stationUnit]);
  });
});

it('holds its invariants whatever is tried by whomever in whatever order', () => {
  const step = fc.record({
    action: fc.constantFrom<LoopAction>(...loopActions),
    part: fc.constantFrom(...parts),
    hours: fc.integer({ min: 0, max: 200 }),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(whistleAt('street'), consulted(), working('U2')),
      (steps, start) => {
        let row = start;
        let now = later(48);
        for (const { action, part, hours } of steps) {
          now = later(hours, now);
          const outcome = play(row, action, people[part], samples[action], now);
          if (!outcome.ok) continue;
          const { whistle: after } = outcome.value;
          expect(after.rev).toBe(row.rev + 1);
          expect(standing(after.loop).filter(({ isLead }) => isLead).length).toBeLessThanOrEqual(1);
          // Nothing runs for what has ended; nothing that ended runs again.
          if (isEnded(after.stage)) expect(after.clocks.filter(({ state }) => state === 'running')).toEqual([]);
          for (const [i, clock] of row.clocks.entries())
            if (clock.endedAt !== null) expect(after.clocks[i]).toEqual(clock);
          // A deadline moves by an agreed extension, or by what waited; never otherwise.
          for (const [i, clock] of row.clocks.entries())
            if (after.clocks[i]?.dueAt !== clock.dueAt)
              expect(['agreeExtension', 'approveExtension', 'reject']).toContain(action);
          row = after;
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('counts a day that a sample names as one to come', () => {
  expect(samples.askExtension.until > addDays('2026-11-18', 15)).toBe(true);
});

describe('the voice of a resident', () => {
  const [one, other] = [testUuid(81), testUuid(82)];
  const voiced = { grade: 'fair' as const, reason: null, isPaper: false, voice: one };

  it('is counted once for each link, though all residents come as one account', () => {
    const first = played(surveyed(), 'ballot', people.resident, voiced);
    breaks('ballot-once', play(first, 'ballot', people.resident, { ...voiced, grade: 'satisfied' }));
    const both = played(first, 'ballot', people.resident, { ...voiced, voice: other });
    expect(both.loop?.ballots.map(({ voice }) => voice)).toEqual([one, other]);
    expect(played(both, 'ballot', people.reporter).loop?.ballots).toHaveLength(3);
  });

  it('rates once for each link', () => {
    const rate = { grade: 'unsatisfied' as const, reason: null, voice: one };
    const first = played(whistleAt('settled'), 'rate', people.resident, rate);
    breaks('rate-once', play(first, 'rate', people.resident, { ...rate, grade: 'satisfied' }));
    expect(played(first, 'rate', people.resident, { ...rate, voice: other }).loop?.rates).toHaveLength(2);
    expect(played(first, 'rate', people.reporter).loop?.rates).toHaveLength(2);
  });

  it('cannot be lent by staff, and no resident speaks without hers', () => {
    for (const by of [people.reporter, people.community]) breaks('own-voice', play(surveyed(), 'ballot', by, voiced));
    breaks('own-voice', play(whistleAt('closed'), 'rate', people.reporter, { ...samples.rate, voice: one }));
    breaks('own-voice', play(surveyed(), 'ballot', people.resident));
    breaks('own-voice', play(whistleAt('closed'), 'rate', people.resident));
  });

  it('is never a paper ballot, and says why it is not satisfied', () => {
    const paper = played(surveyed(), 'ballot', people.resident, { ...voiced, isPaper: true });
    expect(paper.loop?.ballots[0]?.isPaper).toBe(false);
    breaks('ballot-once', play(paper, 'ballot', people.resident, { ...voiced, isPaper: true }));
    const said = { ...voiced, grade: 'unsatisfied' as const };
    expect(codeOf(play(surveyed(), 'ballot', people.resident, said))).toBe('nothing-said');
    expect(codeOf(play(surveyed(), 'ballot', people.resident, { ...said, reason: ' ' }))).toBe('nothing-said');
    expect(codeOf(play(surveyed(), 'ballot', people.resident, { ...said, reason: '还漏' }))).toBe('ok');
  });

  it('does four things and no other', () => {
    const lawful = loopActions.filter((action) =>
      whistleStages.some((stage) => ruleIn(loopTable[action], stage, ['resident'])),
    );
    expect(lawful).toEqual(['ballot', 'reopen', 'rate']);
    for (const action of whistleActions)
      expect(whistleStages.some((stage) => ruleFor(action, stage, ['resident']))).toBe(action === 'tell');
  });
});
