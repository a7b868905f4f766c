import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testGrid, testNow, whistle } from '../testing/builders.ts';
import { leadUnit, people, played, samples, whistleAt } from '../testing/loop.ts';
import { isWaitingFor, townHolders, waitingTown } from '../testing/waiting-town.ts';
import { clockFace, startClock } from './clock.ts';
import { shippedCalendar } from '../calendar/workdays.ts';
import { isoOf, msOf } from '../lib/time.ts';
import { dueOf, holdersOf, noDue, searchKeysOf } from './waiting.ts';

describe('whose turn a whistle is', () => {
  it('is said alike of one holder and of all, however it came there', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(10_000)), (numbers) => {
        const pick = (below: number): number => Number(numbers.next().value) % below;
        for (const row of waitingTown(4, pick)) {
          const holders = holdersOf(row);
          for (const { role } of townHolders.filter(({ area }) => holders.includes(area))) seen.add(role);
          expect(holders.toSorted()).toEqual(
            townHolders
              .filter((holder) => isWaitingFor(row, holder))
              .map(({ area }) => area)
              .toSorted(),
          );
        }
      }),
      { numRuns: 300 },
    );
    expect([...seen].toSorted()).toEqual(['city', 'district', 'street', 'unit']);
  });

  it('is the dispatcher’s again when a unit hands back, and the unit’s still', () => {
    const dispatched = played(whistleAt('consulting'), 'dispatch', people.dispatcher, {
      ...samples.dispatch,
      urgency: 'U3',
      reason: '急',
    });
    expect(holdersOf(dispatched)).not.toContain(testGrid.slice(0, 6));
    const handed = played(dispatched, 'handBack', people.lead);
    expect(holdersOf(handed)).toEqual(expect.arrayContaining([testGrid.slice(0, 6), leadUnit]));
  });

  it('is nobody’s while it is at the community, or over', () => {
    for (const stage of ['community', 'meeting', 'verifying', 'closed', 'withdrawn'] as const)
      expect(holdersOf(whistleAt(stage))).toEqual([]);
  });
});

describe('when it is due', () => {
  it('is when the clock that ends first ends, and its last fifth begins where the clock looks due soon', () => {
    const clock = startClock('review', { minutes: 120 }, testNow, shippedCalendar);
    const { dueAt, soonAt } = dueOf(whistle(1, { clocks: [clock] }));
    expect(dueAt).toBe(clock.dueAt);
    const before = isoOf(msOf(soonAt) - 1);
    expect([clockFace(clock, before), clockFace(clock, isoOf(msOf(soonAt)))]).toEqual(['running', 'dueSoon']);
  });
  it('is never where no clock runs', () => {
    expect(dueOf(whistle(1, { clocks: [] }))).toEqual({ dueAt: noDue, soonAt: noDue });
  });
});

describe('by what a whistle is found', () => {
  it('is each pair of its text, its category, street and community', () => {
    const row = whistle(1, { text: '灯不亮', category: '0103' });
    expect(searchKeysOf(row)).toEqual(['灯不', '不亮', 'c:0103', 'a:990106001', 'a:990106001001']);
  });
});
