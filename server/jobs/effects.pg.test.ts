import { beforeEach, describe, expect, it } from 'vitest';
import { author, clerk, testGrid, testNow, testUuid, wang, whistleId } from '../../core/testing/builders.ts';
import { isoOf, msOf } from '../../core/lib/time.ts';
import { epochStarted, type Effect } from '../modules/sync/effect.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { deviceId, district, makeWorld, mutation, pushOf, raising } from '../modules/sync/testing/world.ts';
import { deliverEffects, type EffectDeps } from './effects.ts';

const worlds = pgWorlds();
const admin = author(9, 'admin', district);
const gone = author(8, 'admin', district, isoOf(0), isoOf(1));
let base: PgWorld;
beforeEach(async () => {
  base = await worlds();
  for (const one of [admin, gone]) await base.setAuthor(one);
});

const save = (effects: readonly Effect[]) =>
  base.store.write(district, (tx) => tx.save({ devices: [], results: [], rows: [], audit: [], feed: [], effects }));
const epoch = (n: number): Effect => epochStarted(`epoch-${n}`, 'restored', testNow);

function deliver(set: Partial<EffectDeps> = {}) {
  const done: string[] = [];
  const failed: string[] = [];
  const deps: EffectDeps = {
    poolFor: () => base.pool,
    now: () => msOf(testNow),
    done: (_, effect) => done.push(effect.id),
    failed: (_, effect) => failed.push(effect.id),
    ...set,
  };
  return deliverEffects(deps, district).then((count) => ({ count, done, failed }));
}
const notices = async () =>
  (await base.pool.query('select id, account, kind from notice order by id, account')).rows as object[];
const waiting = async (): Promise<number> => (await base.pool.query('select 1 from effect')).rowCount ?? 0;

describe('what follows from a change', () => {
  it('is told once to those whom it concerns, however often it is written and by however many servers', async () => {
    const effects = Array.from({ length: 120 }, (_, n) => epoch(n));
    await save(effects);
    await save(effects.slice(0, 5));
    const runs = await Promise.all([deliver(), deliver(), deliver()]);
    expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(120);
    expect(new Set(runs.flatMap(({ done }) => done)).size).toBe(120);
    const told = await notices();
    expect(told).toHaveLength(120);
    expect(told[0]).toEqual({ id: 'epoch-started:epoch-0', account: admin.account, kind: 'epoch-started' });
    expect(await waiting()).toBe(0);
    // Done, and lost before it was known to be done: written again, it makes nothing new.
    await save(effects.slice(0, 1));
    expect((await deliver()).count).toBe(1);
    expect(await notices()).toHaveLength(120);
  });

  it('goes with the change: a transaction that failed leaves none', async () => {
    await expect(
      base.store.write(district, async (tx) => {
        await tx.save({ devices: [], results: [], rows: [], audit: [], feed: [], effects: [epoch(1)] });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await waiting()).toBe(0);
  });

  it('that fails waits, longer each time, and holds up nobody', async () => {
    await save([epoch(1), epoch(2)]);
    let isBroken = true;
    const carryOut: EffectDeps['carryOut'] = async (client, where, effects) => {
      for (const { id, kind, at } of effects) {
        await client.query(
          `insert into notice (district, id, account, kind, payload, at) values ($1, $2, 'x', $3, '{}', $4)`,
          [where, id, kind, at],
        );
        if (isBroken && id.endsWith('1')) await client.query('select 1 / 0');
      }
      return new Map();
    };
    expect(await deliver({ carryOut })).toEqual({ count: 1, done: [epoch(2).id], failed: [epoch(1).id] });
    // Not due yet.
    expect(await deliver({ carryOut })).toEqual({ count: 0, done: [], failed: [] });
    const later = (ms: number) => ({ carryOut, now: () => msOf(testNow) + ms });
    expect((await deliver(later(5_000))).failed).toEqual([epoch(1).id]);
    isBroken = false;
    expect((await deliver(later(9_000))).count).toBe(0);
    expect((await deliver(later(15_000))).done).toEqual([epoch(1).id]);
  });

  it('tells the sender and the admins of a mutation on which a rule failed', async () => {
    const world = await makeWorld(base, {
      calendar: {
        version: 'broken',
        get years(): never {
          throw new Error('no calendar');
        },
      },
    });
    const answer = await world.sync.push(
      district,
      { account: wang.account, isDesk: false },
      pushOf([mutation(1, 'whistle.raise', raising(1))]),
    );
    expect(answer).toMatchObject({ ok: true, reply: { results: [{ refusal: { code: 'quarantined' } }] } });
    await deliver();
    const id = `mutation-quarantined:${deviceId(1)}:1`;
    expect(await notices()).toEqual(
      [wang.account, admin.account].toSorted().map((account) => ({ id, account, kind: 'mutation-quarantined' })),
    );
    expect((await base.pool.query(`select payload->>'mutation' as id from notice limit 1`)).rows).toEqual([
      { id: testUuid(1_001) },
    ]);
  });

  it('tells the parties of a whistle, by the grants that hold now, and not its author', async () => {
    const world = await makeWorld(base);
    const standIn = author(7, 'community', testGrid.slice(0, 12));
    const former = author(6, 'community', testGrid.slice(0, 12), isoOf(0), isoOf(1));
    for (const one of [standIn, former]) await base.setAuthor(one);
    const answer = await world.sync.push(
      district,
      { account: wang.account, isDesk: false },
      pushOf([mutation(1, 'whistle.raise', raising(1))]),
    );
    expect(answer.ok).toBe(true);
    const told: string[] = [];
    await deliver({ done: (_, __, accounts) => told.push(...accounts) });
    expect(told.toSorted()).toEqual([clerk.account, standIn.account].toSorted());
    const { rows } = await base.pool.query('select distinct whistle, payload from notice');
    expect(rows).toEqual([
      {
        whistle: whistleId(1),
        payload: { name: 'whistle-raised', byName: wang.name, stage: 'community', clock: null },
      },
    ]);
  });

  it("tells where a whistle stands, and not by whom, where the deed is not the reader's", async () => {
    const effect: Effect = {
      id: 'whistle-moved:x',
      kind: 'whistle-moved',
      at: testNow,
      payload: {
        whistle: whistleId(1),
        by: clerk.account,
        byName: clerk.name,
        name: 'decideHandBack',
        stage: 'consulting',
        clock: null,
        tellings: [
          { party: { part: 'reporter', account: wang.account }, what: 'state' },
          { party: { part: 'worker', area: testGrid }, what: 'state' },
        ],
      },
    };
    await base.setAuthor(wang);
    await save([effect]);
    await deliver();
    expect((await base.pool.query('select account, payload from notice')).rows).toEqual([
      { account: wang.account, payload: { name: 'moved', byName: null, stage: 'consulting', clock: null } },
    ]);
  });
});
