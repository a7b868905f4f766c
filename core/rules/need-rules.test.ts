import { describe, expect, it } from 'vitest';
import type { NeedRow } from '../household/household.ts';
import type { Json } from '../lib/json.ts';
import { makeId } from '../lib/id.ts';
import type { KindRow, RowByKind, RowKind } from '../protocol/rows.ts';
import {
  author,
  clerk,
  household,
  householdId,
  ruleContext,
  testGrid,
  testNow,
  testUuid,
  wang,
} from '../testing/builders.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';
import type { Decision } from './rule.ts';

const needId = makeId('need', testUuid(60));
const door: KindRow = { kind: 'household', row: household(1) };
const opening = {
  household: householdId(1),
  need: needId,
  kind: 'disability',
  note: '要一辆轮椅',
  until: null,
  consent: { how: 'spoken', at: testNow, wording: '我同意登记' },
  occurredAt: testNow,
};
const li = author(9, 'worker', testGrid);

function when(type: string, payload: Json, given: readonly KindRow[], by = wang) {
  const command = commandOf({ id: testUuid(900), type, v: 1, payload }, wholeBook);
  return command.ok ? command.value.decide(ruleContext(by, given)) : command;
}
function decided(result: ReturnType<typeof when>): Decision {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}
const rowOf = <K extends RowKind>(decision: Decision, kind: K): RowByKind[K] | undefined =>
  decision.rows.find((entry) => entry.kind === kind)?.row as RowByKind[K] | undefined;
const codeOf = (result: ReturnType<typeof when>): string => (result.ok ? 'ok' : result.refusal.code);

/** The need as it stands after some steps. */
function standing(...steps: readonly { step: string; promisedFor?: string }[]): KindRow[] {
  let row = rowOf(decided(when('need.open', opening, [door])), 'need');
  for (const { step, promisedFor = null } of steps) {
    if (!row) break;
    const follow = { need: needId, step, text: null, promisedFor };
    row = rowOf(decided(when('need.follow', follow, [door, { kind: 'need', row }])), 'need');
  }
  if (!row) throw new Error('the need stands');
  return [door, { kind: 'need', row }];
}
const needIn = (rows: readonly KindRow[]): NeedRow => {
  const found = rows.find((entry) => entry.kind === 'need');
  if (found?.kind !== 'need') throw new Error('the need stands');
  return found.row;
};

describe('a need', () => {
  it('is opened with the wording agreed to, for twelve months, and the door says that help is needed, not why', () => {
    const decision = decided(when('need.open', opening, [door]));
    expect(rowOf(decision, 'need')).toMatchObject({
      until: '2027-11-18',
      consent: { how: 'spoken', by: '陈桂兰', wording: '我同意登记' },
      step: 'opened',
    });
    expect(rowOf(decision, 'household')).toMatchObject({ needsHelp: true, visitEveryDays: 14, rev: 2 });
    expect(JSON.stringify(rowOf(decision, 'household'))).not.toContain('轮椅');
  });

  it('without a wording is not kept at all', () => {
    const silent = { ...opening, consent: { ...opening.consent, wording: ' ' } };
    expect(codeOf(when('need.open', silent, [door]))).toBe('consent-missing');
  });

  it('never holds an identity-card number', () => {
    const named = { ...opening, note: '持证人 99010619500307123X' };
    expect(codeOf(when('need.open', named, [door]))).toBe('identity-number');
    const follow = { need: needId, step: 'delivered', text: '990106195003071234 已领', promisedFor: null };
    expect(codeOf(when('need.follow', follow, standing()))).toBe('identity-number');
  });

  it('is for the worker of the grid; for the desk it does not exist', () => {
    expect(codeOf(when('need.open', opening, [door], clerk))).toBe('not-found');
    expect(codeOf(when('need.end', { need: needId }, standing(), clerk))).toBe('not-found');
  });
});

describe('Q3: help', () => {
  it('goes from opened over promised and delivered to checked, each with who and when', () => {
    const rows = standing({ step: 'promised', promisedFor: '2026-11-20' }, { step: 'delivered' }, { step: 'checked' });
    const { step, steps } = needIn(rows);
    expect(step).toBe('checked');
    expect(steps.map((taken) => [taken.step, taken.promisedFor, taken.byName])).toEqual([
      ['opened', null, wang.name],
      ['promised', '2026-11-20', wang.name],
      ['delivered', null, wang.name],
      ['checked', null, wang.name],
    ]);
  });

  it('may be promised again, for another day or after a look showed a lack', () => {
    const again = { need: needId, step: 'promised', text: '换一辆', promisedFor: '2026-12-01' };
    expect(codeOf(when('need.follow', again, standing({ step: 'promised' })))).toBe('ok');
    expect(codeOf(when('need.follow', again, standing({ step: 'delivered' }, { step: 'checked' })))).toBe('ok');
  });

  it('is opened once, and may be delivered without a promise', () => {
    const follow = (step: string) => ({ need: needId, step, text: null, promisedFor: null });
    expect(codeOf(when('need.follow', follow('opened'), standing()))).toBe('invalid');
    expect(codeOf(when('need.follow', follow('delivered'), standing()))).toBe('ok');
  });
});

describe('a correction of a need', () => {
  it('appends a note instead of losing one, and clashes over the end', () => {
    const rows = standing();
    const set = { note: { from: null, to: '要带刹车' }, until: { from: '2027-01-01', to: '2027-06-30' } };
    const decision = decided(when('need.amend', { need: needId, set }, rows, li));
    expect(rowOf(decision, 'need')).toMatchObject({ note: '要一辆轮椅\n要带刹车', until: '2027-11-18' });
    expect(rowOf(decision, 'conflict')).toMatchObject({ field: 'until', mine: { value: '2027-06-30' } });
  });
});

describe('the end of a need', () => {
  it('erases it, and the door no longer says that help is needed', () => {
    const decision = decided(when('need.end', { need: needId }, standing()));
    expect(decision.gone).toEqual([{ kind: 'need', id: needId }]);
    expect(rowOf(decision, 'household')).toMatchObject({ needsHelp: false, visitEveryDays: 90 });
  });

  it('leaves the door to the needs that go on', () => {
    const other: KindRow = {
      kind: 'need',
      row: { ...needIn(standing()), id: makeId('need', testUuid(61)), kind: 'care' },
    };
    const decision = decided(when('need.end', { need: needId }, [...standing(), other]));
    expect(rowOf(decision, 'household')).toMatchObject({ needsHelp: true, visitEveryDays: 7 });
  });
});
