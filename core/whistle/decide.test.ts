import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../calendar/workdays.ts';
import { makeId } from '../lib/id.ts';
import type { Author } from '../org/role.ts';
import {
  author,
  clerk,
  content,
  householdId,
  otherGrid,
  streetClerk,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistle,
  whistleId,
} from '../testing/builders.ts';
import {
  decideWhistle,
  joinWhistle,
  partsOf,
  raiseWhistle,
  type WhistleCommand,
  type WhistleContext,
} from './decide.ts';
import { shippedEarly } from './early-terms.ts';
import { whistleActions, type WhistleAction } from './actions.ts';
import { actionsFor, ruleFor, type Part } from './table.ts';
import { people, whistleAt } from '../testing/loop.ts';
import type { WhistleRow } from './whistle.ts';
import { freshLoop } from './loop.ts';
import { isEnded, whistleStages } from './stage.ts';

const contextOf = (by: Author): WhistleContext => ({
  author: by,
  at: testNow,
  now: testNow,
  calendar: shippedCalendar,
  event: makeId('event', testUuid(50)),
  urgencyOf: (category) => (category === '0104' ? 'U2' : 'U3'),
  retiredAt: () => null,
  settings: shippedEarly,
});
const commands: Record<WhistleAction, WhistleCommand> = {
  amend: { action: 'amend', set: { text: '四单元楼道灯不亮' } },
  withdraw: { action: 'withdraw' },
  comment: { action: 'comment', text: '已提醒住户' },
  settle: { action: 'settle', text: '已更换灯泡' },
  return: { action: 'return', reason: 'noPlace', text: '请补充位置' },
  escalate: { action: 'escalate', category: '0103', text: '需市政更换线路' },
  addPhoto: { action: 'addPhoto', photos: ['a'.repeat(64)], voice: [] },
  support: { action: 'support', text: null },
  takeOn: { action: 'takeOn', who: '社区电工', promisedOn: '2026-11-20' },
  resend: { action: 'resend', text: '位置在三单元门口', set: {} },
  ask: { action: 'ask', text: '请说明是几楼' },
  tell: { action: 'tell', text: '五楼', photos: [] },
  regrid: { action: 'regrid', grid: otherGrid },
  recategorise: { action: 'recategorise', category: '0104' },
  merge: { action: 'merge', into: whistle(2) },
};
const question = { text: '几楼？', by: clerk.account, byName: clerk.name, at: testNow };
const unseen = { base: null, expects: null };

describe('every cell of the transition table', () => {
  for (const stage of whistleStages) {
    for (const action of whistleActions) {
      for (const part of Object.keys(people) as Part[]) {
        const rule = ruleFor(action, stage, [part]);
        const isListed = rule !== null;
        it(`${isListed ? 'allows' : 'refuses'} ${action} by the ${part} at ${stage}`, () => {
          const before = whistleAt(stage, action === 'tell' ? { question } : {});
          const outcome = decideWhistle(before, commands[action], unseen, contextOf(people[part]));
          expect(outcome.ok).toBe(isListed);
          if (outcome.ok) {
            expect(outcome.value.whistle.stage).toBe(rule?.to === 'same' ? stage : rule?.to);
            expect(outcome.value.whistle.rev).toBe(2);
            expect(outcome.value.event.order).toBe(2);
          } else expect(['not-allowed', 'wrong-stage', 'not-found']).toContain(outcome.refusal.code);
          expect(actionsFor(stage, [part]).includes(action)).toBe(isListed);
        });
      }
    }
  }
});

