import { describe, expect, it } from 'vitest';
import type { Iso } from '../../../../core/lib/time.ts';
import { asideAt, joinSnoozes, withSnooze, type KeptSnooze } from './snooze-list.ts';
import { snoozeTimes } from './snooze-times.ts';

const early: Iso = '2026-11-24T01:00:00.000Z';
const noon: Iso = '2026-11-24T04:00:00.000Z';
const late: Iso = '2026-11-25T00:30:00.000Z';
const kept: KeptSnooze[] = [
  { whistle: 'a', until: late, isSent: true },
  { whistle: 'b', until: early, isSent: true },
  { whistle: 'c', until: null, isSent: false },
];

describe('what a clerk put aside', () => {
  it('comes back by itself', () => {
    expect([...asideAt(kept, noon)]).toEqual([['a', late]]);
    expect(asideAt(kept, late).size).toBe(0);
  });

  it('keeps what the server does not know yet, and takes the rest from it', () => {
    const owed = withSnooze(kept, { whistle: 'd', until: late, isSent: false });
    const joined = joinSnoozes(
      owed,
      new Map([
        ['c', late],
        ['e', late],
      ]),
    );
    expect(joined).toEqual([
      { whistle: 'e', until: late, isSent: true },
      { whistle: 'c', until: null, isSent: false },
      { whistle: 'd', until: late, isSent: false },
    ]);
  });

  it('has one moment for each whistle', () => {
    expect(withSnooze(kept, { whistle: 'a', until: noon, isSent: false }).filter((one) => one.whistle === 'a')).toEqual(
      [{ whistle: 'a', until: noon, isSent: false }],
    );
  });
});

describe('the moments that are proposed', () => {
  const names = (now: Iso) => snoozeTimes(now).map(({ name, until }) => [name, until]);
  it('are of the working week', () => {
    // Friday, 20 November, 09:00 in Shanghai.
    expect(names('2026-11-20T01:00:00.000Z')).toEqual([
      ['twoHours', '2026-11-20T03:00:00.000Z'],
      ['afternoon', '2026-11-20T06:00:00.000Z'],
      ['nextWorkday', '2026-11-23T00:30:00.000Z'],
    ]);
  });

  it('are never past', () => {
    const evening: Iso = '2026-11-24T12:00:00.000Z';
    expect(snoozeTimes(evening).every(({ until }) => until > evening)).toBe(true);
    expect(names(evening).map(([name]) => name)).toEqual(['twoHours', 'nextWorkday', 'nextMonday']);
  });
});
