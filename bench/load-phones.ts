/**
 * Some of the phones of a load (load.ts), in a process of their own: each sends what it saved on a connection of its own,
 * and again, byte for byte, until it is answered. Started by `fork`; says when it is ready, begins when it is told to.
 */
import { gzipSync } from 'node:zlib';
import type { PushReply } from '../core/protocol/push.ts';
import { postBytes, whistleBatch } from './ours.ts';

export interface PhonesJob {
  port: number;
  cookies: readonly string[];
  grids: readonly string[];
  /** Numbers of the phones. */
  from: number;
  to: number;
  recordsOf: readonly [least: number, most: number];
}

export interface PhonesDone {
  /** Whistles that were answered as applied. */
  applied: number;
  refused: number;
  /** Answers by status, and what came in their stead (`ECONNRESET`). */
  statuses: Record<string, number>;
  /** Until each phone had its answer. */
  waitsMs: number[];
}

interface Sending {
  phone: number;
  bytes: Buffer;
}

const longestTries = 100;
const words = '三单元楼道照明灯不亮已有多日，夜间老人上下楼梯看不清台阶，物业称线路老化需整体更换，居民希望尽快修复。';

process.once('message', (message) => {
  const job = message as PhonesJob;
  const sendings = Array.from({ length: job.to - job.from }, (_, i) => sendingOf(job, job.from + i));
  process.once('message', () => {
    void answer(job, sendings);
  });
  process.send?.('ready');
});

async function answer(job: PhonesJob, sendings: readonly Sending[]): Promise<void> {
  const done = await sendAll(job, sendings);
  process.send?.(done, () => process.exit(0));
}

function sendingOf({ grids, recordsOf: [least, most] }: PhonesJob, phone: number): Sending {
  const records = least + (phone % (most - least + 1));
  const said = Array.from({ length: records }, (_, i) => ({ text: `${words}（${phone}-${i}）` }));
  return { phone, bytes: gzipSync(JSON.stringify(whistleBatch(grids, phone, said))) };
}

async function sendAll({ port, cookies }: PhonesJob, sendings: readonly Sending[]): Promise<PhonesDone> {
  const done: PhonesDone = { applied: 0, refused: 0, statuses: {}, waitsMs: [] };
  const startedAt = performance.now();
  await Promise.all(
    sendings.map(async ({ phone, bytes }) => {
      const cookie = cookies[phone % cookies.length] ?? '';
      for (let tries = 0; tries < longestTries; tries++) {
        const reply = await postBytes(port, '/api/sync/push', bytes, { cookie, 'content-encoding': 'gzip' }).catch(
          (fault: NodeJS.ErrnoException) => ({ status: fault.code ?? fault.message, text: '' }),
        );
        const { status } = reply;
        done.statuses[status] = (done.statuses[status] ?? 0) + 1;
        if (status === 200) {
          const { results } = JSON.parse(reply.text) as PushReply;
          const applied = results.filter(({ outcome }) => outcome === 'applied').length;
          done.applied += applied;
          done.refused += results.length - applied;
          done.waitsMs.push(performance.now() - startedAt);
          return;
        }
        // As a phone does: later, and not all at once.
        await new Promise((resolve) => setTimeout(resolve, (1 + Math.random()) * Math.min(30_000, 1_000 * 2 ** tries)));
      }
    }),
  );
  return done;
}
