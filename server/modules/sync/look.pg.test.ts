/** A worker's look at needs over the wire: kept once a day whichever phone tells it, and carried to nobody. */
import { expect, it } from 'vitest';
import { startOfDay } from '../../../core/calendar/day.ts';
import { householdId, wang, testUuid } from '../../../core/testing/builders.ts';
import { pgWorlds } from './testing/pg-world.ts';
import { deviceId, district, later, makeWorld, mutation, pullOf, pushOf } from './testing/world.ts';

const worlds = pgWorlds();

it('is one row a day from two phones, and no feed moves', async () => {
  const base = await worlds();
  const world = await makeWorld(base);
  const day = '2026-11-18' as const;
  const payload = { household: householdId(1), day };
  const look = (n: number, set: object = {}) =>
    mutation(1, 'need.look', { ...payload, ...set }, { id: testUuid(50_000 + n), at: startOfDay(day) });
  const send = (n: number, set: object = {}, epoch: string | null = null) =>
    world.sync.push(
      district,
      { account: wang.account, isDesk: false },
      pushOf([look(n, set)], { device: deviceId(n), epoch, sentAt: world.clock.now }),
    );

  world.pokes.length = 0;
  const first = await send(1);
  expect(first).toMatchObject({ ok: true, reply: { results: [{ outcome: 'applied' }] } });
  world.clock.now = later(60_000);
  expect(await send(2)).toMatchObject({ ok: true, reply: { results: [{ outcome: 'applied' }] } });
  expect(await send(3, { day: '2026-11-17' })).toMatchObject({
    ok: true,
    reply: { results: [{ outcome: 'applied' }] },
  });
  // The same request again, as a phone sends it that did not hear the answer.
  expect(await send(1, {}, 'first')).toMatchObject({ ok: true, reply: { results: [{ repeated: true }] } });
  expect(world.pokes).toEqual([]);

  const { rows } = await base.pool.query(`select "row" from seen where district = $1 order by id`, [district]);
  expect(rows.map(({ row }) => [row.household, row.by, row.on])).toEqual([
    [householdId(1), wang.account, '2026-11-17'],
    [householdId(1), wang.account, '2026-11-18'],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/T\d\d:\d\d/u);

  const pulled = await world.sync.pull(district, wang.account, pullOf({ epoch: 'first', cursors: {} }));
  expect(pulled.ok).toBe(true);
  expect(JSON.stringify(pulled)).not.toContain('"seen"');
});
