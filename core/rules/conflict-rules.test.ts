import { describe, expect, it } from 'vitest';
import type { ConflictRow } from '../household/household.ts';
import type { Json } from '../lib/json.ts';
import { makeId } from '../lib/id.ts';
import type { KindRow } from '../protocol/rows.ts';
import {
  author,
  clerk,
  household,
  householdId,
  ruleContext,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
} from '../testing/builders.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';

const li = author(9, 'worker', testGrid);
const conflictId = makeId('conflict', testUuid(70));
const clash = (set: Partial<ConflictRow> = {}): KindRow => ({
  kind: 'conflict',
  row: {
    id: conflictId,
    rev: 1,
    grid: testGrid,
    household: householdId(1),
    on: { kind: 'household', id: householdId(1) },
    field: 'name',
    mine: { value: '陈贵兰', by: li.account, byName: li.name, at: testNow },
    theirs: { value: '陈桂兰', by: wang.account, byName: wang.name, at: testNow },
    ...set,
  },
});
const door: KindRow = { kind: 'household', row: household(1) };

function choosing(keep: Json, given: readonly KindRow[] = [door, clash()], by = wang) {
  const command = commandOf(
    {
      id: testUuid(899),
      type: 'household.resolve',
      v: 1,
      payload: { conflict: conflictId, keep },
    },
    wholeBook,
  );
  return command.ok ? command.value.decide(ruleContext(by, given)) : command;
}

describe('X3: choosing between two values', () => {
  it('theirs: what stands goes on standing, and the clash is gone for everyone', () => {
    expect(choosing('theirs')).toEqual({ ok: true, value: { rows: [], gone: [{ kind: 'conflict', id: conflictId }] } });
  });

  it.each([
    ['mine', '陈贵兰'],
    ['陈桂蘭', '陈桂蘭'],
  ])('%s: that value stands, under the name of who chose, and is found by it', (keep, name) => {
    expect(choosing(keep)).toMatchObject({
      ok: true,
      value: {
        rows: [
          { kind: 'household', row: { name, keys: `keys of ${name}`, rev: 2, edits: { name: { by: wang.account } } } },
          { kind: 'entry', row: { what: { type: 'conflict-resolved', field: 'name' } } },
        ],
        gone: [{ kind: 'conflict', id: conflictId }],
      },
    });
  });

  it('may be done by either worker or the community, by nobody else', () => {
    const given = [door, clash()];
    expect([choosing('mine', given, li).ok, choosing('mine', given, clerk).ok]).toEqual([true, true]);
    expect(choosing('mine', given, stranger)).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('a second time finds it done already', () => {
    expect(choosing('mine', [door])).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('takes no value that the field may not have', () => {
    const phone = clash({ field: 'phone' });
    expect(choosing(7, [door, phone])).toMatchObject({ refusal: { code: 'invalid' } });
    expect(choosing('990106195003071234', [door, phone]).ok).toBe(false);
    expect(choosing(null, [door, phone]).ok).toBe(true);
  });

  it('is refused where what it was about is no more', () => {
    const about = clash({ on: { kind: 'person', id: makeId('person', testUuid(41)) } });
    expect(choosing('mine', [door, about])).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('of the kind of door sets anew how often it is visited', () => {
    const kind = clash({ field: 'kind', mine: { value: 'void', by: li.account, byName: li.name, at: testNow } });
    expect(choosing('mine', [door, kind])).toMatchObject({
      value: { rows: [{ row: { kind: 'void', visitEveryDays: 180 } }, {}] },
    });
  });
});
