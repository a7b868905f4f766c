/** Our server as a storm meets it: started on a folder of its own, with workers of the demo town signed in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { makeId, uuidv7 } from '../core/lib/id.ts';
import { isoOf } from '../core/lib/time.ts';
import type { PushReply, PushRequest } from '../core/protocol/push.ts';
import { startChild } from './processes.ts';

export interface System {
  name: string;
  pids: () => number[];
  push: (phone: number, body: PushRequest, way?: Way) => Promise<void>;
  grids: string[];
  stop: () => Promise<void>;
}
/** Another port that leads there (a proxy that counts), and whether the body is compressed, as the phone's is. */
export interface Way {
  port: number;
  isZipped: boolean;
}

/** One POST on a connection of its own, as a phone that just found its network. */
export function post(
  port: number,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  isZipped = false,
): Promise<{ status: number; text: string; cookie: string }> {
  const text = JSON.stringify(body);
  return postBytes(port, path, isZipped ? gzipSync(text) : Buffer.from(text), {
    ...(isZipped && { 'content-encoding': 'gzip' }),
    ...headers,
  });
}

export function postBytes(
  port: number,
  path: string,
  bytes: Buffer,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; cookie: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent: new Agent({ keepAlive: false }),
        headers: {
          'content-type': 'application/json',
          'content-length': bytes.length,
          'x-shaodao': '1',
          ...headers,
        },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            cookie: (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '',
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(bytes);
  });
}

/** A GET on a connection of its own, read to its end. @returns its status */
export const getFrom = (port: number, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (reply) => {
      reply.on('end', () => resolve(reply.statusCode ?? 0)).resume();
    }).on('error', reject);
  });

/** The database runs as a user of its own, who has to get in. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shaodao-bench-'));
  chmodSync(folder, 0o711);
  return folder;
}

export interface Ours extends System {
  port: number;
  dataDir: string;
  /** Of each worker, in the order of `grids`. */
  cookies: string[];
  clerkCookie: string;
}

export async function startOurs(): Promise<Ours> {
  const dataDir = newFolder();
  const server = await startChild(
    [fileURLToPath(new URL('../server/index.ts', import.meta.url))],
    { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: '', SEED: 'demo', LOG_LEVEL: 'error' },
    /^ready http:\/\/[^:]+:(\d+)/m,
  );
  const accounts = (await (await fetch(`http://127.0.0.1:${server.port}/api/demo/accounts`)).json()) as {
    username: string;
    password: string;
    role: string;
    area: string;
  }[];
  const workers = accounts.filter((one) => one.role === 'worker');
  const signedIn = async ({ username, password }: { username: string; password: string }): Promise<string> =>
    (await post(server.port, '/api/session', { username, password })).cookie;
  const cookies = await Promise.all(workers.map(signedIn));
  const clerk = accounts.find((one) => one.role === 'community');
  if (!clerk) throw new Error('the demo has no clerk');
  const postmaster = Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    name: 'shaodao',
    port: server.port,
    dataDir,
    cookies,
    clerkCookie: await signedIn(clerk),
    pids: () => [server.pid, postmaster],
    grids: workers.map(({ area }) => area),
    async push(phone, body, { port, isZipped } = { port: server.port, isZipped: false }) {
      const cookie = cookies[phone % cookies.length] ?? '';
      let reply = await post(port, '/api/sync/push', body, { cookie }, isZipped);
      // Too much is waiting: as a phone does, it comes again, and the wait counts.
      while (reply.status === 429) {
        await sleep(200 + Math.random() * 300);
        reply = await post(port, '/api/sync/push', body, { cookie }, isZipped);
      }
      if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text.slice(0, 200)}`);
      const refused = (JSON.parse(reply.text) as PushReply).results.find((one) => one.outcome === 'refused');
      if (refused) throw new Error(JSON.stringify(refused));
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What one whistle of a batch says; all in one place of the demo's town. */
export interface Said {
  text: string;
}

/** The queued whistles of a phone that never sent before, its n-th worker's. */
export function whistleBatch(grids: readonly string[], phone: number, said: readonly Said[]): PushRequest {
  const now = Date.now();
  const id = (): string => uuidv7(now, randomBytes(10));
  const mutations = said.map(({ text }, index) => ({
    seq: index + 1,
    id: id(),
    type: 'whistle.raise',
    v: 1,
    at: isoOf(now),
    payload: {
      whistle: makeId('whistle', id()),
      grid: grids[phone % grids.length] ?? '',
      category: '0103',
      text,
      emergency: false,
      place: { lng: 118.5, lat: 31.7, accuracy: 12, method: 'gps' as const },
      photos: [],
      household: null,
      occurredAt: isoOf(now),
    },
  }));
  return { protocol: 1, epoch: null, device: makeId('device', id()), sentAt: isoOf(now), mutations };
}
