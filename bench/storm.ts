/**
 * W1, the reconnect storm: many phones come back at once, each on a new connection with 20 queued whistles, until the
 * durable answer. Ours (sign-in, rights, rules, order, idempotence, feed, audit) beside the floor, in turns.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../server/db/embedded/embedded.ts';
import type { Figure } from './figures.ts';
import { newFolder, post, startOurs, whistleBatch, type System } from './ours.ts';
import { cpuSeconds, startChild } from './processes.ts';
import { median, percentile } from './statistics.ts';

const phones = Number(process.env['PHONES'] ?? 500);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const whistlesEach = 20;

interface Round {
  recordsPerSecond: number;
  p99Ms: number;
  cpuPer1000: number;
}

async function startFloor(grids: string[]): Promise<System> {
  const dataDir = newFolder();
  const cluster = await startEmbedded({ dataDir, say: () => undefined });
  const server = await startChild(
    [fileURLToPath(new URL('floor-server.ts', import.meta.url)), JSON.stringify(cluster.connection)],
    {},
    /^ready (\d+)/m,
  );
  return {
    name: 'floor: PostgreSQL, one transaction per group of waiting batches',
    pids: () => [server.pid, cluster.pid() ?? 0],
    grids,
    async push(_phone, body) {
      const reply = await post(server.port, '/push', body);
      if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text.slice(0, 200)}`);
    },
    async stop() {
      await server.stop();
      await cluster.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const words =
  '三单元楼道照明灯不亮已有多日，夜间老人上下楼梯看不清台阶，已有住户摔倒，物业称线路老化需整体更换，居民希望尽快修复并先设临时照明。';
const said = Array.from({ length: whistlesEach }, (_, index) => ({ text: `${words}（${index}）${words}` }));

async function storms(system: System, count: number): Promise<Round> {
  const bodies = Array.from({ length: count }, (_, phone) => whistleBatch(system.grids, phone, said));
  const cpuBefore = cpuSeconds(system.pids());
  const startedAt = performance.now();
  const waits = await Promise.all(
    bodies.map(async (body, phone) => {
      await system.push(phone, body);
      return performance.now() - startedAt;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const records = count * whistlesEach;
  return {
    recordsPerSecond: records / seconds,
    p99Ms: percentile(waits, 0.99),
    cpuPer1000: ((cpuSeconds(system.pids()) - cpuBefore) / records) * 1000,
  };
}

export async function storm(): Promise<Figure[]> {
  const ours = await startOurs();
  const floor = await startFloor(ours.grids);
  const rows = new Map<System, Round[]>([
    [ours, []],
    [floor, []],
  ]);
  try {
    for (const system of rows.keys()) await storms(system, 20);
    for (let round = 0; round < rounds; round++)
      for (const [system, found] of rows) found.push(await storms(system, phones));
  } finally {
    await ours.stop();
    await floor.stop();
  }
  const of = (system: System, pick: (round: Round) => number): number => median((rows.get(system) ?? []).map(pick));
  const figure = (bench: string, unit: string, pick: (round: Round) => number): Figure => ({
    bench,
    value: Number(of(ours, pick).toPrecision(4)),
    unit,
    ratioTo: floor.name,
    ratio: Number((of(ours, pick) / of(floor, pick)).toFixed(3)),
    floor: Number(of(floor, pick).toPrecision(4)),
    phones,
    rounds,
  });
  return [
    figure('W1 storm: records', 'records/s', (round) => round.recordsPerSecond),
    figure('W1 storm: p99', 'ms', (round) => round.p99Ms),
    figure('W1 storm: server CPU', 's/1000 records', (round) => round.cpuPer1000),
  ];
}
