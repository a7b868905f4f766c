import { describe, expect, it } from 'vitest';
import type { GridRow, LngLat } from '../../../../core/grid/grid.ts';
import type { CategoryRow } from '../../../../core/protocol/rows.ts';
import { testGrid, otherGrid, whistle } from '../../../../core/testing/builders.ts';
import { categorySuggestions } from './category-suggestions.ts';
import { gridChoice } from './grid-choice.ts';
import { mergeCandidates } from './merge-candidates.ts';
import { ownerSuggestions } from './owner-suggestions.ts';
import { promisedDay, workdayFrom } from './promised-day.ts';

const own = (who: string) => ({ own: { who, promisedOn: '2026-11-20' as const } });

describe('who is proposed', () => {
  const it1 = whistle(1, { raisedByName: '小王' });
  it('is whoever did the like most often, then the grid, the reporter and the clerk, each once and with why', () => {
    const others = [
      whistle(2, own('物业老赵')),
      whistle(3, own('物业老赵')),
      whistle(4, { ...own('小林'), category: '0201' }),
      whistle(5, { ...own('远处'), category: '0201', grid: otherGrid }),
    ];
    expect(ownerSuggestions(it1, others, '张书记')).toEqual([
      { who: '物业老赵', why: { kind: 'sameCategory', count: 2 } },
      { who: '小林', why: { kind: 'sameGrid', count: 1 } },
      { who: '小王', why: { kind: 'reporter' } },
      { who: '张书记', why: { kind: 'self' } },
    ]);
  });

  it('always leaves room for the clerk herself', () => {
    const others = ['甲', '乙', '丙', '丁', '戊'].map((who, n) => whistle(n + 2, own(who)));
    expect(ownerSuggestions(it1, others, '张书记').at(-1)).toEqual({ who: '张书记', why: { kind: 'self' } });
  });
});

describe('the day that is promised', () => {
  it('is the last working day within the term of the level', () => {
    // 15 days after Wednesday 18 November end on Thursday 3 December.
    expect(promisedDay('U3', false, '2026-11-18T02:00:00.000Z')).toMatchObject({
      level: 'U3',
      lastDay: '2026-12-03',
      proposed: '2026-12-03',
    });
    // Three days after Thursday end on Sunday: Friday is promised.
    expect(promisedDay('U2', false, '2026-11-19T02:00:00.000Z')).toMatchObject({
      lastDay: '2026-11-22',
      proposed: '2026-11-20',
    });
  });

  it('is never past, even where the whole term lies on days off', () => {
    expect(promisedDay('U1|U3', true, '2026-11-21T02:00:00.000Z')).toMatchObject({
      level: 'U1',
      proposed: '2026-11-21',
    });
  });

  it('knows the next working days', () => {
    expect(workdayFrom('2026-11-20', 1)).toBe('2026-11-23');
    expect(workdayFrom('2026-09-30', 1)).toBe('2026-10-08');
  });
});

describe('the category that is proposed', () => {
  const category = (id: string, zh: string): CategoryRow => ({
    id,
    rev: 1,
    classZh: '公共设施',
    classEn: 'Facilities',
    zh,
    en: zh,
    lead: 'x',
    leadZh: 'x',
    helping: [],
    urgency: 'U3',
    limitNote: '',
  });
  const categories = [category('0101', '路灯不亮'), category('0102', '井盖缺失'), category('0103', '楼道堆物')];

  it('is one whose name stands in the words, or under which the like was told, with why', () => {
    const at = { ...whistle(1), category: null, text: '东门外路灯不亮已经三天' };
    expect(categorySuggestions(at, categories, [])[0]).toEqual({
      category: '0101',
      why: { kind: 'name', words: '路灯不亮' },
    });
    const bike = { ...whistle(2), category: null, text: '三单元门口电动车乱放' };
    const told = [{ ...whistle(3), category: '0103', text: '二单元门口电动车乱放' }];
    expect(categorySuggestions(bike, categories, told)).toEqual([
      { category: '0103', why: { kind: 'like', text: '二单元门口电动车乱放' } },
    ]);
  });

  it('is none where nothing was said, and never what it has', () => {
    expect(categorySuggestions({ ...whistle(1), text: null }, categories, [])).toEqual([]);
    expect(categorySuggestions({ ...whistle(1), category: '0101', text: '路灯不亮' }, categories, [])).toEqual([]);
  });
});

describe('the grid that is proposed', () => {
  const square = (id: string, west: number): GridRow => ({
    id,
    rev: 1,
    name: id.slice(-3),
    community: id.slice(0, 12),
    boundary: [
      [west, 31],
      [west + 1, 31],
      [west + 1, 32],
      [west, 32],
    ],
  });
  const grids = [square(testGrid, 118), square(otherGrid, 119), square('990106001002001', 120)];
  const at = (lng: number): LngLat => [lng, 31.5];

  it('is the one in which the position lies, of this community only', () => {
    expect(gridChoice(testGrid, grids, at(119.5))).toMatchObject({ suggested: otherGrid, isOutside: false });
    expect(gridChoice(testGrid, grids, at(119.5)).grids.map(({ id }) => id)).toEqual([otherGrid]);
  });

  it('is none for its own grid, without a position, and outside the community', () => {
    expect(gridChoice(testGrid, grids, at(118.5))).toMatchObject({ suggested: null, isOutside: false });
    expect(gridChoice(testGrid, grids, null)).toMatchObject({ suggested: null, isOutside: false });
    expect(gridChoice(testGrid, grids, at(120.5))).toMatchObject({ suggested: null, isOutside: true });
  });
});

describe('what a whistle could be merged into', () => {
  const place = (lng: number) => ({ lng, lat: 31.7, accuracy: 5, method: 'gps' as const });
  const pointOf = ({ place: one }: { place: { lng: number; lat: number } | null }): LngLat | null =>
    one ? [one.lng, one.lat] : null;
  const here = whistle(1, { place: place(118.5) });
  const near = whistle(2, { place: place(118.5003) });
  const far = whistle(3, { place: place(118.6), text: '楼道灯又坏了', category: '0201' });
  const ended = whistle(4, { place: place(118.5001), stage: 'settled' });
  const all = [here, near, far, ended];
  const textOf = ({ text }: { text: string | null }) => text ?? '';

  it('is what is alike near by, and by search any other open one', () => {
    expect(mergeCandidates(here, all, pointOf, '', textOf)).toEqual([{ whistle: near, metres: 28 }]);
    expect(mergeCandidates(here, all, pointOf, '又坏', textOf)).toEqual([{ whistle: far, metres: null }]);
    expect(mergeCandidates(here, all, pointOf, '没有的话', textOf)).toEqual([]);
  });
});
