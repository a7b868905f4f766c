/**
 * One server per data folder. The claim is a file that names our process; it is made by `link`, which succeeds for
 * one only. A claim whose process is gone (or whose number now belongs to another process: the start time differs)
 * is taken over by moving it away first, so that of two who find it stale only one goes on.
 */
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../words.ts';

/** So long a server that was just told to stop may keep its folder. */
const patienceMs = 5_000;

interface Claim {
  pid: number;
  started: string | null;
}

/** @returns gives the folder back. @throws StartError while another server holds it */
export async function claimFolder(dataDir: string): Promise<() => void> {
  const path = join(dataDir, 'server.lock');
  const own: Claim = { pid: process.pid, started: startOf(process.pid) };
  const draft = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    const until = performance.now() + patienceMs;
    for (;;) {
      if (await linked(draft, path)) return () => rmSync(path, { force: true });
      const holder = await read(path);
      if (holder && isAlive(holder)) {
        if (performance.now() > until) throw inUse(dataDir, holder.pid);
        await sleep(100);
        continue;
      }
      await rename(path, `${draft}.old`).catch(ignoreMissing);
      const moved = await read(`${draft}.old`);
      await rm(`${draft}.old`, { force: true });
      if (moved && isAlive(moved)) throw inUse(dataDir, moved.pid);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<Claim | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const claim = JSON.parse(text) as Partial<Claim>;
    return typeof claim.pid === 'number' ? { pid: claim.pid, started: claim.started ?? null } : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, started }: Claim): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === startOf(pid);
}

/** When a process began, in the kernel's ticks; null where the system does not say, or only its shell is left. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

const inUse = (dataDir: string, pid: number): StartError =>
  new StartError({
    zh: `数据文件夹 ${dataDir} 正被另一个服务器使用（进程 ${pid}）。请先停止它，或用 DATA_DIR 指定另一个文件夹。`,
    en: `The data folder ${dataDir} is in use by another server (process ${pid}). Stop that one first, or name another folder with DATA_DIR.`,
  });
