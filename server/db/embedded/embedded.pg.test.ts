import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError, type Words } from '../../words.ts';
import { findBinaries } from './binaries.ts';
import { startEmbedded, type Embedded } from './embedded.ts';
import { reachableBinaries, settleDataDir } from './folder.ts';
import { chooseUser } from './run-as.ts';

/** For others the case does not exist; a test that is skipped would count as one that failed. */
const itAsRoot: (name: string, run: () => Promise<void>) => void = process.getuid?.() === 0 ? it : () => undefined;

const ask = async (embedded: Embedded, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(embedded.connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

const killed = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** Runs still; what the system keeps of an ended process until somebody asks for its end does not. */
const isAlive = async (pid: number): Promise<boolean> =>
  /\) [^ZX]/.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));

describe('the embedded database', () => {
  let dataDir = '';
  let said: string[] = [];
  let running: Embedded[] = [];
  const say = (words: Words): void => void said.push(words.en);

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'shaodao-pg-'));
    await chmod(dataDir, 0o711);
    said = [];
    running = [];
  });
  afterEach(async () => {
    for (const one of running) await one.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (options: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<Embedded> => {
    const started = await startEmbedded({ dataDir, say, ...options });
    running.push(started);
    return started;
  };
  const stop = async (one: Embedded): Promise<void> => {
    running = running.filter((other) => other !== one);
    await one.stop();
  };
  /** A server of its own process, to be killed. */
  const startElsewhere = async (): Promise<{ child: ChildProcess; postmaster: number }> => {
    const script = join(dataDir, 'elsewhere.ts');
    const launcher = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
    await writeFile(
      script,
      `import { startEmbedded } from ${launcher};
       const embedded = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, say: () => {} });
       process.send(embedded.pid());`,
    );
    const child = fork(script, { stdio: 'ignore' });
    const [postmaster] = (await once(child, 'message')) as [number];
    return { child, postmaster };
  };
  it('keeps what was written, durably, its password to itself, and stops without a trace', async () => {
    const first = await start();
    expect(await ask(first, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(first, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    await ask(first, 'create table kept as select 1 as one');
    expect((await stat(join(dataDir, 'database.json'))).mode & 0o077).toBe(0);
    expect((await stat(join(dataDir, 'run'))).mode & 0o077).toBe(0);
    const pid = first.pid();
    await stop(first);
    expect(await isAlive(pid ?? 0)).toBe(false);
    const second = await start();
    expect(await ask(second, 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('says that another server uses the folder', async () => {
    await start();
    const second = start();
    await expect(second).rejects.toThrow(StartError);
    await expect(second).rejects.toThrow(/in use by another server/);
  });

  it('goes on after its server was killed while the database lived on', async () => {
    const { child, postmaster } = await startElsewhere();
    await killed(child);
    expect(await isAlive(postmaster)).toBe(true);
    const next = await start();
    expect(await isAlive(postmaster)).toBe(false);
    expect(said.join()).toContain('still there');
    expect(await ask(next, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('goes on after its server and the database were killed together', async () => {
    const { child, postmaster } = await startElsewhere();
    process.kill(postmaster, 'SIGKILL');
    await killed(child);
    const next = await start();
    expect(await ask(next, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('does not take another program for its database when the number was given away', async () => {
    await stop(await start());
    await writeFile(join(dataDir, 'pg', 'postmaster.pid'), `${process.pid}\n${join(dataDir, 'pg')}\n`);
    const next = await start();
    expect(await ask(next, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts the database again when it dies', async () => {
    const embedded = await start();
    const before = embedded.pid();
    expect(before).toBeDefined();
    process.kill(before ?? 0, 'SIGKILL');
    const answer = () => (embedded.pid() === before ? null : ask(embedded, 'select 1 as one').catch(() => null));
    await expect.poll(answer, { timeout: 30_000 }).toEqual([{ one: 1 }]);
  });

  it('makes the cluster anew after a start that was killed in the middle of it', async () => {
    await mkdir(join(dataDir, 'pg.part', 'half'), { recursive: true });
    expect(await ask(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('uses a port where the path of a socket would be too long', async () => {
    const deep = join(dataDir, 'a'.repeat(50), 'b'.repeat(50));
    await mkdir(deep, { recursive: true, mode: 0o755 });
    const embedded = await start({ dataDir: deep });
    expect(embedded.connection.host).toBe('127.0.0.1');
    expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says that there is no room, before it begins', async () => {
    const full = start({ free: async () => 10_000_000 });
    await expect(full).rejects.toThrow(StartError);
    await expect(full).rejects.toThrow(/No room on the disk.* 10 MB left/);
    await expect(stat(join(dataDir, 'pg'))).rejects.toThrow(/ENOENT/);
  });

  it('says that the data is of another major version', async () => {
    await stop(await start());
    await writeFile(join(dataDir, 'pg', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/holds data of PostgreSQL 17/);
  });

  it('says that the password was lost, and leaves nothing running', async () => {
    await stop(await start());
    await rm(join(dataDir, 'database.json'));
    await expect(start()).rejects.toThrow(/password.*does not open the database/);
    await expect(readFile(join(dataDir, 'pg', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
    await expect(readFile(join(dataDir, 'server.lock'))).rejects.toThrow(/ENOENT/);
  });

  itAsRoot('as root, names the closed folder and the remedy where DATA_DIR was set', async () => {
    await chmod(dataDir, 0o700);
    const inside = start({ dataDir: join(dataDir, 'data') });
    await expect(inside).rejects.toThrow(StartError);
    await expect(inside).rejects.toThrow(new RegExp(`chmod o\\+x ${dataDir},`));
  });

  itAsRoot('as root, opens a DATA_DIR that is empty, its own and closed, and uses it', async () => {
    const own = await mkdtemp(join(dataDir, 'own-'));
    expect((await stat(own)).mode & 0o777).toBe(0o700);
    const embedded = await start({ dataDir: own });
    expect((await stat(own)).mode & 0o777).toBe(0o711);
    expect(said.join()).toContain(`${own} was empty and closed; its mode is 0711 now`);
    expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  itAsRoot('as root, leaves the mode of a closed folder alone that holds something', async () => {
    const own = await mkdtemp(join(dataDir, 'own-'));
    await writeFile(join(own, 'letters.txt'), '');
    await expect(start({ dataDir: own })).rejects.toThrow(new RegExp(`chmod o\\+x ${own},`));
    expect((await stat(own)).mode & 0o777).toBe(0o700);
  });

  itAsRoot('as root, keeps the data elsewhere and says so where DATA_DIR was not set', async () => {
    await chmod(dataDir, 0o700);
    const shared = await mkdtemp(join(tmpdir(), 'shaodao-shared-'));
    await chmod(shared, 0o711);
    const settled = await settleDataDir(null, await chooseUser(), say, { cwd: dataDir, shared });
    expect(settled.startsWith(`${shared}/`)).toBe(true);
    expect(said.join()).toContain(settled);
    expect(await settleDataDir(null, await chooseUser(), say, { cwd: dataDir, shared })).toBe(settled);
    expect(await ask(await start({ dataDir: settled }), 'select 1 as one')).toEqual([{ one: 1 }]);
    for (const one of running.splice(0)) await one.stop();
    await rm(shared, { recursive: true, force: true });
  });

  itAsRoot('as root, copies its programs out of a closed folder once', async () => {
    const as = await chooseUser();
    const found = await findBinaries();
    await chmod(dataDir, 0o700);
    await cp(found.root, join(dataDir, 'native'), { recursive: true, verbatimSymlinks: true });
    const shared = await mkdtemp(join(tmpdir(), 'shaodao-shared-'));
    await chmod(shared, 0o711);
    const closed = { ...found, root: join(dataDir, 'native') };
    const copied = await reachableBinaries(closed, as, say, { cwd: dataDir, shared });
    expect(copied.root).toBe(join(shared, `pg-${found.version}`));
    const { mtimeMs } = await stat(copied.root);
    await sleep(20);
    await reachableBinaries(closed, as, say, { cwd: dataDir, shared });
    expect((await stat(copied.root)).mtimeMs).toBe(mtimeMs);
    await rm(shared, { recursive: true, force: true });
  });
});
