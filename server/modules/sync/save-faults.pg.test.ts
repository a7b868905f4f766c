import { beforeEach, describe, expect, it } from 'vitest';
import { testUuid, wang, whistleId } from '../../../core/testing/builders.ts';
import type { PushRequest } from '../../../core/protocol/push.ts';
import { StoreBroken } from './store.ts';
import { pgWorlds, type PgWorld } from './testing/pg-world.ts';
import { deviceId, district, makeWorld, mutation, pushOf, raising, type SyncWorld } from './testing/world.ts';

const worlds = pgWorlds();
let base: PgWorld;
let world: SyncWorld;
beforeEach(async () => {
  base = await worlds();
  world = await makeWorld(base);
  // Stands for whatever the database will not take, and no rule knew of.
  await base.pool.query('alter table whistle drop constraint if exists refused_here');
  await base.pool.query(`alter table whistle add constraint refused_here check ("row"->>'text' <> 'poison')`);
});

const send = (request: PushRequest) => world.sync.push(district, { account: wang.account, isDesk: false }, request);
const whistles = async (): Promise<string[]> =>
  (await base.pool.query<{ id: string }>('select id from whistle order by id')).rows.map(({ id }) => id);
const raise = (n: number, text = `第 ${n} 声`) => mutation(n, 'whistle.raise', raising(n, { text }));

describe('a mutation that the database will not take', () => {
  it('goes to quarantine alone: its own request and its neighbours are applied, and it stays answered', async () => {
    const request = pushOf([raise(1), raise(2), raise(3, 'poison'), raise(4), raise(5)]);
    const other = pushOf([mutation(1, 'whistle.raise', raising(9), { id: testUuid(2_000) })], { device: deviceId(2) });
    const [answer, neighbour] = await Promise.all([send(request), send(other)]);
    if (!answer.ok || !neighbour.ok) throw new Error('not answered');
    expect(answer.reply.results.map((one) => [one.seq, one.outcome])).toEqual([
      [1, 'applied'],
      [2, 'applied'],
      [3, 'refused'],
      [4, 'applied'],
      [5, 'applied'],
    ]);
    expect(answer.reply.results[2]).toMatchObject({ refusal: { code: 'quarantined' } });
    expect(neighbour.reply.results.map(({ outcome }) => outcome)).toEqual(['applied']);
    expect(await whistles()).toEqual([1, 2, 4, 5, 9].map(whistleId));
    const kept = await base.pool.query<{ seq: string; body: string; fault: string }>(
      'select seq, body, fault from quarantine',
    );
    expect(kept.rows).toHaveLength(1);
    expect(kept.rows[0]).toMatchObject({ seq: '3', body: expect.stringContaining('poison') });
    expect(kept.rows[0]?.fault).toContain('23514');
    // Asked again it is answered alike, and nothing is kept a second time.
    const again = await send({ ...request, epoch: answer.reply.epoch });
    if (!again.ok) throw new Error(again.problem.code);
    expect(again.reply.results).toEqual(answer.reply.results.map((one) => ({ ...one, repeated: true })));
    expect((await base.pool.query('select 1 from quarantine')).rows).toHaveLength(1);
  });

  it('does so as the first and the last of a request, and as all of it', async () => {
    const answer = await send(pushOf([raise(1, 'poison'), raise(2), raise(3, 'poison')]));
    if (!answer.ok) throw new Error(answer.problem.code);
    expect(answer.reply.results.map(({ outcome }) => outcome)).toEqual(['refused', 'applied', 'refused']);
    const next = await send(pushOf([raise(4, 'poison')], { epoch: answer.reply.epoch, acked: 3 }));
    expect(next).toMatchObject({ ok: true, reply: { results: [{ seq: 4, refusal: { code: 'quarantined' } }] } });
    expect(await whistles()).toEqual([whistleId(2)]);
  });

  it('is not put away for a fault of the database itself: that is told, and nothing is kept', async () => {
    await base.pool.query('alter table event rename to event_gone');
    try {
      await expect(send(pushOf([raise(1)]))).rejects.toThrow(StoreBroken);
      expect((await base.pool.query('select 1 from quarantine union all select 1 from mutation_result')).rows).toEqual(
        [],
      );
    } finally {
      await base.pool.query('alter table event_gone rename to event');
    }
    expect(await send(pushOf([raise(1)]))).toMatchObject({ ok: true, reply: { results: [{ outcome: 'applied' }] } });
  });
});
