import { describe, expect, it } from 'vitest';
import { makeId } from '../../../../core/lib/id.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import {
  householdId,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistle,
} from '../../../../core/testing/builders.ts';
import type { VisitRow } from '../../../../core/visit/visit.ts';
import type { OutboxRecord } from '../../../local/phone.ts';
import { dayEntries } from './day-record.ts';

const yesterday: Iso = '2026-11-17T02:00:00.000Z';
const visitId = (n: number) => makeId('visit', testUuid(n));
const visit = (n: number, set: Partial<VisitRow> = {}): VisitRow => ({
  id: visitId(n),
  rev: 1,
  grid: testGrid,
  household: householdId(n),
  outcome: 'met',
  note: null,
  needs: [],
  occurredAt: testNow,
  recordedAt: testNow,
  by: wang.account,
  byName: wang.name,
  isAmended: false,
  ...set,
});
const record = (order: number, set: Pick<OutboxRecord, 'type' | 'payload' | 'state'>): OutboxRecord => ({
  id: testUuid(500 + order),
  order,
  base: null,
  expects: null,
  v: 1,
  savedAt: testNow,
  clock: null,
  heldUntil: null,
  seq: null,
  result: null,
  answeredAt: null,
  media: [],
  isGivenUp: false,
  ...set,
});
const day = (set: Partial<Parameters<typeof dayEntries>[0]>) =>
  dayEntries({ account: wang.account, today: '2026-11-18', visits: [], whistles: [], records: [], ...set });

describe('the record of a day', () => {
  it('holds her own visits and whistles of that day, newest first, and nobody else’s', () => {
    const entries = day({
      visits: [
        visit(1, { occurredAt: '2026-11-18T01:00:00.000Z' }),
        visit(2, { by: stranger.account }),
        visit(3, { occurredAt: yesterday }),
      ],
      whistles: [whistle(4), whistle(5, { raisedBy: stranger.account }), whistle(6, { occurredAt: yesterday })],
    });
    expect(entries.map(({ kind, id }) => [kind, id])).toEqual([
      ['whistle', whistle(4).id],
      ['visit', visitId(1)],
    ]);
  });

  it('says received where only the server speaks of it, else what the last record about it says', () => {
    const payload = { visit: visitId(1), household: householdId(1), outcome: 'met', note: null, needs: [] };
    const sent = record(1, { type: 'visit.record', payload, state: 'received' });
    const correction = record(2, { type: 'visit.amend', payload: { ...payload, set: {} }, state: 'waiting' });
    expect(day({ visits: [visit(1)] })[0]?.state).toBe('received');
    expect(day({ visits: [visit(1)], records: [sent] })[0]?.state).toBe('received');
    expect(day({ visits: [visit(1)], records: [correction, sent] })[0]?.state).toBe('waiting');
  });

  it('keeps what was refused in sight, and forgets what was taken back', () => {
    const payload = { visit: visitId(1), household: householdId(1), outcome: 'refused', note: '不方便', needs: [] };
    expect(day({ records: [record(1, { type: 'visit.record', payload, state: 'refused' })] })).toMatchObject([
      { kind: 'visit', state: 'refused', isHere: false, outcome: 'refused', note: '不方便' },
    ]);
    expect(day({ records: [record(1, { type: 'visit.record', payload, state: 'discarded' })] })).toEqual([]);
  });
});
