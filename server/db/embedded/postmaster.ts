/**
 * The life of one PostgreSQL server process over a cluster folder.
 *
 * It is started in a process group of its own, so that Ctrl-C in a terminal reaches us alone and requests can end
 * first. When we are killed with -9 it lives on: the next start finds it by `postmaster.pid` and stops it, and when
 * it was killed itself, waits up to 10 s until its orphaned backends let go of the shared memory. When it dies
 * while we live, it is started again, and again, until `stop`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartError, type Words } from '../../words.ts';
import { program, type Binaries } from './binaries.ts';
import { freeBytes, noRoom } from './folder.ts';
import { programEnv, run, type RunAs } from './run-as.ts';

export interface Cluster {
  binaries: Binaries;
  as: RunAs;
  /** PostgreSQL's own folder. */
  dir: string;
  /** The folder of its socket; null: TCP on the loopback address. */
  socketDir: string | null;
  user: string;
  password: string;
  logPath: string;
  say: (words: Words) => void;
}

interface Address {
  host: string;
  port: number;
}

export interface Postmaster {
  address: Address;
  /** Of the process that runs now. */
  pid: () => number | undefined;
  /** Ends connections and writes everything down. */
  stop: () => Promise<void>;
}

const startWaitMs = 120_000;
const memoryWaitMs = 10_000;

export async function startPostmaster(cluster: Cluster): Promise<Postmaster> {
  await stopOrphan(cluster);
  const address: Address = cluster.socketDir
    ? { host: cluster.socketDir, port: 5432 }
    : { host: '127.0.0.1', port: await freePort() };
  const stopping = new AbortController();
  let child = await launch(cluster, address, stopping.signal);
  let revival: Promise<void> = Promise.resolve();

  const watch = (): void => {
    child.once('exit', () => {
      if (!stopping.signal.aborted) revival = revive();
    });
  };
  const revive = async (): Promise<void> => {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      cluster.say({
        zh: '数据库意外停止，正在重新启动。',
        en: 'The database stopped unexpectedly; starting it again.',
      });
      try {
        child = await launch(cluster, address, stopping.signal);
        watch();
        return;
      } catch (error) {
        cluster.say({ zh: `数据库没有启动：${String(error)}`, en: `The database did not start: ${String(error)}` });
        await sleep(Math.min(10_000, 500 * 2 ** attempt), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  };
  watch();

  return {
    address,
    pid: () => child.pid,
    async stop() {
      stopping.abort();
      await revival;
      await end(child);
    },
  };
}

/** Starts it and waits until it takes connections; while backends of a killed one hold its memory, again. */
async function launch(cluster: Cluster, address: Address, stopping: AbortSignal): Promise<ChildProcess> {
  const until = performance.now() + memoryWaitMs;
  for (;;) {
    const child = await spawnOnce(cluster, address);
    if (await isReady(cluster, address, child)) return child;
    if (stopping.aborted || performance.now() > until) throw await failure(cluster);
    await sleep(250);
  }
}

async function spawnOnce(cluster: Cluster, address: Address): Promise<ChildProcess> {
  const log = await open(cluster.logPath, 'a', 0o600);
  try {
    const child = spawn(program(cluster.binaries, 'postgres'), ['-D', cluster.dir, ...settings(cluster, address)], {
      cwd: '/',
      env: programEnv,
      detached: process.platform !== 'win32',
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      ...(cluster.as && { uid: cluster.as.uid, gid: cluster.as.gid }),
    });
    // A program that cannot be started ends like one that stopped: `isReady` sees that it is not there.
    child.on('error', () => child.emit('exit', null, null));
    return child;
  } finally {
    await log.close();
  }
}

function settings(cluster: Cluster, address: Address): string[] {
  const set: Record<string, string> = {
    listen_addresses: cluster.socketDir ? '' : address.host,
    port: String(address.port),
    unix_socket_directories: cluster.socketDir ?? '',
    max_connections: '50',
    fsync: 'on',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // What people wrote must not stand in a log: no statements, no values of keys.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return Object.entries(set).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function isReady(cluster: Cluster, address: Address, child: ChildProcess): Promise<boolean> {
  const until = performance.now() + startWaitMs;
  const gone = new AbortController();
  if (child.pid === undefined || child.exitCode !== null) gone.abort();
  child.once('exit', () => gone.abort());
  while (!gone.signal.aborted && performance.now() < until) {
    try {
      if (await answers(cluster, address)) return true;
    } catch (error) {
      await end(child);
      throw error;
    }
    await sleep(20);
  }
  if (!gone.signal.aborted) await end(child);
  return false;
}

async function answers(cluster: Cluster, address: Address): Promise<boolean> {
  const { user, password } = cluster;
  const client = new pg.Client({ ...address, user, password, database: 'postgres', connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01') throw passwordLost(cluster);
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, when that takes too long, still loses nothing committed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const waited = AbortSignal.timeout(30_000);
  waited.addEventListener('abort', () => child.kill('SIGQUIT'));
  await gone;
}

async function stopOrphan(cluster: Cluster): Promise<void> {
  const path = join(cluster.dir, 'postmaster.pid');
  const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0]);
  if (!(pid > 0) || !isAlive(pid)) return;
  if (!(await runsHere(pid, cluster.dir))) {
    // The number belongs to another program by now; PostgreSQL would take it for its own and refuse.
    await rm(path, { force: true });
    return;
  }
  cluster.say({
    zh: '上次的数据库还在运行（服务器当时被强行终止），正在停止它。',
    en: 'The database of the last run is still there (the server was killed); stopping it first.',
  });
  const stop = ['stop', '-D', cluster.dir, '-m', 'fast', '-w', '-t', '60'];
  const stopped = await run(program(cluster.binaries, 'pg_ctl'), stop, cluster.as);
  if (stopped.code !== 0 && isAlive(pid)) throw await failure(cluster);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** PostgreSQL works in its cluster's folder. Where the system does not tell, believe the file. */
async function runsHere(pid: number, dir: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return cwd === (await realpath(dir));
}

async function failure(cluster: Cluster): Promise<StartError> {
  const free = await freeBytes(dirname(cluster.dir));
  if (free < 32 * 1024 * 1024) return noRoom(dirname(cluster.dir), free);
  const log = await readFile(cluster.logPath, 'utf8').catch(() => '');
  const last = log.trimEnd().split('\n').slice(-5).join('\n');
  return new StartError({
    zh: `内置数据库没有启动。它的日志 ${cluster.logPath} 最后写道：`,
    en: `The embedded database did not start. Its log ${cluster.logPath} ends with:\n${last}`,
  });
}

const passwordLost = (cluster: Cluster): StartError =>
  new StartError({
    zh: `${join(dirname(cluster.dir), 'database.json')} 里的密码打不开数据库：该文件丢失或被换过。请从备份放回它。`,
    en: `The password in ${join(dirname(cluster.dir), 'database.json')} does not open the database: the file was lost or replaced. Put it back from a backup.`,
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
