import { describe, expect, it } from 'vitest';
import { clerk, testGrid, testNow, whistle } from '../testing/builders.ts';
import { askedUnit, cooperatorUnit, leadUnit, people, play, played, samples, whistleAt } from '../testing/loop.ts';
import { masked } from '../protocol/holding.ts';
import { loopActions } from './loop-actions.ts';
import { partyKey } from './party.ts';
import { audiences, tellingsOf, type Telling } from './told.ts';
import type { Author } from '../org/role.ts';
import type { LoopAction } from './loop-actions.ts';
import type { LoopSaid } from './loop-said.ts';
import type { UnitId } from './loop.ts';
import type { WhistleHappening, WhistleRow } from './whistle.ts';

const reporter = `reporter ${people.reporter.account}`;
const supporter = `reporter ${people.supporter.account}`;
const community = `community ${testGrid.slice(0, 12)}`;
const street = `street ${testGrid.slice(0, 9)}`;
const district = `district ${testGrid.slice(0, 6)}`;
const leader = `leader ${testGrid.slice(0, 6)}`;
const unit = (id: string): string => `unit ${id}`;

const listed = (tellings: readonly Telling[]): Record<string, string> =>
  Object.fromEntries(tellings.map(({ party, what }) => [partyKey(party), what]));

function toldOf<A extends LoopAction>(before: WhistleRow, action: A, by: Author, said: LoopSaid<A> = samples[action]) {
  const outcome = play(before, action, by, said);
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return listed(tellingsOf(before, outcome.value.whistle, outcome.value.event.happening));
}

describe('who is told', () => {
  it('of a transition: reporter and those who follow it, the community, who held it, who holds it next', () => {
    expect(toldOf(whistleAt('street', { loop: null }), 'callStation', people.street)).toMatchObject({
      [reporter]: 'deed',
      [supporter]: 'deed',
      [community]: 'deed',
      [street]: 'deed',
    });
    const dispatch = toldOf(whistleAt('consulting'), 'dispatch', people.dispatcher);
    for (const party of [reporter, community, district, unit(leadUnit), unit(cooperatorUnit), unit(askedUnit)])
      expect(dispatch[party]).toBe('deed');
  });

  it('of a whistle that was raised: its community', () => {
    const raised = whistle(1);
    const happening = { type: 'whistle-raised' } as WhistleHappening;
    const told = listed(tellingsOf(null, raised, happening));
    expect(told[community]).toBe('deed');
    expect(Object.keys(told).some((party) => party.startsWith('street'))).toBe(false);
  });

  it('of a view before the dispatch: the dispatcher alone', () => {
    expect(toldOf(whistleAt('consulting'), 'opine', people.asked)).toEqual({ [district]: 'deed' });
  });

  it('of a vote: nobody', () => {
    expect(toldOf(whistleAt('surveying'), 'ballot', people.reporter)).toEqual({});
    expect(toldOf(whistleAt('closed'), 'rate', people.reporter)).toEqual({});
  });

  it('of a decided hand-back: its reporter only where it stands now, and only where it moved', () => {
    const asked = played(
      whistleAt('dispatched', {
        clocks: played(whistleAt('consulting'), 'dispatch', people.dispatcher, { ...samples.dispatch, urgency: 'U2' })
          .clocks,
      }),
      'handBack',
      people.lead,
    );
    expect(toldOf(asked, 'decideHandBack', people.dispatcher)[reporter]).toBe('state');
    const refused = toldOf(asked, 'decideHandBack', people.dispatcher, {
      ...samples.decideHandBack,
      isAccepted: false,
    });
    expect(refused[reporter]).toBeUndefined();
    expect(refused[unit(leadUnit)]).toBe('deed');
  });

  it('of a comment: no unit', () => {
    const before = whistleAt('working');
    const told = listed(tellingsOf(before, before, { type: 'whistle-commented', text: '好' }));
    expect(Object.keys(told).filter((party) => party.startsWith('unit'))).toEqual([]);
    expect(told[reporter]).toBe('deed');
  });

  it('of what moved to another grid: the community that had it, too', () => {
    const before = whistleAt('community');
    const after = { ...before, grid: '990106002001001' };
    const told = listed(tellingsOf(before, after, { type: 'whistle-moved', from: before.grid, to: after.grid }));
    expect([told[community], told['community 990106002001']]).toEqual(['deed', 'deed']);
  });

  it('of a missed clock: its holder, then the superior, then the supervision board', () => {
    const row = whistleAt('working');
    const pressed = (
      step: 'holder' | 'superior' | 'board',
      clock: 'finish' | 'evaluate' | 'review' | 'decide',
      id = null as UnitId | null,
    ) =>
      Object.keys(
        listed(
          tellingsOf(row, row, {
            type: 'whistle-did',
            action: 'press',
            said: { text: '超时', of: { clock, unit: id, dueAt: testNow, step } },
          }),
        ),
      );
    expect(pressed('holder', 'finish', leadUnit)).toEqual([unit(leadUnit)]);
    expect(pressed('superior', 'finish', leadUnit)).toEqual([district]);
    expect(pressed('superior', 'evaluate')).toEqual([street]);
    expect(pressed('superior', 'review')).toEqual([district]);
    expect(pressed('superior', 'decide')).toEqual([leader]);
    expect(pressed('board', 'finish', leadUnit)).toEqual([district, leader]);
  });

  it('of a missed answer to an emergency: street and dispatcher at once', () => {
    const row = whistleAt('community', { emergency: true, loop: null });
    const of = { clock: 'answer' as const, unit: null, dueAt: testNow, step: 'holder' as const };
    const told = listed(tellingsOf(row, row, { type: 'whistle-did', action: 'press', said: { text: '超时', of } }));
    expect(Object.keys(told).toSorted()).toEqual([community, district, street].toSorted());
  });

  it('of a term that was counted again: who holds it, where the day is another', () => {
    const row = whistleAt('working');
    const recount = (to: string) =>
      Object.keys(
        listed(
          tellingsOf(row, row, {
            type: 'whistle-did',
            action: 'recount',
            said: { moved: [{ clock: 'finish', unit: leadUnit, from: testNow, to: to as typeof testNow }] },
          }),
        ),
      );
    expect(recount('2027-01-01T00:00:00.000Z')).toEqual([unit(leadUnit)]);
    expect(recount(testNow)).toEqual([]);
  });
});

describe('nobody is told what she may not see', () => {
  it('a reporter no deed that a worker does not hold', () => {
    for (const action of loopActions) {
      const event = {
        kind: 'event' as const,
        row: { happening: { type: 'whistle-did', action, said: samples[action] } },
      } as unknown as Parameters<typeof masked>[1];
      if (masked('W', event, `grid:${testGrid}`) === null) expect(audiences[action].reporter).not.toBe('deed');
    }
  });

  it('a unit nothing of comments, views, votes and who follows it', () => {
    for (const name of ['whistle-commented', 'whistle-supported', 'opine', 'ballot', 'rate'] as const)
      expect(audiences[name].units).toBe('none');
  });

  it('each party is told once', () => {
    const outcome = play(whistleAt('verifying'), 'accept', clerk);
    const tellings = outcome.ok
      ? tellingsOf(whistleAt('verifying'), outcome.value.whistle, outcome.value.event.happening)
      : [];
    expect(new Set(tellings.map(({ party }) => partyKey(party))).size).toBe(tellings.length);
    expect(tellings.length).toBeGreaterThan(3);
  });
});
