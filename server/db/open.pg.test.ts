import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { makePokes } from '../modules/events/pokes.ts';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { makePgProxy, type PgProxy } from '../testing/pg-proxy.ts';
import { StartError, type Words } from '../words.ts';
import { openDatabase } from './open.ts';

const now = (): number => Date.parse('2026-11-22T00:00:00.000Z');

describe('a database at DATABASE_URL', () => {
  let fresh: FreshDatabase;
  let proxy: PgProxy;
  let dataDir = '';
  const cluster = inject('cluster');
  const urlOf = (changes: Partial<{ password: string; name: string }> = {}): string => {
    const name = changes.name ?? new URL(fresh.url).pathname.slice(1);
    return `postgres://${cluster.user}:${changes.password ?? cluster.password}@127.0.0.1:${proxy.port}/${name}`;
  };

  beforeAll(async () => {
    fresh = await freshDatabase();
    proxy = await makePgProxy(join(cluster.host, `.s.PGSQL.${cluster.port}`));
    dataDir = await mkdtemp(join(tmpdir(), 'shaodao-open-'));
  });
  afterAll(async () => {
    await proxy.down();
    await fresh.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = (databaseUrl: string, say: (words: Words) => void = () => undefined) =>
    openDatabase({ config: { dataDir, databaseUrl }, now, say, retryMs: 20 });

  it('is waited for, with words, when it is down at start', async () => {
    await proxy.down();
    const said: string[] = [];
    const heard = Promise.withResolvers<void>();
    const opening = open(urlOf(), (words) => {
      said.push(words.en);
      heard.resolve();
    });
    await heard.promise;
    expect(said[0]).toMatch(/does not answer; trying again/);
    await proxy.up();
    const { database } = await opening;
    expect(said.at(-1)).toMatch(/is there now/);
    expect(database.kind).toBe('postgres');
    await database.close();
  });

  it('says in words that it does not let us in', async () => {
    await expect(open(urlOf({ password: 'wrong' }))).rejects.toThrow(/does not accept the user or password/);
    await expect(open(urlOf({ name: 'nowhere' }))).rejects.toThrow(StartError);
  });

  it('may go away in the middle: requests are told so, and it comes back by itself', async () => {
    const { database } = await open(urlOf());
    const app = await buildApp({
      config: readConfig({ SEED: 'none' }),
      database,
      dataDir,
      now,
      pokes: makePokes(),
      version: 'test',
      distDir: null,
      demoAccounts: [],
      logger: false,
    });
    const health = () => app.inject({ url: '/healthz' });
    const asked = () => app.inject({ url: '/api/session', headers: { cookie: `shaodao=990106.${'A'.repeat(43)}` } });
    expect((await health()).statusCode).toBe(200);
    expect((await asked()).statusCode).toBe(401);
    await proxy.down();
    for (const reply of [await health(), await asked(), await health()]) {
      expect(reply.statusCode).toBe(503);
      expect(reply.json()).toMatchObject({ code: 'database-away', status: 503 });
      expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(reply.body).not.toMatch(/ECONN|127\.0|terminated/);
    }
    await proxy.up();
    await expect.poll(async () => (await health()).statusCode).toBe(200);
    expect((await asked()).statusCode).toBe(401);
    await app.close();
    await database.close();
  });
});
