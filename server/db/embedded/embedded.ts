/**
 * The database that comes with the program: a real PostgreSQL from npm, durable, in the data folder.
 *
 * In DATA_DIR: `pg` the cluster, `run` its socket, `database.json` address and password (0600), `postgres.log`,
 * `server.lock`. A cluster is made in `pg.part` and renamed when whole, so a start that was killed leaves nothing
 * half-made behind.
 */
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { StartError, type Words } from '../../words.ts';
import { findBinaries, majorOf, program, type Binaries } from './binaries.ts';
import { claimFolder } from './claim.ts';
import { checkRoom, freeBytes, reachableBinaries, settleDataDir } from './folder.ts';
import { startPostmaster, type Cluster } from './postmaster.ts';
import { chooseUser, run, type RunAs } from './run-as.ts';

export interface Embedded {
  dataDir: string;
  /** What pg connects with. */
  connection: { host: string; port: number; user: string; password: string; database: string };
  /** Of the server process that runs now. */
  pid: () => number | undefined;
  stop: () => Promise<void>;
}

export interface EmbeddedOptions {
  /** DATA_DIR; null: not set. */
  dataDir: string | null;
  say: (words: Words) => void;
  /** Free bytes of a folder's disk; tests hand in a full one. */
  free?: (path: string) => Promise<number>;
}

const owner = 'shaodao';
const databaseName = 'shaodao';
/** A socket's path must fit into the kernel's 108 bytes, its end included. */
const socketPathLimit = 107;

/** @throws StartError in words: closed folder, another server here, no room, another major version, ... */
export async function startEmbedded({
  dataDir: configured,
  say,
  free = freeBytes,
}: EmbeddedOptions): Promise<Embedded> {
  const user = await chooseUser();
  const found = await findBinaries();
  const dataDir = await settleDataDir(configured, user, say);
  const release = await claimFolder(dataDir);
  try {
    const dir = join(dataDir, 'pg');
    const as = await ownerOf(dir, user);
    const binaries = await reachableBinaries(found, as, say);
    await checkVersion(dir, binaries);
    const password = await passwordOf(dataDir);
    if (!(await isThere(dir))) {
      await checkRoom(dataDir, free);
      await makeCluster({ dataDir, dir, as, binaries, password });
    }
    const logPath = join(dataDir, 'postgres.log');
    if (((await stat(logPath).catch(() => null))?.size ?? 0) > 5_000_000) await truncate(logPath);
    const socketDir = await socketFolder(dataDir, as);
    const cluster: Cluster = { binaries, as, dir, socketDir, user: owner, password, logPath, say };
    const postmaster = await startPostmaster(cluster);
    const connection = { ...postmaster.address, user: owner, password, database: databaseName };
    try {
      await makeDatabase(connection);
      await keep(dataDir, connection);
    } catch (error) {
      await postmaster.stop();
      throw error;
    }
    return {
      dataDir,
      connection,
      pid: postmaster.pid,
      async stop() {
        await postmaster.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A cluster is run by whoever owns it: a folder that was begun as another user stays usable for root. */
async function ownerOf(dir: string, user: RunAs): Promise<RunAs> {
  const found = await stat(dir).catch(() => null);
  const me = process.getuid?.();
  if (!found || me === undefined) return user;
  if (me !== 0 && found.uid !== me) {
    throw new StartError({
      zh: `数据库文件夹 ${dir} 属于另一个用户。请用当初的用户（或 root）启动，或用 DATA_DIR 指定另一个文件夹。`,
      en: `The database's folder ${dir} belongs to another user. Start as that user (or root), or name another folder with DATA_DIR.`,
    });
  }
  if (me !== 0 || user === null || found.uid === 0 || found.uid === user.uid) return user;
  return { uid: found.uid, gid: found.gid, name: String(found.uid) };
}

async function checkVersion(dir: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const own = majorOf(binaries.version);
  if (made === '' || made === own) return;
  throw new StartError({
    zh: `${dir} 是 PostgreSQL ${made} 的数据，这里是 ${own}。请用原来的版本备份，再恢复到新的数据文件夹。`,
    en: `${dir} holds data of PostgreSQL ${made}; this is ${own}. Back up with the old version, then restore into a new data folder.`,
  });
}

/** Made once, never shown; lost with its file, the cluster could not be opened by anybody else either. */
async function passwordOf(dataDir: string): Promise<string> {
  const path = join(dataDir, 'database.json');
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null) {
    const { password } = JSON.parse(known) as { password?: unknown };
    if (typeof password === 'string') return password;
  }
  const password = randomBytes(24).toString('base64url');
  await keep(dataDir, { password });
  return password;
}

/** Whole or as before, also when the power goes. */
async function keep(dataDir: string, content: object): Promise<void> {
  const path = join(dataDir, 'database.json');
  await writeFile(`${path}.part`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
}

interface NewCluster {
  dataDir: string;
  dir: string;
  as: RunAs;
  binaries: Binaries;
  password: string;
}

async function makeCluster({ dataDir, dir, as, binaries, password }: NewCluster): Promise<void> {
  const part = `${dir}.part`;
  const passwordFile = join(dataDir, 'initdb.password');
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as) for (const path of [part, passwordFile]) await chown(path, as.uid, as.gid);
  // Locale C orders by bytes, as text does in JavaScript for what we compare; Chinese order is the screens' matter.
  const args = [
    '-D',
    part,
    '-U',
    owner,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  const made = await run(program(binaries, 'initdb'), args, as);
  await rm(passwordFile, { force: true });
  if (made.code !== 0) {
    await rm(part, { recursive: true, force: true });
    await checkRoom(dataDir);
    throw new StartError({
      zh: `内置数据库无法建立：\n${made.output.trim()}`,
      en: 'The embedded database could not be made; PostgreSQL says the above.',
    });
  }
  await rename(part, dir);
}

async function socketFolder(dataDir: string, as: RunAs): Promise<string | null> {
  const dir = join(dataDir, 'run');
  if (process.platform === 'win32' || Buffer.byteLength(join(dir, '.s.PGSQL.5432')) > socketPathLimit) return null;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  if (as) await chown(dir, as.uid, as.gid);
  return dir;
}

async function makeDatabase(connection: Embedded['connection']): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (known.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
