import { describe, expect, it } from 'vitest';
import { dayMs, isoOf, msOf } from '../../core/lib/time.ts';
import { testNow, testUuid } from '../../core/testing/builders.ts';
import type { OutboxRecord } from '../local/phone.ts';
import { stuckWays } from './stuck.ts';

const record = (set: Partial<OutboxRecord>): OutboxRecord => ({
  id: testUuid(1),
  order: 1,
  type: 'whistle.raise',
  v: 1,
  payload: {},
  base: null,
  expects: null,
  savedAt: testNow,
  clock: null,
  heldUntil: null,
  state: 'waiting',
  seq: null,
  result: null,
  answeredAt: null,
  media: [],
  isGivenUp: false,
  ...set,
});
const none = { again: false, away: false, file: false };
const quarantined = {
  seq: 3,
  id: testUuid(1),
  outcome: 'refused' as const,
  refusal: { code: 'quarantined' as const, detail: '' },
};

describe('what can be done with a record that hangs', () => {
  it('is nothing while it waits for its first chance, or was answered', () => {
    expect(stuckWays(record({}), testNow)).toEqual(none);
    const applied = { ...quarantined, outcome: 'applied' as const, receipt: '261118-00001-1' };
    expect(stuckWays(record({ state: 'received', seq: 3, result: applied }), testNow)).toEqual(none);
  });

  it('is everything once it was tried in vain', () => {
    expect(stuckWays(record({ seq: 3 }), testNow)).toEqual({ again: true, away: true, file: true });
  });

  it('is a file for one that has waited a day without ever leaving', () => {
    expect(stuckWays(record({}), isoOf(msOf(testNow) + 2 * dayMs))).toEqual({ ...none, file: true });
  });

  it('is going again or a file where it was given up, or the server could not read it', () => {
    const ways = { again: true, away: false, file: true };
    expect(stuckWays(record({ state: 'discarded', seq: 3, isGivenUp: true }), testNow)).toEqual(ways);
    expect(stuckWays(record({ state: 'refused', seq: 3, result: quarantined }), testNow)).toEqual(ways);
  });
});
