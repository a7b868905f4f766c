import { describe, expect, it } from 'vitest';
import type { DistrictSettings } from '../../../core/settings/settings.ts';
import { shippedSettings as shipped } from '../../../core/settings/shipped-settings.ts';
import { accountId, clerk, testNow, testUuid, wang, whistleId } from '../../../core/testing/builders.ts';
import type { StoreStep } from './memory-state.ts';
import { makeTenantChanges } from './tenant-changes.ts';
import { memoryWorld } from './testing/memory-world.ts';
import { district, later, makeWorld, mutation, pushOf, raising } from './testing/world.ts';

const patience = { sleep: () => Promise.resolve(), fraction: () => 0.5 };
const slower: DistrictSettings = { ...shipped, answer: { ...shipped.answer, usual: { workdays: 5 } } };

async function setUp(atStep: (step: StoreStep) => Promise<void> | void = () => undefined) {
  let isLive = false;
  const base = await memoryWorld({ at: (step) => (isLive ? atStep(step) : undefined) });
  const world = await makeWorld(base);
  const changes = makeTenantChanges({ store: base.store, committed: () => undefined, ...patience });
  isLive = true;
  return {
    ...world,
    store: base.store,
    putSettings: (n: number, settings = slower, at = testNow) =>
      changes.putSettings(district, {
        base: n - 1,
        reason: '试验',
        by: accountId(9),
        now: at,
        id: testUuid(500 + n),
        settings,
        from: at,
      }),
    terms: () =>
      [...base.store.committed(district).rows.values()].flatMap((entry) =>
        entry.kind === 'whistle' ? [entry.row.clocks[0]?.term] : [],
      ),
  };
}
const from = { account: wang.account, isDesk: false };

describe('what a district decides by', () => {
  it('is asked anew once it has moved, without waiting', async () => {
    const { sync, putSettings, terms } = await setUp();
    await sync.push(district, from, pushOf([mutation(1, 'whistle.raise', raising(1))]));
    await putSettings(1);
    await sync.push(district, from, pushOf([mutation(2, 'whistle.raise', raising(2))], { epoch: 'first' }));
    await putSettings(2, shipped);
    await sync.push(district, from, pushOf([mutation(3, 'whistle.raise', raising(3))], { epoch: 'first' }));
    expect(terms()).toEqual([{ workdays: 1 }, { workdays: 5 }, { workdays: 1 }]);
  });

  it('is one version for a whole group, though it changes in the middle', async () => {
    let change: (() => Promise<unknown>) | null = null;
    const world = await setUp(async (step) => {
      if (step !== 'lock-rows' || change === null) return;
      const own = change;
      change = null;
      await own();
    });
    await world.sync.push(district, from, pushOf([mutation(1, 'whistle.raise', raising(1))]));
    change = () => world.putSettings(1);
    const both = [mutation(2, 'whistle.raise', raising(2)), mutation(3, 'whistle.raise', raising(3))];
    await world.sync.push(district, from, pushOf(both, { epoch: 'first' }));
    await world.sync.push(district, from, pushOf([mutation(4, 'whistle.raise', raising(4))], { epoch: 'first' }));
    expect(world.terms()).toEqual([{ workdays: 1 }, { workdays: 1 }, { workdays: 1 }, { workdays: 5 }]);
  });

  it('is not put twice on one version, and nothing of the second is kept', async () => {
    const { putSettings, store } = await setUp();
    const [one, two] = await Promise.all([putSettings(1), putSettings(1, shipped)]);
    expect([one, two].filter((row) => row === null)).toHaveLength(1);
    const { audit } = store.committed(district);
    expect(audit.map(({ aggregate, n, rev }) => [aggregate.kind, n, rev])).toEqual([['settings', 1, 1]]);
  });

  it('moves no clock that runs', async () => {
    const { sync, putSettings, store } = await setUp();
    await sync.push(district, from, pushOf([mutation(1, 'whistle.raise', raising(1))]));
    const clocks = () =>
      [...store.committed(district).rows.values()].flatMap((entry) =>
        entry.kind === 'whistle' ? [{ rev: entry.row.rev, clocks: entry.row.clocks }] : [],
      );
    const before = clocks();
    await putSettings(1, slower, later(1000));
    await sync.push(
      district,
      { account: clerk.account, isDesk: true },
      pushOf([mutation(1, 'whistle.comment', { whistle: whistleId(1), text: '已知悉' }, { id: testUuid(77) })], {
        device: `dv_${testUuid(88)}`,
      }),
    );
    expect(clocks()).toEqual(before.map((one) => ({ ...one, rev: 2 })));
  });
});
