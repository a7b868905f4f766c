import { describe, expect, it } from 'vitest';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { householdId, testNow, wang, whistle } from '../../../core/testing/builders.ts';
import { categoriesByClass, predictCategories } from './category-prediction.ts';

const category = (id: string, classZh: string): CategoryRow => ({
  id,
  rev: 1,
  classZh,
  classEn: classZh,
  zh: id,
  en: id,
  lead: 'SZ',
  leadZh: '市政',
  helping: [],
  urgency: 'U3',
  limitNote: '',
});
const catalogue = ['0103', '0101', '0201', '0202', '0301', '0402', '0501', '0601'].map((id) =>
  category(id, `class ${id.slice(0, 2)}`),
);
const context = { account: wang.account, household: null, building: null, now: testNow };
const ids = (rows: readonly CategoryRow[]) => rows.map((row) => row.id);

describe('category tiles', () => {
  it('lend each class its first where nothing was whistled yet', () => {
    expect(ids(predictCategories(catalogue, [], context))).toEqual(['0101', '0201', '0301', '0402', '0501']);
  });

  it('put what the worker used last first', () => {
    const past = [
      whistle(1, { category: '0202', occurredAt: '2026-11-17T02:00:00.000Z' }),
      whistle(2, { category: '0103', occurredAt: '2026-11-10T02:00:00.000Z' }),
    ];
    expect(ids(predictCategories(catalogue, past, context)).slice(0, 2)).toEqual(['0202', '0103']);
  });

  it("let the door where she stands weigh more than others' habits", () => {
    const past = [
      whistle(1, { category: '0301', raisedBy: 'ac_other', occurredAt: '2026-11-17T02:00:00.000Z' }),
      whistle(2, {
        category: '0601',
        raisedBy: 'ac_other',
        household: householdId(5),
        occurredAt: '2026-10-01T12:00:00.000Z',
      }),
    ];
    const there = { ...context, household: householdId(5) };
    expect(ids(predictCategories(catalogue, past, there))[0]).toBe('0601');
  });

  it('never show one twice, never one that is not in the catalogue, never more than asked', () => {
    const past = [
      whistle(1, { category: '0101' }),
      whistle(2, { category: '0101' }),
      whistle(3, { category: '9999' }),
      whistle(4, { category: null }),
    ];
    const shown = ids(predictCategories(catalogue, past, context, 3));
    expect(shown).toHaveLength(3);
    expect(new Set(shown).size).toBe(3);
    expect(shown).not.toContain('9999');
  });

  it('stand by class and code in the whole list', () => {
    expect(categoriesByClass(catalogue).map((one) => ids(one.categories))).toEqual([
      ['0101', '0103'],
      ['0201', '0202'],
      ['0301'],
      ['0402'],
      ['0501'],
      ['0601'],
    ]);
  });
});
