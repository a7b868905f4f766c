/**
 * Makes the role of the second wall and lets it read (server/db/read-limits.ts). A role belongs to the whole server of
 * databases, so a user who may not make roles needs help once; until then the first wall stands alone, and the log
 * says what to run.
 */
import pg, { type Pool, type PoolClient } from 'pg';
import { rowKinds } from '../../core/protocol/rows.ts';
import type { Words } from '../words.ts';
import { readerRole } from './read-limits.ts';

/** Everything that is read within limits; nothing else is granted, so a new table is closed until it is listed. */
export const readable: readonly string[] = [
  // Who looked is read by the server alone.
  ...rowKinds.filter((kind) => kind !== 'seen').map((kind) => kind.toLowerCase()),
  'waiting',
  'feed',
  'scope_head',
  'snapshot',
];

/** @returns whether reads have their second wall */
export async function raiseWall(pool: Pool, say: (words: Words) => void): Promise<boolean> {
  const client = await pool.connect();
  try {
    // Another server that starts at the same moment may be in the way of one try.
    for (let tries = 0; tries < 3; tries += 1) {
      if (await isUp(client)) return true;
      await attempt(client, `create role ${readerRole} nologin`);
      await attempt(client, `grant ${readerRole} to current_user`);
      await attempt(client, `grant usage on schema public to ${readerRole}`);
      await attempt(client, `grant select on ${readable.join(', ')} to ${readerRole}`);
    }
    if (await isUp(client)) return true;
    const { rows } = await client.query<{ user: string }>('select current_user as user');
    const remedy = remedyFor(rows[0]?.user ?? '');
    say({
      zh: `数据库用户不能建立角色，读取少了第二道防线（第一道照常）。请让数据库管理员运行一次，然后重启：${remedy}`,
      en: `The database user may not make roles, so reads have no second wall (the first one stands). Let an administrator of the database run this once, then start again: ${remedy}`,
    });
    return false;
  } finally {
    client.release();
  }
}

export const remedyFor = (user: string): string =>
  `create role ${readerRole} nologin; grant ${readerRole} to ${pg.escapeIdentifier(user)};`;

/** Tried, not looked up: what a membership allows differs between versions of PostgreSQL. */
async function isUp(client: PoolClient): Promise<boolean> {
  const tables = readable.map((table) => `'${table}'`).join(', ');
  const found = await attempt(
    client,
    `begin; set local role ${readerRole};
     select bool_and(has_table_privilege(name, 'select') and row_security_active(name)) as "isUp"
       from unnest(array[${tables}]) as name; commit`,
  );
  const results = Array.isArray(found) ? (found as pg.QueryResult<{ isUp: boolean }>[]) : [];
  return results.some(({ rows }) => rows[0]?.isUp === true);
}

/** What may not be done is not done; whether it matters is asked afterwards. Other faults are thrown on. */
async function attempt(client: PoolClient, statements: string): Promise<unknown> {
  try {
    return await client.query(statements);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !expected.has(error.code ?? '')) throw error;
    await client.query('rollback');
    return null;
  }
}

/** Not allowed; no such role; it exists already, also made at the same moment by another server. */
const expected = new Set(['42501', '22023', '42704', '42710', '23505', 'XX000']);
