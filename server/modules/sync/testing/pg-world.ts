import type { Pool } from 'pg';
import { afterAll } from 'vitest';
import { isoOf } from '../../../../core/lib/time.ts';
import { rowKinds } from '../../../../core/protocol/rows.ts';
import { freshDatabase, type FreshDatabase } from '../../../testing/database.ts';
import type { Effect } from '../effect.ts';
import { PgStore } from '../pg-store.ts';
import { district, type StoreWorld } from './world.ts';

export type PgWorld = StoreWorld & { store: PgStore; pool: Pool; fresh: FreshDatabase };

/** One database for the tests of a file, emptied for each: cloning one costs more than the test. */
export function pgWorlds(): () => Promise<PgWorld> {
  let fresh: FreshDatabase | null = null;
  afterAll(() => fresh?.drop());
  return async () => {
    fresh ??= await freshDatabase();
    await empty(fresh.database.poolFor(district));
    return worldIn(fresh);
  };
}

async function empty(pool: Pool): Promise<void> {
  const tables = [...rowKinds, 'device', 'mutation_result', 'scope_head', 'feed', 'audit', 'receipt_counter'];
  const rest = ['quarantine', 'effect', 'notice', 'reminded', 'audit_root', 'media', 'snapshot', 'grant_', 'account'];
  const statements = [...tables, ...rest].map((table) => `delete from ${table}`);
  await pool.query([...statements, `delete from meta where key <> 'epoch'`].join('; '));
  await pool.query(`update meta set value = 'first' where key = 'epoch'`);
}

function worldIn(fresh: FreshDatabase): PgWorld {
  const pool = fresh.database.poolFor(district);
  return {
    fresh,
    pool,
    store: new PgStore(() => pool, fresh.database.isWalled),
    async setAuthor({ account, name, grants }) {
      await pool.query(
        `insert into account (district, id, username, name, password_hash, created_at) values ($1, $2, $2, $3, '', $4)
         on conflict (district, id) do nothing`,
        [district, account, name, new Date(0)],
      );
      await pool.query('delete from grant_ where district = $1 and account = $2', [district, account]);
      for (const { role, area, from, to } of grants)
        await pool.query(
          'insert into grant_ (district, account, role, area, from_at, to_at) values ($1, $2, $3, $4, $5, $6)',
          [district, account, role, area, from, to],
        );
    },
    async effects() {
      const found = await pool.query<Effect & { at: Date }>(
        'select id, kind, payload, at from effect where district = $1 order by id',
        [district],
      );
      return found.rows.map((effect) => ({ ...effect, at: isoOf(effect.at.getTime()) }));
    },
    close: () => Promise.resolve(),
  };
}
