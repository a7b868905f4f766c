import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopesHolding } from '../../core/protocol/holding.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { signIn } from '../modules/session/accounts.ts';
import { chained } from '../modules/sync/audit-chain.ts';
import { PgStore } from '../modules/sync/pg-store.ts';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { demoAccounts, seedDemo } from './seed.ts';
import { districtCode } from './town-plan.ts';

const now = Date.UTC(2026, 10, 20, 8, 30);
let fresh: FreshDatabase;
let dataDir: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'shaodao-demo-'));
});
afterAll(async () => {
  await fresh.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const count = async (sql: string): Promise<number> => {
  const found = await fresh.database.poolFor(districtCode).query<{ n: string }>(sql, [districtCode]);
  return Number(found.rows[0]?.n);
};

describe('seeding', () => {
  it('leaves nothing of the town when it fails in the middle, and seeds from the beginning afterwards', async () => {
    const pool = fresh.database.poolFor(districtCode);
    // The ledger of bytes is written last: everything before it must vanish with it.
    await pool.query('alter table media rename to media_away');
    await expect(seedDemo({ database: fresh.database, dataDir, now })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('media') },
    });
    await pool.query('alter table media_away rename to media');
    expect(await count('select count(*) n from district where code = $1')).toBe(0);
    expect(await count('select count(*) n from household where district = $1')).toBe(0);
    expect(await count('select count(*) n from login where district = $1')).toBe(0);
    await seedDemo({ database: fresh.database, dataDir, now });
    expect(await count('select count(*) n from household where district = $1')).toBe(4000);
  }, 240_000);

  it('lets every demo account sign in', async () => {
    for (const { username, password } of demoAccounts().filter((one) => !/\d{2}$/.test(one.username)))
      expect({ username, found: await signIn(fresh.database, username, password, now) }).toMatchObject({
        found: { district: districtCode },
      });
    expect(await signIn(fresh.database, 'wangge', 'another', now)).toBeNull();
  });

  it('gives each account the role and area under which the demo lists it', async () => {
    const pool = fresh.database.poolFor(districtCode);
    const found = await pool.query<{ username: string; role: string; area: string }>(
      `select a.username, g.role, g.area from account a
         join grant_ g on g.district = $1 and g.account = a.id where a.district = $1`,
      [districtCode],
    );
    const byName = (a: { username: string }, b: { username: string }): number => (a.username < b.username ? -1 : 1);
    const listed = demoAccounts().map(({ username, role, area }) => ({ username, role, area }));
    expect(found.rows.toSorted(byName)).toEqual(listed.toSorted(byName));
  });

  it('gives a grid whole by its feed, each row once and under a version of its own', async () => {
    const scope = 'grid:990106001001001';
    const pulled = await new PgStore((district) => fresh.database.poolFor(district)).read(districtCode, async (tx) => {
      const feed = await tx.feed(scope, 0, 100_000);
      return { feed, heads: await tx.heads([scope]), rows: await tx.rows(feed) };
    });
    expect(pulled.heads.get(scope)).toBe(pulled.feed.length);
    expect(pulled.feed.map(({ version }) => version)).toEqual(pulled.feed.map((_, i) => i + 1));
    expect(pulled.rows).toHaveLength(pulled.feed.length);
    const kinds = new Set(pulled.rows.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual([
      'basemap',
      'building',
      'event',
      'grid',
      'household',
      'need',
      'person',
      'photo',
      'reportCode',
      'visit',
      'whistle',
    ]);
    expect(pulled.rows.every((row: KindRow) => scopesHolding(districtCode, row).includes(scope))).toBe(true);
  });

  it('chains the audit of every whistle by hash', async () => {
    const { rows } = await fresh.database.poolFor(districtCode).query(
      `select kind, id, rev, mutation, type, payload, by_account as by, device, phone_at, clock_error_ms, at, hash from audit
        where district = $1 and kind = 'whistle' order by id, n`,
      [districtCode],
    );
    expect(rows.length).toBeGreaterThan(2500);
    const entries = rows.map((row) => ({
      aggregate: { kind: row.kind, id: row.id },
      rev: row.rev,
      mutation: row.mutation,
      type: row.type,
      payload: JSON.parse(row.payload),
      by: row.by,
      device: row.device,
      phoneAt: row.phone_at.toISOString(),
      clockErrorMs: Number(row.clock_error_ms),
      at: row.at.toISOString(),
    }));
    expect(chained(entries, new Map()).map((entry) => entry.hash)).toEqual(rows.map((row) => row.hash));
  });

  it('has the bytes of every photo that a whistle names, and the reporter’s claim on them', async () => {
    const { rows } = await fresh.database
      .poolFor(districtCode)
      .query<{ sha256: string }>('select distinct sha256 from photo where district = $1', [districtCode]);
    expect(rows.length).toBeGreaterThan(40);
    for (const { sha256 } of rows)
      for (const size of ['full', 'thumb'])
        expect(existsSync(join(dataDir, 'photos', sha256.slice(0, 2), `${sha256}.${size}.jpg`))).toBe(true);
    const unclaimed = await count(
      `select count(*) n from photo p join whistle w on w.district = p.district and w.id = p.whistle
        where p.district = $1 and not exists (select from media m
          where m.district = p.district and m.account = w."row"->>'raisedBy' and m.sha256 = p.sha256)`,
    );
    expect(unclaimed).toBe(0);
    expect(await count(`select count(*) n from photo where district = $1 and "row"->>'state' <> 'here'`)).toBe(0);
  });
});
