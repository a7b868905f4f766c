/**
 * G5: what a first sync costs the server, where the snapshot is there: news, the snapshot, news since, each on a connection
 * of its own, by the CPU of server and database. A grid of 300 doors with ten visits each.
 */
import { testUuid } from '../core/testing/builders.ts';
import type { Figure } from './figures.ts';
import { doorOf, gridRow, visitOf, type GeneratedHousehold } from './grid-rows.ts';
import { snapshotReady, startGrid, type GridServer } from './grid-server.ts';
import { ownScope } from './grid-town.ts';
import { getFrom } from './ours.ts';
import { cpuSeconds } from './processes.ts';
import { median } from './statistics.ts';

const syncs = 30;
const rounds = Number(process.env['ROUNDS'] ?? 3);
const doors = 300;
const visitsEach = 10;

const door = (n: number): GeneratedHousehold => ({
  id: testUuid(n),
  address: `和平里南街${n % 9}号院${n % 30}号楼${1 + (n % 6)}单元${1 + (n % 28)}0${1 + (n % 4)}室`,
  head: '陈桂兰',
  phone: `138${String(10_000_000 + n * 7919)}`,
  members: [],
  need: n % 2 === 0 ? 'none' : 'elderly',
  note: '敲门要大声，老人听力不好',
  lastVisit: '2026-10-01',
  dueAt: '2026-12-01',
  updatedAt: '2026-10-01T02:00:00.000Z',
  rev: 1,
});
const visit = (n: number) => ({
  id: testUuid(10_000 + n),
  household: testUuid(n % doors),
  at: '2026-10-01T02:00:00.000Z' as const,
  outcome: 'met' as const,
  note: `电梯频繁停运，高层住户下楼困难（${n}）`,
  updatedAt: '2026-10-01T02:00:05.000Z' as const,
});

export async function firstSync(): Promise<Figure[]> {
  const rows = [
    gridRow(0),
    ...Array.from({ length: doors }, (_, n) => doorOf(door(n), 0, true)),
    ...Array.from({ length: doors * visitsEach }, (_, n) => visitOf(visit(n), 0)),
  ];
  const server = await startGrid([rows]);
  try {
    await snapshotReady(server, ownScope);
    const pids = [server.pid, ...server.extra];
    const run = async (sync: () => Promise<void>): Promise<number> => {
      const before = cpuSeconds(pids);
      for (let i = 0; i < syncs; i++) await sync();
      return (cpuSeconds(pids) - before) / syncs;
    };
    const inPages = async (): Promise<void> => {
      for (let cursor: number | null = null, more = true; more;) {
        const reply = await server.pull(server.port, { cursors: cursor === null ? {} : { [ownScope]: cursor } });
        ({ to: cursor, more } = reply.scopes[ownScope] ?? { to: 0, more: false });
      }
    };
    await run(() => bySnapshot(server));
    const found = { snapshot: [] as number[], pages: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      found.snapshot.push(await run(() => bySnapshot(server)));
      found.pages.push(await run(inPages));
    }
    const [value, pages] = [median(found.snapshot), median(found.pages)];
    return [
      {
        bench: 'G5 first sync: server CPU, snapshot cached',
        value: Number(value.toPrecision(3)),
        unit: 's',
        ratioTo: 'the same in pages, uncompressed',
        ratio: Number((value / pages).toFixed(3)),
        pages: Number(pages.toPrecision(3)),
        runs: rounds,
        rows: rows.length,
      },
    ];
  } finally {
    await server.stop();
  }
}

async function bySnapshot(server: GridServer): Promise<void> {
  const { epoch, scopes } = await server.pull(server.port, { accept: ['snapshot'] });
  const page = scopes[ownScope];
  if (!page?.snapshot) throw new Error('no snapshot was offered');
  const { url } = page.snapshot;
  const status = await getFrom(server.port, url, { 'accept-encoding': 'br' });
  if (status !== 200) throw new Error(`the snapshot answers ${status}`);
  await server.pull(server.port, { epoch, cursors: { [ownScope]: page.to } });
}
