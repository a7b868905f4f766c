import { beforeEach, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '../../core/calendar/day.ts';
import { dayMs, isoOf, minuteMs, msOf } from '../../core/lib/time.ts';
import { householdId, testNow, testUuid, wang, whistleId } from '../../core/testing/builders.ts';
import { loadRows } from '../modules/sync/load.ts';
import type { AuditEntry } from '../modules/sync/store.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { district } from '../modules/sync/testing/world.ts';
import { closedDay, makeAuditRoots } from './roots.ts';
import { verifyAudit } from './verify.ts';

const worlds = pgWorlds();
let base: PgWorld;
const firstDay = dayOf(testNow);
/** Noon of some days later, when the days before are closed. */
const laterMs = (days: number): number => msOf(testNow) + days * dayMs;
const entry = (line: AuditEntry['aggregate'], n: number, days: number): AuditEntry => ({
  aggregate: line,
  rev: n,
  mutation: testUuid(n + days),
  type: 'whistle.comment',
  payload: { text: `第 ${n} 句` },
  by: wang.account,
  device: null,
  phoneAt: testNow,
  clockErrorMs: null,
  at: isoOf(laterMs(days)),
});
const line = (n: number) => ({ kind: 'whistle' as const, id: whistleId(n) });
const door = { kind: 'household' as const, id: householdId(1) };

beforeEach(async () => {
  base = await worlds();
  await base.pool.query('insert into district (code, name) values ($1, $1) on conflict do nothing', [district]);
  const days = [
    [entry(line(1), 1, 0), entry(line(2), 1, 0), entry(line(1), 2, 0), entry(door, 1, 0)],
    [entry(line(1), 3, 1)],
    // Nothing on the day after.
    [entry(line(2), 2, 3), entry(door, 2, 3)],
  ];
  for (const audit of days) await loadRows(base.store, district, { rows: [], audit });
  await makeAuditRoots(base.pool, district, laterMs(4));
});

const verify = (known: Parameters<typeof verifyAudit>[1] = []) => verifyAudit(base.pool, known);
const roots = async () =>
  (
    await base.pool.query<{ day: string; root: string; before: string; lines: number; entries: number }>(
      'select day, root, before_root as before, lines, entries from audit_root order by day',
    )
  ).rows;

describe('the roots of the audit', () => {
  it('are one for each day on which something was put on record, tied to the one before', async () => {
    const made = await roots();
    expect(made.map(({ day, lines, entries }) => [day, lines, entries])).toEqual([
      [firstDay, 3, 4],
      [addDays(firstDay, 1), 1, 1],
      [addDays(firstDay, 3), 2, 2],
    ]);
    expect(made.map(({ before }) => before)).toEqual(['', made[0]?.root, made[1]?.root]);
    expect(await makeAuditRoots(base.pool, district, laterMs(4))).toEqual([]);
    expect(await roots()).toEqual(made);
  });

  it('are made once by several servers, and not before the day is over', async () => {
    await base.pool.query('delete from audit_root');
    const runs = await Promise.all([1, 2, 3].map(() => makeAuditRoots(base.pool, district, laterMs(3))));
    expect(runs.flat().map(({ day }) => day)).toEqual([firstDay, addDays(firstDay, 1)]);
    const midnight = msOf(`${addDays(firstDay, 1)}T00:00:00+08:00`);
    expect(closedDay(midnight + 9 * minuteMs)).toBe(addDays(firstDay, -1));
    expect(closedDay(midnight + 10 * minuteMs)).toBe(firstDay);
  });
});

describe('verifying the audit', () => {
  it('finds a record whole that nobody touched', async () => {
    const made = await roots();
    expect(await verify(made.map(({ day, root }) => ({ district, day, root })))).toEqual({
      districts: 1,
      lines: 3,
      entries: 7,
      roots: 3,
      fault: null,
    });
  });

  const named = `whistle ${whistleId(1)}`;
  it.each([
    [
      'a text was changed',
      `update audit set payload = '{"text":"别的"}' where id = '${whistleId(1)}' and n = 2`,
      named,
      2,
      'changed',
    ],
    [
      'a text was made unreadable',
      `update audit set payload = '{' where id = '${whistleId(1)}' and n = 2`,
      named,
      2,
      'changed',
    ],
    [
      'an author was changed',
      `update audit set by_account = 'ac_x' where id = '${whistleId(1)}' and n = 1`,
      named,
      1,
      'changed',
    ],
    [
      'a time was changed',
      `update audit set phone_at = phone_at + interval '1 s' where id = '${whistleId(1)}' and n = 3`,
      named,
      3,
      'changed',
    ],
    ['a hash was changed', `update audit set hash = 'ab' where id = '${whistleId(1)}' and n = 1`, named, 1, 'changed'],
    [
      'an entry was taken out of the middle',
      `delete from audit where id = '${whistleId(1)}' and n = 2`,
      named,
      2,
      'missing',
    ],
    ['a first entry was taken out', `delete from audit where id = '${whistleId(1)}' and n = 1`, named, 1, 'missing'],
    [
      'a last entry was taken out',
      `delete from audit where id = '${whistleId(1)}' and n = 3`,
      addDays(firstDay, 1),
      0,
      'root-changed',
    ],
    ['a whole line was taken out', `delete from audit where id = '${whistleId(2)}'`, firstDay, 0, 'root-changed'],
    [
      'a root was taken out',
      `delete from audit_root where day = '${addDays(firstDay, 1)}'`,
      addDays(firstDay, 1),
      0,
      'root-missing',
    ],
    ['a root was changed', `update audit_root set root = 'ab' where day = '${firstDay}'`, firstDay, 0, 'root-changed'],
  ])('names the first that does not fit when %s', async (_, sql, where, n, why) => {
    await base.pool.query(sql);
    expect((await verify()).fault).toEqual({ district, line: where, n, why });
  });

  it('finds by a root that was kept elsewhere what was rewritten with all its hashes', async () => {
    const kept = (await roots()).map(({ day, root }) => ({ district, day, root }));
    await base.pool.query('delete from audit; delete from audit_root');
    await loadRows(base.store, district, { rows: [], audit: [entry(line(1), 1, 0)] });
    await makeAuditRoots(base.pool, district, laterMs(4));
    expect((await verify()).fault).toBeNull();
    expect((await verify(kept)).fault).toEqual({ district, line: firstDay, n: 0, why: 'root-differs' });
  });
});
