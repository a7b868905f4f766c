/** A database that is there and does not do what it is asked; a disk without room. Real processes, phones that go on sending. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KillableServer } from '../browser/support/killable.ts';
import { Outsider } from '../browser/support/outsider.ts';
import { Pusher } from '../browser/support/pusher.ts';
import { startServer, type RunningServer } from '../browser/support/server.ts';
import { Cluster } from './support/cluster.ts';
import { embeddedConnection, gridOf, makeTown, townPassword, workerOf } from './support/town.ts';

type Sql = (text: string) => Promise<Record<string, unknown>[]>;

interface Health {
  status: number;
  body: { epoch?: string; detail?: string; lately?: { what: string }[] };
}
async function health(url: string): Promise<Health> {
  const reply = await fetch(`${url}/healthz`);
  return { status: reply.status, body: (await reply.json()) as Health['body'] };
}
const lately = async (url: string): Promise<string[]> =>
  ((await health(url)).body.lately ?? []).map(({ what }) => what);

/** A phone that sends all the while. */
async function pusherOf(url: string, n: number): Promise<Pusher> {
  const epoch = (await health(url)).body.epoch ?? '';
  return new Pusher(await Outsider.signIn(url, workerOf(n), townPassword), gridOf(n), epoch);
}

const more = (pusher: Pusher): Promise<void> => {
  const before = pusher.acknowledged.length;
  return expect.poll(() => pusher.acknowledged.length, { timeout: 45_000, interval: 20 }).toBeGreaterThan(before + 2);
};
const held = (pusher: Pusher): Promise<void> => {
  const before = pusher.again;
  return expect.poll(() => pusher.again, { timeout: 45_000, interval: 20 }).toBeGreaterThan(before + 1);
};

/** All that was answered is there, once, in order; nothing was answered otherwise than "come again". */
async function expectWhole(pusher: Pusher, sql: Sql): Promise<void> {
  expect(pusher.surprises).toEqual([]);
  // It goes on meanwhile: what was answered up to here.
  const answered = [...pusher.acknowledged];
  const rows =
    await sql(`select w.id, w.rev, (select string_agg(e."row"->'happening'->>'text', '' order by e."row"->>'order')
      from event e where e.district = w.district and e.whistle = w.id) as said from whistle w`);
  const stands = new Map(rows.map((row) => [row['id'], row]));
  for (const { whistle } of answered) expect(stands.get(whistle)).toEqual({ id: whistle, rev: 3, said: '一二' });
}

describe('a server beside its database', () => {
  let cluster: Cluster;
  let server: RunningServer;
  let pusher: Pusher;
  let running: Promise<void>;
  let n = 0;
  const sql: Sql = (text) => cluster.sql(text);
  beforeAll(async () => {
    cluster = await Cluster.start();
    await makeTown(cluster.connection, 3);
    server = await startServer(undefined, 0, { SEED: 'none', DATABASE_URL: cluster.url() });
  });
  afterAll(async () => {
    await server.stop();
    await cluster.dispose();
  });
  beforeEach(async () => {
    n += 1;
    pusher = await pusherOf(server.url, n);
    running = pusher.run();
    await more(pusher);
  });
  afterEach(async () => {
    pusher.stop();
    await running;
  });

  it('says "come again" while the database only reads, says so in health, and goes on by itself', async () => {
    await sql('alter system set default_transaction_read_only = on');
    await sql('select pg_reload_conf()');
    await held(pusher);
    await expect
      .poll(() => health(server.url))
      .toMatchObject({
        status: 503,
        body: { detail: expect.stringContaining('only reads') },
      });
    const operator = await cluster.client();
    await operator.query('set default_transaction_read_only = off');
    await operator.query('alter system reset default_transaction_read_only');
    await operator.query('select pg_reload_conf()');
    await operator.end();
    await more(pusher);
    expect(await lately(server.url)).toContain('database-read-only');
    await expectWhole(pusher, sql);
  });

  it('says "come again" while the database lets nobody in, and goes on by itself', async () => {
    const taken: pg.Client[] = [];
    const takeAll = async (): Promise<void> => {
      for (;;) {
        const one = await cluster.client().catch(() => null);
        if (!one) return;
        taken.push(one);
      }
    };
    await takeAll();
    // Each time its own are cut, somebody else is quicker.
    await expect
      .poll(
        async () => {
          await taken[0]?.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shaodao'`,
          );
          await takeAll();
          return (await health(server.url)).status;
        },
        { timeout: 30_000, interval: 10 },
      )
      .toBe(503);
    await held(pusher);
    await Promise.all(taken.map((one) => one.end()));
    await more(pusher);
    expect(await lately(server.url)).toContain('database-no-connections');
    await expectWhole(pusher, sql);
  });

  it('is not stopped by a transaction of somebody else that holds what it needs', async () => {
    const other = await cluster.client();
    await other.query('begin');
    await other.query('lock table mutation_result in exclusive mode');
    await held(pusher);
    // What needs none of that is served all the while.
    expect((await health(server.url)).status).toBe(200);
    await other.query('rollback');
    await other.end();
    await more(pusher);
    expect(await lately(server.url)).toContain('database-busy');
    await expectWhole(pusher, sql);
  });
});

describe('a disk without room', () => {
  let place: Small;
  let server: KillableServer;
  afterEach(async () => {
    await server.dispose();
    place.remove();
  });

  it('loses nothing that was answered, and goes on by itself when there is room', async () => {
    place = smallDisk();
    server = await KillableServer.start({ SEED: 'none' }, place.folder);
    const sql: Sql = (text) => server.sql(text);
    await makeTown(embeddedConnection(server.dataDir), 1);
    const pusher = await pusherOf(server.url, 1);
    const running = pusher.run();
    await more(pusher);

    await place.fill(server);
    await held(pusher);
    // It answers, whatever it can say.
    expect([200, 503]).toContain((await health(server.url)).status);
    await place.free(server);
    await more(pusher);
    pusher.stop();
    await running;
    expect((await lately(server.url)).some((what) => what === 'disk-full' || what === 'database-away')).toBe(true);
    await expectWhole(pusher, sql);
  });
});

interface Small {
  folder: string;
  fill: (server: KillableServer) => Promise<void>;
  free: (server: KillableServer) => Promise<void>;
  remove: () => void;
}

/** A tmpfs of its own. Where none can be mounted (not root, a container), the database is told to say that it is full. */
function smallDisk(): Small {
  const folder = mkdtempSync(join(tmpdir(), 'shaodao-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m,mode=711', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    console.warn('no tmpfs can be mounted here: the full disk is played by a trigger that answers as PostgreSQL would');
    return playedDisk(folder);
  }
  const ballast = join(folder, 'ballast');
  return {
    folder: dataFolderIn(folder),
    async fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 64 * 1024));
    },
    async free() {
      rmSync(ballast);
    },
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The database may run as a user of its own, who has to get in. */
function dataFolderIn(folder: string): string {
  chmodSync(folder, 0o711);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o711 });
  return data;
}

function playedDisk(folder: string): Small {
  return {
    folder: dataFolderIn(folder),
    async fill(server) {
      await server.sql(`create function no_room() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
      await server.sql('create trigger no_room before insert on mutation_result execute function no_room()');
    },
    async free(server) {
      await server.sql('drop trigger no_room on mutation_result');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
