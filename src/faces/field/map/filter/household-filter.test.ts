import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needKinds, type NeedKind, type NeedRow } from '../../../../../core/household/household.ts';
import { makeId } from '../../../../../core/lib/id.ts';
import type { Day } from '../../../../../core/lib/time.ts';
import {
  accountId,
  household,
  householdId,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistle,
} from '../../../../../core/testing/builders.ts';
import {
  filterCounts,
  filteredHouseholds,
  filterIndexOf,
  type FilterFacts,
  type FilterKey,
} from './household-filter.ts';

const today: Day = '2026-11-18';
const need = (n: number, door: number, kind: NeedKind, until: Day = '2027-01-01'): NeedRow => ({
  id: makeId('need', testUuid(n)),
  rev: 1,
  grid: testGrid,
  household: householdId(door),
  kind,
  note: null,
  until,
  consent: { how: 'spoken', by: '陈桂兰', at: testNow, wording: '同意' },
  openedBy: wang.account,
  openedAt: testNow,
  step: 'opened',
  steps: [],
  edits: {},
});
const facts: FilterFacts = {
  needs: [
    need(1, 1, 'livingAlone'),
    need(2, 1, 'illness'),
    need(3, 2, 'livingAlone'),
    need(4, 3, 'care', '2026-11-17'),
  ],
  whistles: [
    whistle(1, { stage: 'returned', household: householdId(4) }),
    whistle(2, { stage: 'returned', household: householdId(5), raisedBy: accountId(9) }),
    whistle(3, { stage: 'community', household: householdId(5) }),
  ],
  today,
  account: wang.account,
};
const doors = [
  household(1, { needsHelp: true, visitDueOn: '2026-11-17' }),
  household(2, { needsHelp: true, visitDueOn: '2026-11-18' }),
  household(3, { needsHelp: true, visitDueOn: '2026-11-19' }),
  household(4, { visitDueOn: null }),
  household(5, { needsHelp: true, visitDueOn: '2026-11-10' }),
];
const index = filterIndexOf(doors, facts);
const shown = (...keys: FilterKey[]) =>
  filteredHouseholds(index, new Set(keys)).map((one) => doors.findIndex((door) => door.id === one.id) + 1);

describe('the filter', () => {
  it('lets all through when nothing is chosen', () => {
    expect(filteredHouseholds(index, new Set())).toBe(doors);
  });

  it('shows either of two kinds of need, and what is due of them with a chip of another group', () => {
    expect(shown('livingAlone')).toEqual([1, 2]);
    expect(shown('livingAlone', 'illness')).toEqual([1, 2]);
    expect(shown('livingAlone', 'overdue')).toEqual([1]);
    expect(shown('due')).toEqual([1, 2, 5]);
    expect(shown('overdue')).toEqual([1, 5]);
  });

  it('hides a need whose last day has passed, and that its household needed help for it', () => {
    expect(shown('care')).toEqual([]);
    expect(shown('needsHelp')).toEqual([1, 2, 5]);
  });

  it('shows doors with a whistle that was returned to oneself', () => {
    expect(shown('returned')).toEqual([4]);
  });

  it('counts on each chip what a tap would show', () => {
    expect(filterCounts(index, new Set())).toMatchObject({
      livingAlone: 2,
      illness: 1,
      care: 0,
      due: 3,
      overdue: 2,
      returned: 1,
      needsHelp: 3,
    });
    expect(filterCounts(index, new Set<FilterKey>(['overdue']))).toMatchObject({
      livingAlone: 1,
      due: 3,
      overdue: 2,
      returned: 0,
    });
  });

  it('shows under any choice as many as the count of a chip says, when that chip is alone in its group', () => {
    const alone = { when: ['overdue', 'due'], who: ['needsHelp', ...needKinds], answer: ['returned'] } as const;
    fc.assert(
      fc.property(fc.subarray([...alone.who]), fc.constantFrom(...alone.when), (who: FilterKey[], when: FilterKey) => {
        const counts = filterCounts(index, new Set(who));
        return counts[when] === filteredHouseholds(index, new Set([...who, when])).length;
      }),
    );
  });

  it('finds among 4,000 households exactly those that are both', () => {
    const many = Array.from({ length: 4_000 }, (_, n) => household(n + 10, { visitDueOn: n % 3 === 0 ? today : null }));
    const needs = many.flatMap((_, n) => (n % 5 === 0 ? [need(n + 10_000, n + 10, needKinds[n % 8] ?? 'other')] : []));
    const large = filterIndexOf(many, { ...facts, needs });
    const found = filteredHouseholds(large, new Set<FilterKey>(['livingAlone', 'due']));
    const expected = many.filter(
      ({ visitDueOn }, n) => visitDueOn !== null && n % 5 === 0 && needKinds[n % 8] === 'livingAlone',
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(found.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });
});
