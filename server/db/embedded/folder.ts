import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartError, type Words } from '../../words.ts';
import { copyBinaries, program, type Binaries } from './binaries.ts';
import { reaches, run, type RunAs } from './run-as.ts';

export interface Places {
  cwd: string;
  /** Where the other user always finds a way, when the project lies in a closed folder such as /root. */
  shared: string;
}

const standardPlaces: Places = { cwd: process.cwd(), shared: '/var/lib/shaodao' };

/** A new cluster takes 60 MB; less than this and it would stop in the middle. */
const roomNeededBytes = 200 * 1024 * 1024;

/** Binaries that `as` can run: those of npm, or a copy of them. */
export async function reachableBinaries(
  binaries: Binaries,
  as: RunAs,
  say: (words: Words) => void,
  { shared }: Places = standardPlaces,
): Promise<Binaries> {
  if (as === null || (await canRun(binaries, as))) return binaries;
  const copy = await copyBinaries(binaries, shared);
  say({
    zh: `用户 ${as.name} 进不了项目文件夹，数据库程序已复制到 ${copy.root}。`,
    en: `The user ${as.name} cannot enter the project's folder: the database programs were copied to ${copy.root}.`,
  });
  if (await canRun(copy, as)) return copy;
  throw new StartError({
    zh: `用户 ${as.name} 也运行不了 ${copy.root} 里的数据库程序。请检查 /var/lib 的权限，或用 DATABASE_URL 指定一个 PostgreSQL。`,
    en: `The user ${as.name} cannot run the database programs in ${copy.root} either. Look at the rights of /var/lib, or name a PostgreSQL with DATABASE_URL.`,
  });
}

async function canRun(binaries: Binaries, as: RunAs): Promise<boolean> {
  const { code } = await run(program(binaries, 'postgres'), ['--version'], as);
  return code === 0 && (await reaches(as, '-r', join(binaries.root, 'share', 'postgresql', 'postgres.bki')));
}

/**
 * The data folder, made if missing and reachable for `as`.
 * @param configured DATA_DIR, or null: `./data`, or a folder under /var/lib where that is closed
 * @throws StartError with the remedy where DATA_DIR was set and is closed, or cannot be made
 */
export async function settleDataDir(
  configured: string | null,
  as: RunAs,
  say: (words: Words) => void,
  places: Places = standardPlaces,
): Promise<string> {
  const wanted = resolve(places.cwd, configured ?? 'data');
  if (configured !== null) {
    await makeFolder(wanted, as);
    await openOwnEmptyFolder(wanted, as, say);
    const closed = await closedFolder(wanted, as);
    if (closed !== null) throw closedWords(wanted, closed, as);
    return wanted;
  }
  const closed = await closedFolder(places.cwd, as);
  if (closed === null) {
    await makeFolder(wanted, as);
    if ((await closedFolder(wanted, as)) === null) return wanted;
  }
  const shared = sharedFolder(wanted, places);
  await makeFolder(shared, as);
  const stillClosed = await closedFolder(shared, as);
  if (stillClosed !== null) throw closedWords(shared, stillClosed, as);
  say({
    zh: `数据存放在 ${shared}：数据库以用户 ${as?.name ?? ''} 运行，进不了 ${closed ?? wanted}。`,
    en: `Data lies in ${shared}: the database runs as the user ${as?.name ?? ''}, who cannot enter ${closed ?? wanted}.`,
  });
  return shared;
}

const sharedFolder = (wanted: string, { shared }: Places): string =>
  join(shared, createHash('sha256').update(wanted).digest('hex').slice(0, 12));

/** Where the data of this setting may lie, without making anything. */
export function possibleDataDirs(configured: string | null, places: Places = standardPlaces): string[] {
  const wanted = resolve(places.cwd, configured ?? 'data');
  return configured === null ? [wanted, sharedFolder(wanted, places)] : [wanted];
}

async function makeFolder(path: string, as: RunAs): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true, mode: as ? 0o711 : 0o700 });
    // The umask may have closed it again; what lies inside has rights of its own.
    if (made !== undefined && as) await chmod(path, 0o711);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw noRoom(path, 0);
    throw new StartError({
      zh: `无法建立数据文件夹 ${path}（${code ?? '未知'}）。请检查权限，或用 DATA_DIR 指定另一个文件夹。`,
      en: `The data folder ${path} cannot be made (${code ?? 'unknown'}). Look at the rights, or name another folder with DATA_DIR.`,
    });
  }
}

/** A folder that was made for us (`mktemp -d`, mode 0700) holds nothing yet that its mode could protect. */
async function openOwnEmptyFolder(path: string, as: RunAs, say: (words: Words) => void): Promise<void> {
  if (as === null || (await reaches(as, '-x', path)) || !(await reaches(as, '-x', dirname(path)))) return;
  const { uid } = await stat(path);
  if (uid !== process.getuid?.() || (await readdir(path)).length > 0) return;
  await chmod(path, 0o711);
  say({
    zh: `数据文件夹 ${path} 是空的且只有您能进，已改为 0711：数据库以用户 ${as.name} 运行，要能经过它。`,
    en: `The data folder ${path} was empty and closed; its mode is 0711 now: the database runs as the user ${as.name}, who has to pass through it.`,
  });
}

/** The uppermost folder on the way that `as` cannot pass through; null: the way is open. */
async function closedFolder(path: string, as: RunAs): Promise<string | null> {
  if (as === null) return null;
  if (await reaches(as, '-x', path)) return null;
  const above = dirname(path);
  return above === path ? path : ((await closedFolder(above, as)) ?? path);
}

const closedWords = (dataDir: string, closed: string, as: RunAs): StartError =>
  new StartError({
    zh: `数据库以用户 ${as?.name ?? ''} 运行，进不了 ${closed}，因此用不了 DATA_DIR=${dataDir}。请运行 chmod o+x ${closed}，或把 DATA_DIR 设为别的文件夹（例如 ${standardPlaces.shared}/data）。`,
    en: `The database runs as the user ${as?.name ?? ''}, who cannot enter ${closed}, so DATA_DIR=${dataDir} cannot be used. Run chmod o+x ${closed}, or set DATA_DIR to another folder (such as ${standardPlaces.shared}/data).`,
  });

export const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};

/** @throws StartError when a new database would not fit */
export async function checkRoom(path: string, free: (path: string) => Promise<number> = freeBytes): Promise<void> {
  const bytes = await free(path);
  if (bytes < roomNeededBytes) throw noRoom(path, bytes);
}

export const noRoom = (path: string, bytes: number): StartError =>
  new StartError({
    zh: `磁盘没有空间了：${path} 只剩 ${Math.floor(bytes / 1e6)} MB，新数据库需要 200 MB。请腾出空间，或用 DATA_DIR 指定另一块磁盘。`,
    en: `No room on the disk: ${path} has ${Math.floor(bytes / 1e6)} MB left, a new database needs 200 MB. Make room, or name a folder on another disk with DATA_DIR.`,
  });
