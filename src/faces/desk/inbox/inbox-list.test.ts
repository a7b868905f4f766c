import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../../core/calendar/workdays.ts';
import { whistle as builtWhistle } from '../../../../core/testing/builders.ts';
import { startClock } from '../../../../core/whistle/clock.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { WhistleStage } from '../../../../core/whistle/stage.ts';
import { countsOf, folded, inboxOf, type InboxFilter, type IsAside } from './inbox-list.ts';

const grid = '990106001001001';
const everything: InboxFilter = { part: 'all', grid: null, query: '' };

function whistle(name: string, stage: WhistleStage, raisedAt: WhistleRow['raisedAt'], given: Partial<WhistleRow> = {}) {
  const clocks = stage === 'community' ? [startClock('answer', { workdays: 1 }, raisedAt, shippedCalendar)] : [];
  return builtWhistle(1, {
    id: `wh_${name}`,
    grid,
    stage,
    text: null,
    raisedAt,
    occurredAt: raisedAt,
    raisedByName: '林',
    clocks,
    ...given,
  });
}

const older = whistle('older', 'community', '2026-11-17T01:00:00.000Z', { text: '三号楼 路灯不亮' });
const newer = whistle('newer', 'community', '2026-11-19T01:00:00.000Z', { grid: '990106001001002' });
const street = whistle('street', 'street', '2026-11-18T01:00:00.000Z');
const settledLong = whistle('settledLong', 'settled', '2026-11-01T01:00:00.000Z');
const settledNow = whistle('settledNow', 'settled', '2026-11-20T01:00:00.000Z');
const all = [settledLong, newer, street, older, settledNow];
const textOf = (row: WhistleRow) => `${row.text ?? ''} ${row.raisedByName}`;
const never = () => false;
const ids = (filter: Partial<InboxFilter>, isAside: IsAside = never) =>
  inboxOf(all, { ...everything, ...filter }, textOf, isAside).map(({ id }) => id);

describe('the inbox', () => {
  it('puts what ends first in front, then the newest of what has no clock', () => {
    expect(ids({})).toEqual(['wh_older', 'wh_newer', 'wh_settledNow', 'wh_street', 'wh_settledLong']);
  });

  it('shows its parts apart', () => {
    expect(ids({ part: 'open' })).toEqual(['wh_older', 'wh_newer']);
    expect(ids({ part: 'street' })).toEqual(['wh_street']);
    expect(ids({ part: 'ended' })).toEqual(['wh_settledNow', 'wh_settledLong']);
  });

  it('keeps to one grid', () => {
    expect(ids({ grid: '990106001001002' })).toEqual(['wh_newer']);
  });

  it('finds by words whatever their width, case and spaces', () => {
    expect(ids({ query: '三号楼路灯' })).toEqual(['wh_older']);
    expect(ids({ query: '没有的话' })).toEqual([]);
    expect(folded('Ａ 3栋')).toBe('a3栋');
  });

  it('counts each part, within a grid where one is chosen', () => {
    expect(countsOf(all, null, never)).toEqual({ open: 2, own: 0, snoozed: 0, street: 1, ended: 2, all: 5 });
    expect(countsOf(all, '990106001001002', never)).toEqual({
      open: 1,
      own: 0,
      snoozed: 0,
      street: 0,
      ended: 0,
      all: 1,
    });
  });

  it('leaves out what she put aside, and shows it in a part of its own', () => {
    const isAside = (id: string) => id === 'wh_older' || id === 'wh_settledNow';
    expect(ids({ part: 'open' }, isAside)).toEqual(['wh_newer']);
    expect(ids({ part: 'snoozed' }, isAside)).toEqual(['wh_older']);
    expect(ids({ part: 'all' }, isAside)).toHaveLength(5);
    expect(countsOf(all, null, isAside)).toMatchObject({ open: 1, snoozed: 1, ended: 2 });
  });
});
