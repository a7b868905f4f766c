import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testNow, testUuid, wang } from '../../core/testing/builders.ts';
import type { Mutation, MutationResult } from '../../core/protocol/push.ts';
import { msOf } from '../../core/lib/time.ts';
import { serverReportCodes } from '../modules/sync/report-codes.ts';
import { makeSync, type Sync } from '../modules/sync/sync.ts';
import type { SyncStore } from '../modules/sync/store.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { deviceId, district, makeWorld, mutation, pushOf, raising } from '../modules/sync/testing/world.ts';
import { makeBackup } from './backup.ts';
import { manifestPath, photoListPath, tablePath } from './manifest.ts';
import { restoreBackup } from './restore.ts';

const openFirst = pgWorlds();
const openSecond = pgWorlds();
const nowMs = msOf(testNow);
let first: PgWorld;
let second: PgWorld;
let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shaodao-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  [first, second] = [await openFirst(), await openSecond()];
  dataDir = await mkdtemp(join(folder, 'data-'));
});

const syncOver = (store: SyncStore): Sync =>
  makeSync({
    store,
    now: () => nowMs,
    newEpoch: () => 'never',
    searchKeysOf: (name) => name,
    reportCodes: serverReportCodes,
    sleep: () => Promise.resolve(),
    fraction: () => 0,
    log: { warn: () => undefined, error: () => undefined },
    committed: () => undefined,
  });

/** A phone that keeps what it sent and obeys the server. */
class Phone {
  readonly device: number;
  readonly sent: Mutation[] = [];
  epoch: string | null = null;
  constructor(device: number) {
    this.device = device;
  }

  record(count: number): void {
    for (let i = 0; i < count; i++) {
      const n = this.device * 1_000 + this.sent.length;
      this.sent.push(mutation(this.sent.length + 1, 'whistle.raise', raising(n), { id: testUuid(100_000 + n) }));
    }
  }

  async sendFrom(sync: Sync, after: number): Promise<MutationResult[]> {
    const results: MutationResult[] = [];
    for (let at = after; at < this.sent.length; at += 50) {
      const request = pushOf(this.sent.slice(at, at + 50), { device: deviceId(this.device), epoch: this.epoch });
      const answer = await sync.push(district, { account: wang.account, isDesk: false }, request);
      if (!answer.ok) {
        if (answer.problem.code !== 'epoch-changed') throw new Error(answer.problem.code);
        this.epoch = answer.problem.epoch;
        return this.sendFrom(sync, answer.problem.lastSeq);
      }
      this.epoch = answer.reply.epoch;
      results.push(...answer.reply.results);
    }
    return results;
  }
}

const idsIn = async (world: PgWorld): Promise<string[]> =>
  (await world.pool.query<{ id: string }>('select id from whistle order by id')).rows.map(({ id }) => id);