describe('a whistle', () => {
  it('is unknown to whoever has no part in it', () => {
    const outcome = decideWhistle(whistle(1), commands.comment, unseen, contextOf(stranger));
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  });

  it('keeps no clock running once it ended', () => {
    const raised = raise(content);
    for (const action of ['settle', 'return', 'withdraw'] as const) {
      const by = action === 'withdraw' ? wang : clerk;
      const outcome = decideWhistle(raised, commands[action], unseen, contextOf(by));
      expect(outcome.ok && isEnded(outcome.value.whistle.stage)).toBe(true);
      expect(outcome.ok && outcome.value.whistle.clocks.some((clock) => clock.state === 'running')).toBe(false);
    }
  });

  it('starts the review clock when it is raised to the street', () => {
    const outcome = decideWhistle(raise(content), commands.escalate, unseen, contextOf(clerk));
    expect(outcome.ok && outcome.value.whistle.clocks.map(({ name, state }) => [name, state])).toEqual([
      ['answer', 'met'],
      ['review', 'running'],
    ]);
  });

  it('refuses a decision that rests on what somebody changed since, saying by whom and what', () => {
    const amended = decided(whistle(1, { rev: 3 }), commands.amend, wang);
    const seen = { base: 3, expects: 'community' };
    expect(decideWhistle(amended, commands.settle, seen, contextOf(clerk))).toMatchObject({
      ok: false,
      refusal: { code: 'changed', detail: expect.stringMatching(/worker 1 .*amend/) },
    });
    expect(decideWhistle(amended, commands.comment, seen, contextOf(clerk)).ok).toBe(true);
    expect(decideWhistle(amended, commands.settle, { base: 4, expects: 'community' }, contextOf(clerk)).ok).toBe(true);
  });

  it('takes one’s own deeds as seen, and not what a colleague did before or after them', () => {
    const [one, other] = [clerk, author(11, 'community', clerk.grants[0]?.area ?? '')];
    const seen = { base: 3, expects: 'community' };
    const asked = whistle(1, { rev: 3 });
    const mine = decided(asked, commands.recategorise, one);
    expect(decideWhistle(mine, commands.settle, seen, contextOf(one)).ok).toBe(true);
    const late = {
      ok: false,
      refusal: { code: 'changed', detail: expect.stringMatching(/community 2 .*recategorise/) },
    };
    // Hers is the last, and a colleague's before it was not seen.
    const [after, between] = [
      decided(mine, commands.recategorise, other),
      decided(asked, commands.recategorise, other),
    ];
    expect(decideWhistle(after, commands.settle, seen, contextOf(one))).toMatchObject({
      ok: false,
      refusal: { code: 'changed', detail: expect.stringMatching(/community 11 .*recategorise/) },
    });
    expect(decideWhistle(decided(between, commands.recategorise, one), commands.settle, seen, contextOf(one)).ok).toBe(
      false,
    );
    expect(decideWhistle(mine, commands.settle, seen, contextOf(other))).toMatchObject(late);
  });

  it('is not disturbed by what only joins it: a comment, a photo, a supporter', () => {
    const colleague = author(8, 'worker', testGrid);
    for (const joining of [commands.comment, commands.addPhoto, commands.support]) {
      const joined = decided(whistle(1, { rev: 3 }), joining, colleague);
      const seen = { base: 3, expects: 'community' };
      expect(decideWhistle(joined, commands.settle, seen, contextOf(clerk)).ok).toBe(true);
    }
  });

  it('says who came first where the stage that was seen is gone, even if the action is no longer possible', () => {
    const settled = decided(whistle(1), commands.settle, clerk);
    const seen = { base: 1, expects: 'community' };
    expect(
      decideWhistle(settled, commands.return, seen, contextOf(author(11, 'community', clerk.grants[0]?.area ?? ''))),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'changed', detail: expect.stringMatching(/community 2 .*settle/) },
    });
  });

  it('has the level of its category, whatever the category becomes', () => {
    expect(raise(content).urgency).toBe('U3');
    expect(decided(raise(content), commands.recategorise, clerk).urgency).toBe('U2');
  });

  it('takes no category that the catalogue does not know', () => {
    const strange = { ...contextOf(clerk), urgencyOf: () => '' };
    for (const command of [commands.escalate, commands.recategorise])
      expect(decideWhistle(whistle(1), command, unseen, strange)).toMatchObject({
        ok: false,
        refusal: { code: 'not-found', detail: 'no such category' },
      });
  });

  it('refuses when the stage that was seen is gone', () => {
    const seen = { base: null, expects: 'community' };
    expect(decideWhistle(whistle(1, { stage: 'street' }), commands.comment, seen, contextOf(clerk))).toMatchObject({
      ok: false,
      refusal: { code: 'changed' },
    });
  });

  it('never loses its last word: an amendment may not empty it', () => {
    const outcome = decideWhistle(whistle(1), { action: 'amend', set: { text: ' ' } }, unseen, contextOf(wang));
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'nothing-said' } });
  });
});

