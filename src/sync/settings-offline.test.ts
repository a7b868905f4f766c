import { describe, expect, it } from 'vitest';
import { shippedSettings as shipped } from '../../core/settings/shipped-settings.ts';
import { testGrid, testNow, whistleId } from '../../core/testing/builders.ts';
import { raising, TestWorld } from './testing/test-phone.ts';

const district = testGrid.slice(0, 6);
const slower = { ...shipped, answer: { ...shipped.answer, usual: { workdays: 6 } } };

async function raised(world: TestWorld, n: number) {
  const phone = await world.open();
  await phone.sync.now();
  world.isOnline = false;
  const saved = await phone.outbox.save(raising(n));
  expect(saved.ok).toBe(true);
  return phone.view.get('whistle', whistleId(n))?.clocks[0]?.term;
}

describe('a phone without a network', () => {
  it('decides by the settings that it was told', async () => {
    const world = new TestWorld();
    const versions = [{ version: 1, from: testNow, settings: slower }];
    world.server.tell(`tenant:${district}`, { kind: 'settings', row: { id: district, rev: 1, versions } });
    expect(await raised(world, 1)).toEqual({ workdays: 6 });
    await world.kill();
  });

  it('decides by the shipped ones where it was told none', async () => {
    const world = new TestWorld();
    expect(await raised(world, 1)).toEqual({ workdays: 1 });
    await world.kill();
  });
});
