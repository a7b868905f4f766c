/** Our whole server with rows of a bench in it, and one worker signed in. Its database stays open to the bench. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeId, uuidv7 } from '../core/lib/id.ts';
import type { Scope } from '../core/org/scope.ts';
import type { PullReply, PullRequest } from '../core/protocol/pull.ts';
import type { KindRow } from '../core/protocol/rows.ts';
import { attachOrOpen } from '../server/db/attach.ts';
import type { Database } from '../server/db/database.ts';
import { addAccount } from '../server/modules/session/accounts.ts';
import { loadRows } from '../server/modules/sync/load.ts';
import { PgStore } from '../server/modules/sync/pg-store.ts';
import { benchDistrict, benchWorker } from './grid-town.ts';
import { newFolder, post } from './ours.ts';
import { startChild } from './processes.ts';

export interface GridServer {
  port: number;
  pid: number;
  /** The database's. */
  extra: number[];
  store: PgStore;
  /** Asks for news as a phone does, on a connection of its own. */
  pull: (port: number, request: Partial<PullRequest>) => Promise<PullReply>;
  stop: () => Promise<void>;
}

export async function startGrid(parts: Iterable<readonly KindRow[]>): Promise<GridServer> {
  const dataDir = newFolder();
  const token = `${benchDistrict}.${randomBytes(32).toString('base64url')}`;
  const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const server = await startChild(
    ['--import', here('give-session.ts'), here('../server/index.ts')],
    { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: '', SEED: 'none', LOG_LEVEL: 'error', BENCH_TOKEN: token },
    /^ready http:\/\/[^:]+:(\d+)/m,
  );
  const { database } = await attachOrOpen({ config: { dataDir, databaseUrl: null }, now: Date.now, say: () => {} });
  const store = new PgStore(database.poolFor);
  await signIn(database, token);
  for (const rows of parts) await loadRows(store, benchDistrict, { rows, audit: [] });
  await database.reference.query('analyze');
  const postmaster = Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const device = makeId('device', uuidv7(Date.now(), randomBytes(10)));
  return {
    port: server.port,
    pid: server.pid,
    extra: [postmaster],
    store,
    async pull(port, request) {
      const body: PullRequest = { protocol: 1, epoch: null, device, cursors: {}, ...request };
      const reply = await post(port, '/api/sync/pull', body);
      if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text.slice(0, 200)}`);
      return JSON.parse(reply.text) as PullReply;
    },
    async stop() {
      await database.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function signIn(database: Database, token: string): Promise<void> {
  const district = benchDistrict;
  const { reference } = database;
  await reference.query('insert into district (code, name) values ($1, $1) on conflict do nothing', [district]);
  await addAccount(database, { ...benchWorker, district, passwordHash: '' }, Date.now());
  const hash = createHash('sha256').update(token).digest('base64url');
  const dayMs = 86_400_000;
  await reference.query(
    `insert into session (district, token_hash, account, created_at, ends_at, system)
     values ($1, $2, $3, $4, $5, 'other')`,
    [district, hash, benchWorker.id, new Date(), new Date(Date.now() + 30 * dayMs)],
  );
}

/** Asks as phones do, until the scope's snapshot is there. */
export async function snapshotReady({ pull, port }: GridServer, scope: Scope): Promise<void> {
  for (;;) {
    const { scopes } = await pull(port, { accept: ['snapshot'] });
    if (scopes[scope]?.snapshot) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** One more revision of some rows, as a push leaves them. */
export async function touch(store: PgStore, ids: readonly string[]): Promise<void> {
  const part = 2_000;
  for (let i = 0; i < ids.length; i += part)
    await store.write(benchDistrict, async (tx) => {
      const found = await tx.lockRows(ids.slice(i, i + part).map((id) => ({ kind: 'household' as const, id })));
      const rows = found.map(({ kind, row }) => ({ kind, row: { ...row, rev: row.rev + 1 } }) as KindRow);
      const feed = rows.flatMap(({ kind, row }) =>
        'grid' in row ? [{ scope: `grid:${row.grid}` as const, kind, id: row.id, op: 'put' as const }] : [],
      );
      await tx.save({ devices: [], results: [], audit: [], rows, feed });
    });
}
