/** W4 as a page: what run by bench/w4.ts, one store and one part at a time. */
import { median, percentile } from '../statistics.ts';
import { openDexieRows } from './w4-dexie.ts';
import { openFloor } from './w4-floor.ts';
import { openOurs } from './w4-ours.ts';
import type { Opening, OpenStore } from './w4-store.ts';
import { gridCode, gridOfWorld, visitsOfWorld } from './w4-world.ts';

const stores = { ours: openOurs, floor: openFloor, dexieRows: openDexieRows } satisfies Record<string, OpenStore>;
export type StoreName = keyof typeof stores;

/** Milliseconds that a piece of work took. */
async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Of work that is quicker than the clock's step: the mean of so many turns, median of 9 such means. */
async function timedOften(turns: number, work: () => unknown): Promise<number> {
  const means: number[] = [];
  for (let i = 0; i < 9; i++) {
    const ms = await timed(async () => {
      for (let turn = 0; turn < turns; turn++) await work();
    });
    means.push(ms / turns);
  }
  return median(means);
}

/** Of a large phone, grids that are not asked for hold their doors alone: it would take minutes to fill otherwise. */
async function fill(
  name: StoreName,
  owners: readonly { owner: string; grids: readonly number[] }[],
  kind: 'small' | 'large',
): Promise<void> {
  for (const { owner, grids } of owners) {
    const store = await stores[name]({ owner, grids: grids.length, own: gridCode(0) });
    await store.fill(
      grids.map((n) => (kind === 'small' || n === 0 ? gridOfWorld(n) : { ...gridOfWorld(n), persons: [], needs: [] })),
    );
    await store.close();
  }
}

/** From nothing but the disk to the doors of today. */
async function open(name: StoreName, opening: Opening): Promise<{ openMs: number; due: number }> {
  let due = 0;
  const openMs = await timed(async () => {
    const store = await stores[name](opening);
    due = await store.due();
  });
  return { openMs, due };
}

async function writes(name: StoreName, opening: Opening, saves: number): Promise<Record<string, number>> {
  const store = await stores[name](opening);
  const { households } = gridOfWorld(0);
  await store.due();
  const each: number[] = [];
  for (let i = 0; i < saves; i++) {
    const household = households[(i * 7) % households.length];
    if (household) each.push(await timed(() => store.saveVisit(household)));
  }
  await store.takeVisits(visitsOfWorld('first', households, 1));
  const thousands: number[] = [];
  for (let i = 0; i < 5; i++) {
    const visits = visitsOfWorld(`thousand ${i}`, households, 1_000);
    thousands.push(await timed(() => store.takeVisits(visits)));
  }
  await store.close();
  return {
    saveMs: median(each),
    saveP99Ms: percentile(each, 0.99),
    firstSavesMs: median(each.slice(0, 50)),
    lastSavesMs: median(each.slice(-50)),
    thousandMs: median(thousands),
  };
}

async function questions(name: StoreName, opening: Opening): Promise<Record<string, number>> {
  const store = await stores[name](opening);
  const due = await store.due();
  const names = gridOfWorld(1).households.slice(100, 109);
  const hits: number[] = [];
  const searches: number[] = [];
  for (const { name: words } of names) {
    searches.push(await timedOften(3, () => store.search(words)));
    hits.push(await store.search(words));
  }
  const filtered = await store.filter('livingAlone');
  const filterMs = await timedOften(5, () => store.filter('livingAlone'));
  const found = {
    due,
    filtered,
    filterMs,
    dueMs: await timedOften(10, () => store.due()),
    hits: median(hits),
    searchMs: median(searches),
  };
  await store.close();
  return found;
}

export interface W4Page {
  fill: typeof fill;
  open: typeof open;
  writes: typeof writes;
  questions: typeof questions;
}
globalThis.bench = { fill, open, writes, questions } satisfies W4Page;