describe('raising', () => {
  it('starts the answer clock: a working day, two hours for urgent categories, fifteen minutes for an emergency', () => {
    expect(raise(content).clocks[0]?.dueAt).toBe('2026-11-19T16:00:00.000Z');
    expect(raise({ ...content, category: '0104' }).clocks[0]?.dueAt).toBe('2026-11-18T04:00:00.000Z');
    expect(raise({ ...content, emergency: true }).clocks[0]?.dueAt).toBe('2026-11-18T02:15:00.000Z');
  });

  it('is for a grid of one’s own', () => {
    expect(tryRaise(stranger)).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(tryRaise(clerk).ok).toBe(true);
    expect(tryRaise(streetClerk).ok).toBe(true);
    expect(tryRaise(author(5, 'leader', testGrid.slice(0, 6)))).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' },
    });
  });

  it('is refused for a time after the grid was handed over, and applied for a time before', () => {
    const handedOver = author(6, 'worker', testGrid, '2025-01-01T00:00:00.000Z', '2026-11-18T01:00:00.000Z');
    expect(tryRaise(handedOver)).toMatchObject({ ok: false, refusal: { code: 'not-your-grid' } });
    const before = { ...contextOf(handedOver), at: '2026-11-18T00:59:59.000Z' as const };
    expect(raiseWhistle(raising(content), before).ok).toBe(true);
  });

  it('needs text, a photo or a voice note', () => {
    const outcome = raiseWhistle(raising({ ...content, text: '  ' }), contextOf(wang));
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'nothing-said' } });
    expect(raiseWhistle(raising({ ...content, text: null, photos: ['a'.repeat(64)] }), contextOf(wang)).ok).toBe(true);
  });

  it('does not believe a phone that lives in the future', () => {
    const outcome = raiseWhistle({ ...raising(content), occurredAt: '2027-11-18T02:00:00.000Z' }, contextOf(wang));
    expect(outcome.ok && outcome.value.whistle.occurredAt).toBe(testNow);
  });
});

describe('the community’s own handling', () => {
  it('meets the answer clock, starts the finish clock of the level and says who and by when', () => {
    const after = decided(raise(content), commands.takeOn, clerk);
    expect(after.own).toEqual({ who: '社区电工', promisedOn: '2026-11-20' });
    expect(states(after)).toEqual([
      ['answer', 'met'],
      ['finish', 'running'],
    ]);
    // U3: 15 days, ending at midnight.
    expect(after.clocks.at(-1)?.dueAt).toBe('2026-12-03T16:00:00.000Z');
  });

  it('is taken on once: a second clerk is told who has it', () => {
    const taken = decided(raise(content), commands.takeOn, clerk);
    const outcome = decideWhistle(taken, commands.takeOn, unseen, contextOf(clerk));
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'changed', detail: expect.stringContaining('社区电工') },
    });
  });

  it('ends its finish clock with the settling', () => {
    const settled = decided(decided(raise(content), commands.takeOn, clerk), commands.settle, clerk);
    expect(states(settled)).toEqual([
      ['answer', 'met'],
      ['finish', 'met'],
    ]);
  });
});

describe('a question to the reporter', () => {
  const tomorrow = '2026-11-19T02:00:00.000Z' as const;
  const later = '2026-11-20T02:00:00.000Z' as const;

  it('stops the clocks until it is answered, and gives back what was left', () => {
    const asked = decided(raise(content), commands.ask, clerk, tomorrow);
    expect(asked.question).toMatchObject({ text: '请说明是几楼', at: tomorrow });
    expect(states(asked)).toEqual([['answer', 'paused']]);
    const told = decided(asked, { action: 'tell', text: '五楼', photos: ['b'.repeat(64)] }, wang, later);
    expect(told).toMatchObject({ question: null, photos: ['b'.repeat(64)] });
    expect(states(told)).toEqual([['answer', 'running']]);
  });

  it('is answered by its reporter alone, and only where one was asked', () => {
    const asked = decided(raise(content), commands.ask, clerk);
    const colleague = author(8, 'worker', testGrid);
    expect(refusalOf(asked, commands.tell, colleague)).toBe('not-allowed');
    expect(refusalOf(raise(content), commands.tell, wang)).toBe('wrong-stage');
  });

  it('falls when the community takes the matter on without waiting', () => {
    const asked = decided(raise(content), commands.ask, clerk);
    const taken = decided(asked, commands.takeOn, clerk);
    expect(taken.question).toBeNull();
    expect(states(taken)).toEqual([
      ['answer', 'met'],
      ['finish', 'running'],
    ]);
  });
});

describe('support', () => {
  const colleague = author(8, 'worker', testGrid);

  it('adds a follower once, and never the reporter herself', () => {
    const supported = decided(raise(content), commands.support, colleague);
    expect(supported.supporters).toEqual([{ by: colleague.account, byName: 'worker 8', at: testNow }]);
    expect(refusalOf(supported, commands.support, colleague)).toBe('exists');
    expect(refusalOf(supported, commands.support, wang)).toBe('exists');
  });

  it('joins, however old the revision that was seen', () => {
    const before = whistle(1, { rev: 7 });
    expect(decideWhistle(before, commands.support, { base: 1, expects: null }, contextOf(colleague)).ok).toBe(true);
  });
});

