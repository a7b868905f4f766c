/**
 * Brings the tables to this version: every migration that is missing, all in one transaction, under the lock of
 * the table that lists them, so that two servers that start at once do it once. What was applied is known by name
 * and by hash: a migration that changed after it ran is noticed here, not later.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg, { type Pool, type PoolClient } from 'pg';
import { StartError } from '../words.ts';
import { withoutLimits } from './connect.ts';

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

/** @throws StartError when the database was made by a newer or another version */
export async function migrate(pool: Pool, now: () => number): Promise<void> {
  const migrations = await readMigrations();
  const client = await pool.connect();
  try {
    await makeList(client);
    await client.query('begin');
    await withoutLimits(client);
    await client.query('lock table migration in exclusive mode');
    const applied = await client.query<{ name: string; hash: string }>(
      'select name, hash from migration order by name',
    );
    check(applied.rows, migrations);
    for (const migration of migrations.slice(applied.rows.length)) {
      for (const statement of migration.sql.split('--> statement-breakpoint')) await client.query(statement);
      await client.query('insert into migration (name, hash, applied_at) values ($1, $2, $3)', [
        migration.name,
        migration.hash,
        new Date(now()),
      ]);
    }
    // Made when the database is new; a phone that knows another epoch knows that this is not what it spoke to.
    await client.query("insert into meta (key, value) values ('epoch', $1) on conflict (key) do nothing", [
      randomUUID(),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function readMigrations(): Promise<Migration[]> {
  const folder = join(import.meta.dirname, 'migrations');
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { idx: number; tag: string }[];
  };
  const names = journal.entries.toSorted((a, b) => a.idx - b.idx).map((entry) => entry.tag);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, `${name}.sql`), 'utf8');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function makeList(client: PoolClient): Promise<void> {
  try {
    await client.query(
      'create table if not exists migration (name text primary key, hash text not null, applied_at timestamptz not null)',
    );
  } catch (error) {
    // Two at once: `if not exists` looks before it locks. The other one made it.
    const isMade = error instanceof pg.DatabaseError && ['23505', '42P07', '42710'].includes(error.code ?? '');
    if (!isMade) throw error;
  }
}

function check(applied: readonly { name: string; hash: string }[], migrations: readonly Migration[]): void {
  for (const [index, one] of applied.entries()) {
    const own = migrations[index];
    if (own?.name === one.name && own.hash === one.hash) continue;
    throw new StartError({
      zh: `数据库是由另一个版本建立的（迁移 ${one.name} 与本版本不符）。请使用那个版本，或更新本程序；演示数据可以换一个新的 DATA_DIR。`,
      en: `The database was made by another version (its migration ${one.name} is not ours). Use that version, or update this one; for demo data name a new DATA_DIR.`,
    });
  }
}
