import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A child that says where it listens. Killed with us. */
export interface Started {
  pid: number;
  port: number;
  stop: () => Promise<void>;
}

export function startChild(args: readonly string[], env: Record<string, string>, ready: RegExp): Promise<Started> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    let said = '';
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000);
      const port = ready.exec(said)?.[1];
      if (port && child.pid) resolve({ pid: child.pid, port: Number(port), stop: () => stopped(child) });
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** CPU seconds of process trees so far, ended children included (Linux). */
export function cpuSeconds(roots: readonly number[]): number {
  const all = new Map<number, { parent: number; seconds: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
      all.set(Number(name), { parent: fields[1] ?? 0, seconds: (user + system + childUser + childSystem) / 100 });
    } catch {
      // It ended while we looked.
    }
  }
  let total = 0;
  // A root may be a child of another root.
  const seen = new Set<number>();
  const walk = (pid: number): void => {
    if (seen.has(pid)) return;
    seen.add(pid);
    total += all.get(pid)?.seconds ?? 0;
    for (const [child, { parent }] of all) if (parent === pid) walk(child);
  };
  for (const root of roots) walk(root);
  return total;
}
