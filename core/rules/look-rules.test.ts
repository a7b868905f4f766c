import { describe, expect, it } from 'vitest';
import type { KindRow } from '../protocol/rows.ts';
import { masked, scopesHolding } from '../protocol/holding.ts';
import type { RuleContext } from './rule.ts';
import {
  author,
  clerk,
  household,
  householdId,
  ruleContext,
  stranger,
  testGrid,
  testUuid,
  wang,
} from '../testing/builders.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';

const door: KindRow = { kind: 'household', row: household(1) };
const now = '2026-11-18T02:00:00.000Z' as const;

function looking(day: string, given: readonly KindRow[] = [door], by = wang, set: Partial<RuleContext> = {}) {
  const command = commandOf(
    {
      id: testUuid(900),
      type: 'need.look',
      v: 1,
      payload: { household: householdId(1), day },
    },
    wholeBook,
  );
  return command.ok ? command.value.decide(ruleContext(by, given, { now, ...set })) : command;
}
function seenAfter(result: ReturnType<typeof looking>): KindRow {
  const [row] = result.ok ? result.value.rows : [];
  if (!row) throw new Error('the look is kept');
  return row;
}
const dayOfLook = (result: ReturnType<typeof looking>): string => {
  const { kind, row } = seenAfter(result);
  return kind === 'seen' ? row.on : kind;
};

describe('a worker’s look at needs', () => {
  it('is kept as household, worker and day; nothing in the row tells a minute or a place', () => {
    expect(seenAfter(looking('2026-11-18'))).toEqual({
      kind: 'seen',
      row: {
        id: `${householdId(1)}:${wang.account}:2026-11-18`,
        rev: 1,
        grid: testGrid,
        household: householdId(1),
        on: '2026-11-18',
        by: wang.account,
        byName: wang.name,
      },
    });
  });

  it('is kept once a day, and again by another worker or on another day', () => {
    const first = seenAfter(looking('2026-11-18'));
    const li = author(9, 'worker', testGrid);
    expect(looking('2026-11-18', [door, first])).toEqual({ ok: true, value: { rows: [] } });
    expect(seenAfter(looking('2026-11-17', [door, first]))).toMatchObject({ row: { on: '2026-11-17' } });
    expect(seenAfter(looking('2026-11-18', [door, first], li))).toMatchObject({ row: { by: li.account } });
  });

  it('counts after her post had ended too: the needs were still on her phone', () => {
    const former = author(6, 'worker', testGrid, '2025-01-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z');
    expect(looking('2026-11-18', [door], former).ok).toBe(true);
  });

  it('is not for a clerk or another grid’s worker: to them the household does not exist', () => {
    for (const by of [clerk, stranger])
      expect(looking('2026-11-18', [door], by)).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it.each([
    ['a clock some minutes wrong moves no day', '2026-11-17', 40 * 60_000, '2026-11-17'],
    ['a clock a year behind is put right', '2025-11-18', 364 * 86_400_000, '2026-11-17'],
    ['nobody looks tomorrow', '2026-12-24', 0, '2026-11-18'],
  ])('%s', (_, day, clockErrorMs, kept) => {
    expect(dayOfLook(looking(day, [door], wang, { clockErrorMs }))).toBe(kept);
  });

  it('is carried by no device', () => {
    const row = seenAfter(looking('2026-11-18'));
    expect(scopesHolding(testGrid.slice(0, 6), row)).toEqual([]);
    expect([masked('W', row, `grid:${testGrid}`), masked('C', row, `grid:${testGrid}`)]).toEqual([null, null]);
  });

  it('goes when the door goes from the roster', () => {
    const seen = seenAfter(looking('2026-11-18'));
    const remove = commandOf(
      {
        id: testUuid(900),
        type: 'household.remove',
        v: 1,
        payload: { household: householdId(1), reason: 'mistake' },
      },
      wholeBook,
    );
    const gone = remove.ok && remove.value.decide(ruleContext(clerk, [door, seen]));
    expect(gone && gone.ok && gone.value.gone).toContainEqual({ kind: 'seen', id: seen.row.id });
  });
});
