import { expect, it } from 'vitest';
import type { Signs } from './phone-options.ts';
import { raising, TestWorld } from './testing/test-phone.ts';
import { settled } from './testing/virtual-time.ts';

/** A network that comes and goes as the test says, and says so. */
function networkOf(world: TestWorld): { signs: Signs; comes: () => void } {
  let heard: (sign: 'online') => void = () => {};
  const signs: Signs = {
    isOnline: () => world.isOnline,
    listen(listener) {
      heard = listener;
      return () => {};
    },
  };
  const comes = () => {
    world.isOnline = true;
    heard('online');
  };
  return { signs, comes };
}

it('tries again at once when the network came while a try was failing', async () => {
  const world = new TestWorld();
  const { signs, comes } = networkOf(world);
  const phone = await world.open({ signs });
  await phone.sync.now();
  let fail = () => {};
  let tries = 0;
  world.server.onPush = (_, answer) => {
    tries += 1;
    return tries > 1 ? answer() : new Promise((resolve) => (fail = () => resolve({ kind: 'lost' })));
  };
  await phone.outbox.save(raising(1));
  await settled();
  expect(tries).toBe(1);
  comes();
  fail();
  await settled();
  expect(phone.outbox.all()[0]?.state).toBe('received');
});

it('does not let a day of saving without a network lengthen the wait for a server that is slow to answer', async () => {
  const world = new TestWorld();
  const { signs, comes } = networkOf(world);
  const phone = await world.open({ signs });
  await phone.sync.now();
  world.isOnline = false;
  for (let n = 1; n <= 12; n += 1) await phone.outbox.save(raising(n));
  await settled();
  let tries = 0;
  world.server.onPush = (_, answer) => ((tries += 1), tries > 1 ? answer() : { kind: 'lost' });
  comes();
  await settled();
  expect(tries).toBe(1);
  await world.clock.pass(2_000);
  expect(phone.outbox.all().every(({ state }) => state === 'received')).toBe(true);
});
