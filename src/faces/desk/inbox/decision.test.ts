import { describe, expect, it } from 'vitest';
import { wholeBook } from '../../../../core/rules/loop-rules.ts';
import { commandOf } from '../../../../core/rules/registry.ts';
import { otherGrid, testUuid, whistle as builtWhistle, whistleId } from '../../../../core/testing/builders.ts';
import { type WhistleRow } from '../../../../core/whistle/whistle.ts';
import { whistleStages, type WhistleStage } from '../../../../core/whistle/stage.ts';
import type { OutboxRecord } from '../../../local/phone.ts';
import { decisionRequest, deskActions, deskActionsFor, emptyFields, gapOf, type DecisionDraft } from './decision.ts';
import { asDecision } from './decision-record.ts';

const whistle = builtWhistle(1, { rev: 4 });
const today = '2026-11-18';
const draft = (given: Partial<DecisionDraft>): DecisionDraft => ({
  ...emptyFields,
  action: 'settle',
  text: '已修好',
  base: 3,
  ...given,
});
const complete: DecisionDraft[] = [
  draft({}),
  draft({ action: 'comment' }),
  draft({ action: 'ask' }),
  draft({ action: 'return', reason: 'unclear' }),
  draft({ action: 'escalate', category: '0103' }),
  draft({ action: 'takeOn', who: '小林', promisedOn: '2026-11-20' }),
  draft({ action: 'regrid', grid: otherGrid }),
  draft({ action: 'recategorise', category: '0104' }),
  draft({ action: 'merge', into: whistleId(2) }),
];

describe('a decision at the desk', () => {
  it.each(complete)('goes with what the clerk saw: $action', (given) => {
    const request = decisionRequest(whistle, given);
    expect(request).toMatchObject({ type: `whistle.${given.action}`, base: 3, expects: 'community', holdMs: 5000 });
    expect(gapOf(given, today)).toBe(null);
    const { type = '', payload = null } = request ?? {};
    expect(commandOf({ id: testUuid(1), type, v: 1, payload }, wholeBook).ok).toBe(true);
  });

  it('has a form for everything that the table lets a community do', () => {
    expect(complete.map(({ action }) => action).toSorted()).toEqual(deskActions.toSorted());
  });

  it.each([
    [draft({ text: '  ' }), 'needText'],
    [draft({ action: 'ask', text: '' }), 'needText'],
    [draft({ action: 'return' }), 'needReason'],
    [draft({ action: 'escalate' }), 'needCategory'],
    [draft({ action: 'recategorise' }), 'needCategory'],
    [draft({ action: 'regrid' }), 'needGrid'],
    [draft({ action: 'merge' }), 'needTarget'],
    [draft({ action: 'takeOn', who: ' ', promisedOn: today }), 'needWho'],
    [draft({ action: 'takeOn', who: '林'.repeat(61), promisedOn: today }), 'whoTooLong'],
    [draft({ action: 'takeOn', who: '小林' }), 'needDay'],
    [draft({ action: 'takeOn', who: '小林', promisedOn: '2026-11-17' }), 'pastDay'],
    [draft({ text: '字'.repeat(4001) }), 'tooLong'],
    [draft({ text: 'a\u0000b' }), 'notStorable'],
  ])('names what lacks', (given, gap) => {
    expect(gapOf(given, today)).toBe(gap);
  });

  it('counts characters, not code units', () => {
    expect(gapOf(draft({ text: '𠮷'.repeat(4000) }), today)).toBe(null);
  });

  it('is offered where the table of the life allows it', () => {
    const at = (stage: WhistleStage, given: Partial<WhistleRow> = {}) => builtWhistle(1, { stage, ...given });
    expect(deskActionsFor(at('community'), ['community'])).toEqual([...deskActions]);
    expect(deskActionsFor(at('street'), ['community'])).not.toContain('settle');
    expect(deskActionsFor(at('street'), ['community'])).toContain('comment');
    const own = { own: { who: '小林', promisedOn: today } } as const;
    expect(deskActionsFor(at('community', own), ['community'])).not.toContain('takeOn');
    for (const stage of whistleStages) expect(deskActionsFor(at(stage), [])).toEqual([]);
  });

  it('is read back from the outbox as it was', () => {
    for (const given of complete) {
      const request = decisionRequest(whistle, given);
      const record = { type: request?.type ?? 'whistle.amend', payload: request?.payload } as OutboxRecord;
      const read = asDecision(record);
      expect(read).toMatchObject({ action: given.action, whistle: whistle.id });
      if (given.action === 'takeOn') expect(read).toMatchObject({ who: '小林', promisedOn: '2026-11-20' });
    }
  });
});
