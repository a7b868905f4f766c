/**
 * One hash a day over where the lines stood that were added to on it, tied to the day before. It stands in the log and in
 * every backup: whoever rewrites the record with all its hashes would have to change those papers too.
 *
 * A day is closed some minutes after its end, when no transaction of it can be under way any more (db/connect.ts ends
 * those after a minute), and its root then never changes.
 */
import { hash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { isoOf, minuteMs, type Day, type Iso } from '../../core/lib/time.ts';
import { inTransaction } from '../db/transaction.ts';
import type { AuditFault } from './walk.ts';

export interface AuditRoot {
  district: string;
  day: Day;
  lines: number;
  entries: number;
  before: string;
  root: string;
}

const graceMs = 10 * minuteMs;

/** The last day that is closed. */
export const closedDay = (nowMs: number): Day => addDays(dayOf(isoOf(nowMs - graceMs)), -1);

/** Makes the roots that are missing, oldest first. Several servers at once make each once. @returns those made here */
export async function makeAuditRoots(pool: Pool, district: string, nowMs: number): Promise<AuditRoot[]> {
  return inTransaction(pool, async (client) => {
    // The row of the district stands for its roots: whoever comes second waits, and finds them.
    await client.query('select 1 from district where code = $1 for update', [district]);
    const last = await lastRoot(client, district);
    const made: AuditRoot[] = [];
    const days = await daysWithEntries(client, district, last?.day ?? null, closedDay(nowMs));
    for (const day of days) {
      const before = made.at(-1)?.root ?? last?.root ?? '';
      const root = await rootOf(client, district, day, before);
      await client.query(
        `insert into audit_root (district, day, lines, entries, before_root, root, at) values ($1, $2, $3, $4, $5, $6, $7)`,
        [district, day, root.lines, root.entries, root.before, root.root, new Date(nowMs)],
      );
      made.push(root);
    }
    return made;
  });
}

/** Makes every root anew and holds it against what is kept. */
export async function checkAuditRoots(
  client: PoolClient,
  district: string,
): Promise<{ roots: number; fault: AuditFault | null }> {
  const kept = await rootsOf(client, district);
  let before = '';
  let after: Day | null = null;
  for (const [index, one] of kept.entries()) {
    const fault = (line: string, why: AuditFault['why']) => ({ roots: index, fault: { district, line, n: 0, why } });
    // Entries on a day that has no root: the root was taken out.
    const [skipped] = await daysWithEntries(client, district, after, addDays(one.day, -1));
    if (skipped !== undefined) return fault(skipped, 'root-missing');
    const made = await rootOf(client, district, one.day, before);
    if (made.root !== one.root || made.before !== one.before) return fault(one.day, 'root-changed');
    [before, after] = [one.root, one.day];
  }
  return { roots: kept.length, fault: null };
}

export async function rootsOf(client: PoolClient, district: string): Promise<AuditRoot[]> {
  const { rows } = await client.query<AuditRoot>(
    `select district, day, lines, entries, before_root as before, root from audit_root
      where district = $1 order by day`,
    [district],
  );
  return rows;
}

async function lastRoot(client: PoolClient, district: string): Promise<AuditRoot | null> {
  const roots = await client.query<AuditRoot>(
    `select district, day, lines, entries, before_root as before, root from audit_root
      where district = $1 order by day desc limit 1`,
    [district],
  );
  return roots.rows[0] ?? null;
}

/** After one day, up to another, both by the calendar of China. */
async function daysWithEntries(client: PoolClient, district: string, after: Day | null, last: Day): Promise<Day[]> {
  const days: Day[] = [];
  let from: Iso = after === null ? isoOf(0) : startOfDay(addDays(after, 1));
  const end = startOfDay(addDays(last, 1));
  for (;;) {
    const { rows } = await client.query<{ at: Date | null }>(
      'select min(at) as at from audit where district = $1 and at >= $2 and at < $3',
      [district, from, end],
    );
    const at = rows[0]?.at ?? null;
    if (at === null) return days;
    const day = dayOf(isoOf(at.getTime()));
    days.push(day);
    from = startOfDay(addDays(day, 1));
  }
}

async function rootOf(client: PoolClient, district: string, day: Day, before: string): Promise<AuditRoot> {
  const { rows } = await client.query<{ kind: string; id: string; n: number; hash: string; entries: number }>(
    `select distinct on (kind, id) kind, id, n, hash, (count(*) over (partition by kind, id))::int as entries
       from audit where district = $1 and at >= $2 and at < $3 order by kind, id, n desc`,
    [district, startOfDay(day), startOfDay(addDays(day, 1))],
  );
  const entries = rows.reduce((sum, row) => sum + row.entries, 0);
  const ends = rows.map(({ kind, id, n, hash: own }) => [kind, id, n, own]);
  // The database's order of texts depends on its locale.
  const sorted = ends.map((end) => JSON.stringify(end)).toSorted((a, b) => (a < b ? -1 : 1));
  const root = hash('sha256', JSON.stringify([before, district, day, entries, sorted]));
  return { district, day, lines: rows.length, entries, before, root };
}
