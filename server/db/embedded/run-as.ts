import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { StartError } from '../../words.ts';

/** PostgreSQL refuses to run as root: then another user of the system runs it. null: run as we are. */
export type RunAs = { uid: number; gid: number; name: string } | null;

export interface Ran {
  /** null: it could not be started at all. */
  code: number | null;
  output: string;
}

/** Runs a program to its end. Never throws: a program that cannot be reached is an answer, too. */
export function run(file: string, args: readonly string[], as: RunAs): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: programEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(as && { uid: as.uid, gid: as.gid }),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Nothing of our own environment reaches the database, passwords least of all. */
export const programEnv: Record<string, string> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.env['SystemRoot'] !== undefined && { SystemRoot: process.env['SystemRoot'] }),
};

/** The user who runs the database: ourselves, or `postgres` when we are root; made where it is missing. */
export async function chooseUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null;
  const known = await userNamed('postgres');
  if (known) return known;
  await run(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    null,
  );
  const made = await userNamed('postgres');
  if (made) return made;
  throw new StartError({
    zh: 'PostgreSQL 不能以 root 运行，也无法建立系统用户 postgres。请先建立该用户（useradd --system postgres），或换一个普通用户来启动。',
    en: 'PostgreSQL does not run as root, and the system user postgres could not be made. Make it (useradd --system postgres), or start as an ordinary user.',
  });
}

async function userNamed(name: string): Promise<RunAs> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** Whether that user can do with a path what `test` asks of it: `-x` pass through or run, `-r` read, `-w` write. */
export async function reaches(as: RunAs, what: '-x' | '-r' | '-w', path: string): Promise<boolean> {
  return (await run('/bin/sh', ['-c', `test ${what} "$0"`, path], as)).code === 0;
}
