/**
 * Twelve servers on one database, each pausing before COMMIT so that transactions overlap, backends killed on the
 * way, and readers that follow by cursor all the while.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { msOf } from '../../../core/lib/time.ts';
import type { PushRequest } from '../../../core/protocol/push.ts';
import {
  clerk,
  otherGrid,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistleId,
} from '../../../core/testing/builders.ts';
import { StoreUnavailable, type SyncStore } from './store.ts';
import { serverReportCodes } from './report-codes.ts';
import { makeSync, type Sync } from './sync.ts';
import { pgWorlds, type PgWorld } from './testing/pg-world.ts';
import { deviceId, district, makeWorld, mutation, pullOf, pushOf, raising } from './testing/world.ts';

const worlds = pgWorlds();
const writers = Array.from({ length: 12 }, (_, n) => n + 1);
const batches = [0, 1, 2, 3, 4];
const scopes = [`grid:${testGrid}`, `grid:${otherGrid}`] as const;

/** The store, with an uneven pause between the last statement and COMMIT. */
function pausing(store: SyncStore): SyncStore {
  let turns = 0;
  return {
    read: (code, work) => store.read(code, work),
    write: (code, work) =>
      store.write(code, async (tx) => {
        const value = await work(tx);
        await sleep((++turns * 7) % 13);
        return value;
      }),
  };
}

const serverOn = (store: SyncStore): Sync =>
  makeSync({
    store: pausing(store),
    now: () => msOf(testNow),
    newEpoch: () => 'never',
    sleep: (ms) => sleep(ms),
    searchKeysOf: (name) => `keys of ${name}`,
    reportCodes: serverReportCodes,
    fraction: Math.random,
    log: { warn: () => undefined, error: () => undefined },
    committed: () => undefined,
  });

/** A phone that sends until it is answered, as it was frozen. */
async function sendUntilAnswered(sync: Sync, n: number, request: Omit<PushRequest, 'epoch'>): Promise<number> {
  const account = n % 2 === 0 ? wang.account : stranger.account;
  for (let tries = 1; ; tries++) {
    try {
      const answer = await sync.push(district, { account, isDesk: false }, { ...request, epoch: 'first' });
      if (!answer.ok) throw new Error(answer.problem.code);
      expect(answer.reply.results.map(({ outcome }) => outcome)).toEqual(request.mutations.map(() => 'applied'));
      return tries;
    } catch (fault) {
      if (!(fault instanceof StoreUnavailable) || tries > 50) throw fault;
      await sleep(5);
    }
  }
}

const batchOf = (n: number, batch: number): PushRequest =>
  pushOf(
    [1, 2, 3].map((i) => {
      const seq = batch * 3 + i;
      return mutation(seq, 'whistle.raise', raising(n * 100 + seq, { grid: n % 2 === 0 ? testGrid : otherGrid }), {
        id: testUuid(n * 1000 + seq),
      });
    }),
    { device: deviceId(n) },
  );

/** Follows every scope by cursor until told to stop and nothing is left; what it saw, in order. */
async function follow(world: PgWorld, isOver: () => boolean): Promise<Map<string, string[]>> {
  const sync = serverOn(world.store);
  const seen = new Map<string, string[]>(scopes.map((scope) => [scope, []]));
  const cursors: Record<string, number> = {};
  for (;;) {
    const isLast = isOver();
    const answer = await sync
      .pull(district, clerk.account, pullOf({ device: deviceId(500), cursors }))
      .catch(() => null);
    if (answer === null) continue;
    if (!answer.ok) throw new Error(answer.problem.code);
    for (const scope of scopes) {
      const page = answer.reply.scopes[scope];
      if (!page) throw new Error(`${scope} is missing`);
      seen.get(scope)?.push(...page.changes.map(({ id }) => id));
      cursors[scope] = page.to;
    }
    if (isLast && scopes.every((scope) => answer.reply.scopes[scope]?.more === false)) return seen;
  }
}

async function run(
  world: PgWorld,
  disturb: () => Promise<void>,
): Promise<{ seen: Map<string, string[]>[]; tries: number }> {
  let isOver = false;
  const readers = [1, 2, 3].map(() => follow(world, () => isOver));
  const sending = writers.map(async (n) => {
    const sync = serverOn(world.store);
    let tries = 0;
    for (const batch of batches) tries += await sendUntilAnswered(sync, n, batchOf(n, batch));
    return tries;
  });
  const [tries] = await Promise.all([Promise.all(sending), disturb()]);
  isOver = true;
  return { seen: await Promise.all(readers), tries: tries.reduce((a, b) => a + b, 0) };
}

async function expectWhole(world: PgWorld, seen: Map<string, string[]>[]): Promise<void> {
  const all = writers.flatMap((n) =>
    batches.flatMap((batch) => [1, 2, 3].map((i) => ({ n, id: whistleId(n * 100 + batch * 3 + i) }))),
  );
  for (const reader of seen)
    for (const [parity, scope] of scopes.entries()) {
      const whistles = (reader.get(scope) ?? []).filter((id) => id.startsWith('wh_'));
      expect(whistles.toSorted()).toEqual(
        all
          .filter(({ n }) => n % 2 === parity)
          .map(({ id }) => id)
          .toSorted(),
      );
      // In the order of each phone.
      for (const n of writers.filter((one) => one % 2 === parity)) {
        const own = all.filter((one) => one.n === n).map(({ id }): string => id);
        expect(whistles.filter((id) => own.includes(id))).toEqual(own);
      }
    }
  const results = await world.pool.query<{ seqs: string; receipts: string }>(
    `select count(distinct (device, seq)) as seqs, count(distinct outcome->>'receipt') as receipts
       from mutation_result where district = $1`,
    [district],
  );
  expect(results.rows).toEqual([{ seqs: String(all.length), receipts: String(all.length) }]);
  const doubled = await world.pool.query(
    'select scope, version from feed where district = $1 group by 1, 2 having count(*) > 1',
    [district],
  );
  expect(doubled.rows).toEqual([]);
}

describe('twelve servers that write at the same time', () => {
  it('lose no row to a reader’s cursor, keep each phone’s order, and do everything once', async () => {
    const world = await worlds();
    await makeWorld(world);
    const { seen } = await run(world, () => Promise.resolve());
    await expectWhole(world, seen);
  });

  it('do so too when backends are killed in the middle of their work', async () => {
    const world = await worlds();
    await makeWorld(world);
    let killed = 0;
    const { seen, tries } = await run(world, async () => {
      for (let rounds = 0; rounds < 15; rounds++) {
        await sleep(20);
        const found = await world.pool
          .query<{ killed: boolean }>(
            `select pg_terminate_backend(pid) as killed from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and state like '%transaction%' limit 2`,
          )
          .catch(() => ({ rows: [] }));
        killed += found.rows.filter((row) => row.killed).length;
      }
    });
    expect(killed).toBeGreaterThan(0);
    expect(tries).toBeGreaterThan(writers.length * batches.length);
    await expectWhole(world, seen);
  });
});