describe('a merge', () => {
  it('stops the clocks and names the target', () => {
    const merged = decided(raise(content), commands.merge, clerk);
    expect(merged).toMatchObject({ stage: 'merged', mergedInto: whistleId(2) });
    expect(states(merged)).toEqual([['answer', 'stopped']]);
  });

  it('goes neither into itself, nor into one that ended, nor into one of elsewhere', () => {
    const source = raise(content);
    const into = (target: ReturnType<typeof whistle>) => refusalOf(source, { action: 'merge', into: target }, clerk);
    expect(into(source)).toBe('invalid');
    expect(into(whistle(2, { stage: 'settled' }))).toBe('wrong-stage');
    expect(into(whistle(2, { grid: '990106002001001' }))).toBe('not-found');
  });

  it('brings reporter and supporters to the target, each once', () => {
    const into = whistle(2, { raisedBy: author(8, 'worker', testGrid).account });
    const source = whistle(1, {
      supporters: [
        { by: into.raisedBy, byName: 'worker 8', at: testNow },
        { by: stranger.account, byName: stranger.name, at: testNow },
      ],
    });
    const joined = joinWhistle(into, source, contextOf(clerk)).whistle;
    expect(joined.supporters.map(({ by }) => by)).toEqual([wang.account, stranger.account]);
    expect(joined.rev).toBe(into.rev + 1);
  });
});

describe('a move to another grid', () => {
  it('leaves the household behind and clears the mark of being out of grid', () => {
    const before = whistle(1, { outOfGrid: true, household: householdId(1) });
    const moved = decided(before, commands.regrid, clerk);
    expect(moved).toMatchObject({ grid: otherGrid, outOfGrid: false, household: null });
  });

  it('takes the words for where it was away, and keeps them where it stays', () => {
    const where = { building: '3号楼', entrances: 2, door: { unit: 1, room: '501' } };
    const before = whistle(1, { household: householdId(1), loop: { ...freshLoop, where } });
    expect(decided(before, commands.regrid, clerk).loop?.where).toBeNull();
    expect(decided(before, commands.recategorise, clerk).loop?.where).toEqual(where);
  });

  it('stays within the community’s grids, or within the street’s', () => {
    const elsewhere: WhistleCommand = { action: 'regrid', grid: '990106001002001' };
    expect(refusalOf(whistle(1), elsewhere, clerk)).toBe('not-found');
    expect(decided(whistle(1), elsewhere, streetClerk).grid).toBe('990106001002001');
  });

  it('by the street, of what lies at the street, is back at a community with a clock of its own', () => {
    const raised = decided(raise(content), commands.escalate, clerk);
    const elsewhere: WhistleCommand = { action: 'regrid', grid: '990106001002001' };
    expect(refusalOf(raised, elsewhere, clerk)).toBe('wrong-stage');
    const moved = decided(raised, elsewhere, streetClerk);
    expect(moved.stage).toBe('community');
    expect(states(moved)).toEqual([
      ['answer', 'met'],
      ['review', 'met'],
      ['answer', 'running'],
    ]);
  });
});

describe('sending again what was returned', () => {
  it('begins afresh: a new answer clock, no answer, what was mended', () => {
    const returned = decided(raise(content), commands.return, clerk);
    const resent = decided(
      returned,
      { action: 'resend', text: '在三单元门口', set: { text: '三单元门口灯不亮' } },
      wang,
    );
    expect(resent).toMatchObject({ stage: 'community', answer: null, own: null, text: '三单元门口灯不亮' });
    expect(states(resent)).toEqual([
      ['answer', 'met'],
      ['answer', 'running'],
    ]);
  });
});

it('knows every part of a person in a whistle', () => {
  expect(partsOf(whistle(1), wang, testNow)).toEqual(['reporter', 'worker']);
  expect(partsOf(whistle(1), clerk, testNow)).toEqual(['community']);
  expect(partsOf(whistle(1), stranger, testNow)).toEqual([]);
});

const raising = (said: typeof content) => ({
  whistle: whistleId(1),
  grid: testGrid,
  content: said,
  household: null,
  source: 'patrol' as const,
  outOfGrid: false,
  occurredAt: testNow,
});
const tryRaise = (by: Author) => raiseWhistle(raising(content), contextOf(by));
function raise(said: typeof content) {
  const outcome = raiseWhistle(raising(said), contextOf(wang));
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value.whistle;
}

function decided(before: WhistleRow, command: WhistleCommand, by: Author, now = testNow): WhistleRow {
  const outcome = decideWhistle(before, command, unseen, { ...contextOf(by), at: now, now });
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value.whistle;
}
function refusalOf(before: WhistleRow, command: WhistleCommand, by: Author): string | null {
  const outcome = decideWhistle(before, command, unseen, contextOf(by));
  return outcome.ok ? null : outcome.refusal.code;
}
const states = (row: WhistleRow) => row.clocks.map(({ name, state }) => [name, state]);
