import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { inject } from 'vitest';
import type { Scope } from '../../core/org/scope.ts';
import type { Mask } from '../../core/org/scope.ts';
import { rowKinds } from '../../core/protocol/rows.ts';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { limitsOf, limitSql, readAs, within, type ReadLimits } from './read-limits.ts';
import { inTransaction } from './transaction.ts';
import { raiseWall, readable, remedyFor } from './wall.ts';

const grids = ['990106001001001', '990106001001002', '990106001002001', '990106002001001', '990107001001001'];
const districtOf = (grid: string): string => grid.slice(0, 6);
const none: ReadLimits = { district: '990106', areas: [], needAreas: [], scopes: [] };

describe('the second wall on reads', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
    const pool = fresh.database.reference;
    for (const grid of grids) {
      for (const kind of rowKinds) {
        const id = ['grid', 'area', 'category', 'settings', 'unit'].includes(kind) ? grid : `${kind}-${grid}`;
        await pool.query(`insert into ${kind} (district, id, rev, "row") values ($1, $2, 1, $3)`, [
          districtOf(grid),
          id,
          { grid, community: grid.slice(0, 12), on: { kind: 'household', id: 'x' } },
        ]);
      }
      await pool.query(`insert into conflict (district, id, rev, "row") values ($1, $2, 1, $3)`, [
        districtOf(grid),
        `of-need-${grid}`,
        { grid, on: { kind: 'need', id: 'x' } },
      ]);
      await pool.query(`insert into scope_head (district, scope, head) values ($1, $2, 1)`, [
        districtOf(grid),
        `grid:${grid}`,
      ]);
      for (const mask of ['W', 'C'])
        await pool.query(
          `insert into snapshot (district, scope, mask, epoch, version, rows, bytes, sha256, body)
           values ($1, $2, $3, '', 1, 1, 1, '', '')`,
          [districtOf(grid), `grid:${grid}`, mask],
        );
      await pool.query(
        `insert into feed (district, scope, kind, id, version, op) values ($1, $2, 'grid', $3, 1, 'put')`,
        [districtOf(grid), `grid:${grid}`, grid],
      );
    }
  });
  afterAll(() => fresh.drop());

  /** What a statement that forgot every `where` gives. */
  const everything = (limits: ReadLimits, table: string): Promise<string[]> =>
    readAs(fresh.database.reference, true, limits, async (client) => {
      const { rows } = await client.query<{ text: string }>(`select row_to_json(t)::text as text from ${table} t`);
      return rows.map(({ text }) => grids.find((grid) => text.includes(grid)) ?? text);
    });

  it.each([
    ['a grid', ['990106001001001'], [0]],
    ['a community', ['990106001001'], [0, 1]],
    ['a street', ['990106001'], [0, 1, 2]],
    ['a district', ['990106'], [0, 1, 2, 3]],
    ['a city, district by district', ['990100'], [0, 1, 2, 3]],
    ['two areas', ['990106001002', '990106002'], [2, 3]],
    ['another district', ['990107'], []],
    ['nothing', [], []],
  ] as const)('gives rows of %s and no others, whatever the statement forgot', async (_name, areas, seen) => {
    const limits = { ...none, areas };
    const own = seen.map((at) => grids[at] ?? '');
    for (const kind of rowKinds.filter((one) => one !== 'seen')) {
      const found = await everything(limits, kind);
      if (kind === 'area' || kind === 'category' || kind === 'settings' || kind === 'unit')
        expect(new Set(found.map(districtOf))).toEqual(new Set(['990106']));
      else expect([kind, found.toSorted()]).toEqual([kind, kind === 'need' ? [] : own]);
    }
  });

  it('gives needs, and clashes about them, only where their reasons may be read', async () => {
    const limits = { ...none, areas: ['990106001001'], needAreas: ['990106001001002'] };
    expect(await everything(limits, 'need')).toEqual([grids[1]]);
    expect((await everything(limits, 'conflict')).toSorted()).toEqual([grids[0], grids[1], grids[1]]);
  });

  it('gives feeds and heads of the named scopes', async () => {
    const scopes = new Map<Scope, Mask>([
      ['grid:990106001001001', 'W'],
      ['grid:990106001001002', 'C'],
      ['tenant:990106', 'C'],
    ]);
    const limits = limitsOf('990106', scopes);
    expect(limits).toMatchObject({ areas: grids.slice(0, 2), needAreas: [grids[0]] });
    for (const table of ['feed', 'scope_head'])
      expect((await everything(limits, table)).toSorted()).toEqual(grids.slice(0, 2));
    for (const table of ['feed', 'scope_head']) expect(await everything(none, table)).toEqual([]);
    // Of a grid seen as its community sees it, not the snapshot of its worker.
    expect((await everything(limits, 'snapshot')).toSorted()).toEqual([grids[0], grids[0], grids[1]]);
    expect(await everything(none, 'snapshot')).toEqual([]);
  });

  it('closes every other table, and every change', async () => {
    const { rows } = await fresh.database.reference.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    const open = readable;
    const closed = rows.map(({ name }) => name).filter((name) => !open.includes(name));
    expect(closed).toEqual(
      expect.arrayContaining(['account', 'session', 'audit', 'look', 'login', 'meta', 'device', 'seen']),
    );
    for (const table of closed) await expect(everything(none, table)).rejects.toMatchObject({ code: '42501' });
    for (const table of open)
      await expect(
        readAs(fresh.database.reference, true, { ...none, areas: ['990106'] }, (client) =>
          client.query(`delete from ${table}`),
        ),
      ).rejects.toMatchObject({ code: '42501' });
  });

  it('ends with its part of a transaction, and leaves nothing on the connection', async () => {
    const pool = fresh.database.reference;
    const count = 'select count(*)::int as n from household';
    const counts = await inTransaction(pool, async (client) => {
      const inside = await within(client, true, { ...none, areas: ['990106001001'] }, () => client.query(count));
      return [inside.rows[0].n, (await client.query(count)).rows[0].n];
    });
    expect(counts).toEqual([2, 5]);
    const left = await Promise.all(Array.from({ length: 20 }, () => pool.query(`select current_user::text as who`)));
    expect(left.map(({ rows }) => rows[0].who)).not.toContain('shaodao_reader');
  });

  it('takes only codes for areas, and quotes what it is given', () => {
    expect(() => limitSql(true, { ...none, areas: ["1%' or true --"] })).toThrow('no code');
    expect(() => limitSql(true, { ...none, areas: [''] })).toThrow('no code');
    expect(limitSql(true, { ...none, district: "9'; drop table whistle; --" })).toContain(
      "'9''; drop table whistle; --'",
    );
  });

  it('is missing where the user may not make roles: reads go on, and the words say what to run', async () => {
    const admin = new pg.Client({ ...inject('cluster') });
    await admin.connect();
    const name = `plain_${Math.random().toString(36).slice(2, 10)}`;
    const said: string[] = [];
    await admin.query(`create role ${name} login nocreaterole nosuperuser password 'x'`);
    await admin.query(`create database ${name} owner ${name}`);
    const pool = new pg.Pool({ ...inject('cluster'), user: name, password: 'x', database: name, max: 2 });
    // It is dropped under an idle connection.
    pool.on('error', () => undefined);
    try {
      const tables = readable.map((table) => `create table ${table} (district text, id text)`);
      await pool.query(tables.join('; '));
      for (const table of readable) await pool.query(`alter table ${table} enable row level security`);
      expect(await raiseWall(pool, ({ zh, en }) => said.push(zh, en))).toBe(false);
      expect(said).toHaveLength(2);
      for (const words of said) expect(words).toContain(remedyFor(name));
      // What the words say is enough (the role exists here already).
      await admin.query(remedyFor(name).split('; ')[1] ?? '');
      expect(await raiseWall(pool, ({ en }) => said.push(en))).toBe(true);
      expect(said).toHaveLength(2);
    } finally {
      await pool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    }
  });
});