describe('a backup', () => {
  it('brings a lost server back, and phones return what came after it: all there, once', async () => {
    await makeWorld(first);
    await first.pool.query('insert into district (code, name) values ($1, $1) on conflict do nothing', [district]);
    await second.pool.query('delete from district');
    const sync = syncOver(first.store);
    const phones = [1, 2, 3, 4, 5].map((n) => new Phone(n));
    for (const phone of phones) phone.record(20);
    await Promise.all(phones.map((phone) => phone.sendFrom(sync, 0)));
    await mkdir(join(dataDir, 'photos', 'ab'), { recursive: true });
    await writeFile(join(dataDir, 'photos', 'ab', 'abc.full.jpg'), 'bytes');
    const backup = await makeBackup({ database: first.fresh.database, dataDir, to: folder, nowMs });

    // Five hundred more are answered; then the server is gone.
    for (const phone of phones) phone.record(100);
    await Promise.all(phones.map((phone) => phone.sendFrom(sync, 20)));
    const everything = await idsIn(first);
    expect(everything).toHaveLength(600);

    const newDir = join(dataDir, 'new');
    const restored = await restoreBackup({
      database: second.fresh.database,
      dataDir: newDir,
      from: backup.folder,
      nowMs,
    });
    expect(restored.epoch).not.toBe(backup.manifest.epoch);
    const told = await second.pool.query(
      `select district, payload->>'epoch' as epoch from effect where kind = 'epoch-started'`,
    );
    expect(told.rows).toEqual([{ district, epoch: restored.epoch }]);
    expect(await idsIn(second)).toHaveLength(100);
    expect(await readFile(join(newDir, 'photos', 'ab', 'abc.full.jpg'), 'utf8')).toBe('bytes');

    // A phone that has something new learns of the restore, and sends again from where the server stands.
    const again = syncOver(second.store);
    for (const phone of phones) phone.record(1);
    const answers = await Promise.all(phones.map((phone) => phone.sendFrom(again, 120)));
    expect(answers.flat().every(({ outcome }) => outcome === 'applied')).toBe(true);
    const now = await idsIn(second);
    expect(now).toHaveLength(605);
    expect(everything.every((id) => now.includes(id))).toBe(true);
    const doubled = await second.pool.query(
      'select 1 from whistle where rev > 1 union all select 1 from event where rev > 1',
    );
    expect(doubled.rows).toEqual([]);
  });

  it('carries no session, nor what hangs on one, and can be put back all the same', async () => {
    await makeWorld(first);
    await second.pool.query('delete from district');
    await first.pool.query(
      `insert into session (district, token_hash, account, created_at, ends_at, system)
       values ($1, 'hash', $2, $3, $3, '')`,
      [district, wang.account, new Date(nowMs)],
    );
    await first.pool.query(
      'create table hangs_on_session (district text, of text, foreign key (district, of) references session)',
    );
    await first.pool.query(`insert into hangs_on_session values ($1, 'hash')`, [district]);
    const backup = await makeBackup({ database: first.fresh.database, dataDir, to: folder, nowMs: nowMs + 4_000 });
    await first.pool.query('drop table hangs_on_session; delete from session');
    const names = Object.keys(backup.manifest.tables);
    expect(names.filter((name) => name.includes('session'))).toEqual([]);
    expect(names).toContain('audit');
    await restoreBackup({ database: second.fresh.database, dataDir, from: backup.folder, nowMs });
    expect((await second.pool.query('select 1 from household')).rows).toHaveLength(5);
  });

  it('writes over nothing', async () => {
    await makeWorld(first);
    await makeWorld(second);
    const backup = await makeBackup({ database: first.fresh.database, dataDir, to: folder, nowMs: nowMs + 1_000 });
    await expect(
      restoreBackup({ database: second.fresh.database, dataDir, from: backup.folder, nowMs }),
    ).rejects.toMatchObject({ words: [{ zh: expect.stringContaining('已有数据') }] });
  });

  it.each(['../../../etc/cron.d/x', '/etc/x', 'ab/../../x', 'ab\\..\\x', '..', ''])(
    'whose list of photos leads out of its folder (%j) is refused whole, though every hash fits',
    async (path) => {
      await makeWorld(first);
      const backup = await makeBackup({ database: first.fresh.database, dataDir, to: folder, nowMs: nowMs + 3_000 });
      const list = gzipSync(`${JSON.stringify({ path, bytes: 5, sha256: 'ab'.repeat(32) })}\n`);
      await writeFile(photoListPath(backup.folder), list);
      const sha256 = createHash('sha256').update(list).digest('hex');
      const manifest = { ...backup.manifest, photos: { rows: 1, bytes: list.length, sha256 } };
      await writeFile(manifestPath(backup.folder), JSON.stringify(manifest));
      await expect(
        restoreBackup({ database: second.fresh.database, dataDir, from: backup.folder, nowMs }),
      ).rejects.toMatchObject({ words: [{ zh: expect.stringContaining('photos.ndjson.gz') }] });
      expect((await second.pool.query('select 1 from household')).rows).toEqual([]);
    },
  );

  it('that is damaged or unfinished is refused whole', async () => {
    await makeWorld(first);
    const backup = await makeBackup({ database: first.fresh.database, dataDir, to: folder, nowMs: nowMs + 2_000 });
    const path = tablePath(backup.folder, 'household');
    const bytes = await readFile(path);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const restore = () => restoreBackup({ database: second.fresh.database, dataDir, from: backup.folder, nowMs });
    await expect(restore()).rejects.toMatchObject({ words: [{ zh: expect.stringContaining('household') }] });
    await rm(manifestPath(backup.folder));
    await expect(restore()).rejects.toMatchObject({ words: [{ zh: expect.stringContaining('没有完整的备份') }] });
    expect((await second.pool.query('select 1 from household')).rows).toEqual([]);
  });
});
