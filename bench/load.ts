/**
 * After a long cut everybody comes back at once. 10,000 phones (`PHONES`), each a connection of its own with 2-20
 * whistles, from `PROCESSES` (2) processes, while a clerk goes on asking for her list. What must hold: no answer 5xx,
 * every whistle there once, memory bounded. The clerk's 95th percentile stands beside that of the idle server.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attachOrOpen } from '../server/db/attach.ts';
import type { Figure } from './figures.ts';
import type { PhonesDone, PhonesJob } from './load-phones.ts';
import { getFrom, startOurs } from './ours.ts';
import { percentile } from './statistics.ts';

const phones = Number(process.env['PHONES'] ?? 10_000);
const processes = Number(process.env['PROCESSES'] ?? 2);
const recordsOf = [2, 20] as const;
const clerkEveryMs = 250;

export async function load(): Promise<Figure[]> {
  const ours = await startOurs();
  try {
    const idleMs = await asking(ours.port, ours.clerkCookie, wait(15_000));
    const before = await whistlesIn(ours.dataDir);
    const memory = watchMemory(ours.pids()[0] ?? 0);
    const start = await readyPhones({ port: ours.port, cookies: ours.cookies, grids: ours.grids, recordsOf });
    const startedAt = performance.now();
    const storm = start();
    const loadedMs = await asking(ours.port, ours.clerkCookie, storm);
    const done = await storm;
    const seconds = (performance.now() - startedAt) / 1000;
    const peakMb = memory.stop();
    const applied = sum(done.map((one) => one.applied));
    const statuses = mergedCounts(done.map((one) => one.statuses));
    const saved = sum(Array.from({ length: phones }, (_, phone) => recordsFor(phone)));
    const lost = saved - ((await whistlesIn(ours.dataDir)) - before);
    const answered = done.flatMap(({ waitsMs }) => waitsMs);
    const failed = sum(Object.entries(statuses).map(([status, count]) => (Number(status) >= 500 ? count : 0)));
    const p95 = (waits: readonly number[]): number => Number(percentile(waits, 0.95).toPrecision(3));
    const plain = { ratioTo: null, ratio: null };
    return [
      {
        bench: 'load: records',
        value: Math.round(applied / seconds),
        unit: 'records/s',
        ...plain,
        phones,
        saved,
        statuses,
      },
      { bench: 'load: answers 5xx', value: failed, unit: 'answers', ...plain },
      { bench: 'load: whistles lost (or twice, below 0)', value: lost, unit: 'whistles', ...plain, applied },
      { bench: 'load: last phone answered', value: Math.round(Math.max(...answered) / 1000), unit: 's', ...plain },
      { bench: 'load: server memory, most', value: peakMb, unit: 'MB', ...plain, before: memory.before },
      {
        bench: "load: a clerk's list, p95",
        value: p95(loadedMs),
        unit: 'ms',
        ratioTo: 'the idle server',
        ratio: Number((p95(loadedMs) / p95(idleMs)).toFixed(2)),
        idle: p95(idleMs),
        asked: loadedMs.length,
      },
    ];
  } finally {
    await ours.stop();
  }
}

const recordsFor = (phone: number): number => recordsOf[0] + (phone % (recordsOf[1] - recordsOf[0] + 1));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function mergedCounts(all: readonly Record<string, number>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [status, count] of all.flatMap((one) => Object.entries(one)))
    counts[status] = (counts[status] ?? 0) + count;
  return counts;
}

/** Every process has made its bodies before the first phone sends. @returns lets them go */
async function readyPhones(job: Omit<PhonesJob, 'from' | 'to'>): Promise<() => Promise<PhonesDone[]>> {
  const share = Math.ceil(phones / processes);
  const children = Array.from({ length: processes }, (_, i) => {
    const child = fork(fileURLToPath(new URL('load-phones.ts', import.meta.url)));
    const ready = new Promise<void>((resolve) => child.once('message', () => resolve()));
    child.send({ ...job, from: i * share, to: Math.min(phones, (i + 1) * share) } satisfies PhonesJob);
    return { child, ready };
  });
  await Promise.all(children.map(({ ready }) => ready));
  const doneOf = ({ child }: (typeof children)[number]): Promise<PhonesDone> =>
    new Promise((resolve, reject) => {
      child.once('message', (done) => resolve(done as PhonesDone));
      child.once('exit', (code) => reject(new Error(`phones ended with ${code}`)));
      child.send('go');
    });
  return () => Promise.all(children.map(doneOf));
}

/** A clerk asks for her list again and again until then. @returns how long each took */
async function asking(port: number, cookie: string, until: Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  const over = new AbortController();
  void until.finally(() => over.abort()).catch(() => undefined);
  while (!over.signal.aborted) {
    const startedAt = performance.now();
    const status = await getFrom(port, '/api/desk/whistles', { cookie });
    if (status !== 200) throw new Error(`the clerk was answered ${status}`);
    waits.push(performance.now() - startedAt);
    await wait(clerkEveryMs);
  }
  return waits;
}

async function whistlesIn(dataDir: string): Promise<number> {
  const { database } = await attachOrOpen({ config: { dataDir, databaseUrl: null }, now: Date.now, say: () => {} });
  const found = await database.reference.query<{ n: string }>('select count(*) as n from whistle');
  await database.close();
  return Number(found.rows[0]?.n);
}

/** The most that the process held, in MB (Linux). */
function watchMemory(pid: number): { before: number; stop: () => number } {
  const now = (): number => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  };
  const before = now();
  let most = before;
  const look = (): void => {
    most = Math.max(most, now());
  };
  const timer = setInterval(look, 200);
  return {
    before,
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
