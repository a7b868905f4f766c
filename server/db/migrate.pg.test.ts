import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { StartError } from '../words.ts';
import { migrate } from './migrate.ts';

const now = (): number => Date.parse('2026-11-22T00:00:00.000Z');

describe('migrate', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterAll(() => fresh.drop());

  it('keeps the epoch when it runs again', async () => {
    const before = await fresh.database.epoch();
    await migrate(fresh.database.reference, now);
    expect(await fresh.database.epoch()).toBe(before);
  });

  it('does its work once when servers start at the same time on an empty database', async () => {
    const pool = fresh.database.reference;
    await pool.query('drop schema public cascade; create schema public');
    await Promise.all([1, 2, 3, 4].map(() => migrate(pool, now)));
    const listed = await pool.query('select name from migration');
    expect(new Set(listed.rows.map((row) => row.name)).size).toBe(listed.rows.length);
    expect(await fresh.database.epoch()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('puts the district first in every key of a table that is not a reference table, and uses no sequence', async () => {
    const pool = fresh.database.reference;
    const reference = ['meta', 'district', 'login', 'migration'];
    const keys = await pool.query<{ table: string; first: string }>(
      `select t.relname as table, a.attname as first
         from pg_constraint c join pg_class t on t.oid = c.conrelid
         join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
        where c.contype in ('p', 'u', 'f') and t.relnamespace = 'public'::regnamespace`,
    );
    expect(keys.rows.filter((key) => !reference.includes(key.table) && key.first !== 'district')).toEqual([]);
    const without = await pool.query(
      `select relname from pg_class t where relkind = 'r' and relnamespace = 'public'::regnamespace
          and not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'p')`,
    );
    expect(without.rows).toEqual([]);
    const others = await pool.query(
      `select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
       union all select tgname from pg_trigger where not tgisinternal`,
    );
    expect(others.rows).toEqual([]);
  });

  it('says in words that the database is of another version', async () => {
    await fresh.database.reference.query("update migration set hash = 'other'");
    await expect(migrate(fresh.database.reference, now)).rejects.toThrow(StartError);
  });
});
