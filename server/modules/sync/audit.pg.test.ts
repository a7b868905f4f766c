import { beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../../../core/lib/id.ts';
import type { Mutation, PushRequest } from '../../../core/protocol/push.ts';
import { clerk, householdId, testNow, testUuid, wang, whistleId } from '../../../core/testing/builders.ts';
import { makePhotoLedger } from './photo-ledger.ts';
import { pgWorlds, type PgWorld } from './testing/pg-world.ts';
import { deviceId, district, later, makeWorld, mutation, pushOf, raising, type SyncWorld } from './testing/world.ts';

const worlds = pgWorlds();
let base: PgWorld;
let world: SyncWorld;
beforeEach(async () => {
  base = await worlds();
  world = await makeWorld(base);
});

async function send(mutations: Mutation[], set: Partial<PushRequest> = {}, account = wang.account): Promise<void> {
  const answer = await world.sync.push(district, { account, isDesk: false }, pushOf(mutations, set));
  if (!answer.ok) throw new Error(answer.problem.code);
  expect(answer.reply.results.map(({ outcome }) => outcome)).toEqual(mutations.map(() => 'applied'));
}
const lines = async () =>
  (
    await base.pool.query<{ line: string; n: number; rev: number; type: string }>(
      `select kind || ' ' || id as line, n, rev, type from audit order by kind, id, n`,
    )
  ).rows;

describe('the audit', () => {
  it('puts a visit on record in the line of its household, whose revision it raises', async () => {
    const visiting = (n: number) => ({
      visit: makeId('visit', testUuid(500 + n)),
      household: householdId(1),
      outcome: 'met',
      note: null,
      needs: [],
      next: null,
      occurredAt: testNow,
    });
    await send([mutation(1, 'visit.record', visiting(1)), mutation(2, 'visit.record', visiting(2))]);
    await send(
      [mutation(3, 'visit.amend', { visit: visiting(1).visit, household: householdId(1), set: { note: '改' } })],
      {
        epoch: 'first',
      },
    );
    const line = `household ${householdId(1)}`;
    expect(await lines()).toEqual([
      { line, n: 1, rev: 2, type: 'visit.record' },
      { line, n: 2, rev: 3, type: 'visit.record' },
      { line, n: 3, rev: 4, type: 'visit.amend' },
    ]);
  });

  it('puts a merge on record in the lines of both whistles, and a photo that arrived in its whistle’s', async () => {
    const sha256 = 'ab'.repeat(32);
    await send([
      mutation(1, 'whistle.raise', raising(1)),
      mutation(2, 'whistle.raise', raising(2, { photos: [sha256] })),
    ]);
    await send(
      [mutation(1, 'whistle.merge', { whistle: whistleId(2), into: whistleId(1) }, { id: testUuid(3_000), base: 1 })],
      { device: deviceId(2) },
      clerk.account,
    );
    const ledger = makePhotoLedger({
      store: base.store,
      now: () => Date.parse(testNow),
      sleep: () => Promise.resolve(),
      fraction: () => 0,
      committed: () => undefined,
    });
    await ledger.claim(district, {
      account: wang.account,
      sha256,
      state: 'here',
      type: 'image/jpeg',
      width: 1,
      height: 1,
    });
    expect((await lines()).map(({ line, n, type }) => `${line} ${n} ${type}`)).toEqual([
      `whistle ${whistleId(1)} 1 whistle.raise`,
      `whistle ${whistleId(1)} 2 whistle.merge`,
      `whistle ${whistleId(2)} 1 whistle.raise`,
      `whistle ${whistleId(2)} 2 whistle.merge`,
      `whistle ${whistleId(2)} 3 photo.arrive`,
    ]);
  });

  it('keeps the clock error beside the phone’s time, and what was known of it when a phone does not say', async () => {
    await send([mutation(1, 'whistle.raise', raising(1), { at: later(-3_600_000) })], { sentAt: later(-3_600_000) });
    const { sentAt: _, ...silent } = pushOf([mutation(2, 'whistle.raise', raising(2))], { epoch: 'first' });
    expect(await world.sync.push(district, { account: wang.account, isDesk: false }, silent)).toMatchObject({
      ok: true,
    });
    const errors = await base.pool.query<{ error: string }>('select clock_error_ms as error from audit order by id');
    expect(errors.rows.map(({ error }) => Number(error))).toEqual([-3_600_000, -3_600_000]);
    const device = await base.store.read(district, (tx) => tx.device(deviceId(1)));
    expect(device?.clockErrorMs).toBe(-3_600_000);
  });
});
