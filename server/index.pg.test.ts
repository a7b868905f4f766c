import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from './testing/database.ts';

describe('the server as a process', () => {
  let fresh: FreshDatabase;
  let dataDir = '';
  let started: ChildProcess[] = [];
  beforeAll(async () => {
    fresh = await freshDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'shaodao-index-'));
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    await fresh.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = (env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'index.ts')], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: fresh.url,
        DATA_DIR: dataDir,
        PORT: '0',
        LOG_LEVEL: 'silent',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    let out = '';
    let err = '';
    const ready = Promise.withResolvers<string>();
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const address = /^ready (\S+)$/m.exec(out)?.[1];
      if (address) ready.resolve(address);
    });
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
    return { child, ready: ready.promise, ended };
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says when it is ready, alone on a line, and stops cleanly on %s',
    async (signal) => {
      const server = start();
      const address = await server.ready;
      expect(address).toMatch(/^http:\/\/localhost:\d+$/);
      expect(await (await fetch(`${address}/healthz`)).json()).toMatchObject({ status: 'ok', database: 'postgres' });
      server.child.kill(signal);
      expect(await server.ended).toEqual({ code: 0, out: `ready ${address}\n`, err: '' });
    },
  );

  it('says in words that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, out, err } = await start({ PORT: String(port) }).ended;
    other.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`端口 ${port} 已被.*\\n.*Port ${port} is taken`));
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('says in words which variables are wrong', async () => {
    const { code, err } = await start({ PORT: 'http', SEED: 'all' }).ended;
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(4);
    expect(err).toMatch(/PORT is wrong: it must be a whole number from 0 to 65535/);
  });

  it('stops when asked to while it waits for the database', async () => {
    const server = start({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    await once(server.child.stderr ?? server.child, 'data');
    server.child.kill('SIGTERM');
    const { code, err } = await server.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/does not answer; trying again/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
