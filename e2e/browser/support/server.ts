import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real server as its own process, on a free port, with its own embedded database and demo town. */
const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunningServer {
  url: string;
  process: ChildProcess;
  dataDir: string;
  stop(): Promise<void>;
}

/** @param env set over what every server of a test gets */
export async function startServer(
  dataDir = newDataDir(),
  port = 0,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const chosen = port || (await freePort());
  const child = spawn(process.execPath, ['server/index.ts'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(chosen),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      SEED: 'demo',
      NODE_ENV: 'test',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child);
  return {
    url: `http://localhost:${chosen}`,
    process: child,
    dataDir,
    stop: () => stopped(child),
  };
}

/** Where the database runs as a user of its own, that user has to get in. */
function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shaodao-e2e-'));
  chmodSync(folder, 0o711);
  return folder;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (/^ready http:/m.test(said)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Starts the town that all journeys share; its address is in SHAODAO_URL. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startServer();
  process.env.SHAODAO_URL = server.url;
  return async () => {
    await server.stop();
    rmSync(server.dataDir, { recursive: true, force: true });
  };
}
