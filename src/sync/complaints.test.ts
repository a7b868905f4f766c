import { expect, it } from 'vitest';
import { problem } from './testing/test-server.ts';
import { TestWorld } from './testing/test-phone.ts';

const said = { face: 'field' as const, text: '字太小，看不清' };

it('waits without a network, survives a kill, and goes by itself when the network returns', async () => {
  const world = new TestWorld();
  world.isOnline = false;
  const before = await world.open();
  const { id } = await before.complaints.save(said);
  await world.kill();
  world.isOnline = true;
  const phone = await world.open();
  await phone.sync.now();
  expect(world.server.complaints).toEqual([{ id, ...said }]);
  expect(phone.complaints.all()).toMatchObject([{ id, answer: { kind: 'received' } }]);
  await phone.sync.now();
  expect(world.server.complaints).toHaveLength(1);
});

it('goes again under the same id when the answer was lost', async () => {
  const world = new TestWorld();
  const phone = await world.open();
  let isLost = true;
  world.server.onComplaint = (_, answer) => (isLost ? { kind: 'lost' } : answer());
  const { id } = await phone.complaints.save(said);
  await phone.sync.now();
  expect(phone.complaints.all()).toMatchObject([{ answer: null }]);
  isLost = false;
  await phone.sync.now();
  expect(new Set(world.server.complaints.map((one) => one.id))).toEqual(new Set([id]));
  expect(phone.complaints.all()).toMatchObject([{ answer: { kind: 'received' } }]);
});

it.each([
  ['refused', 400, 'bad-request', { kind: 'refused', code: 'bad-request' }],
  ['left for later', 429, 'too-many', null],
] as const)('is %s without holding up anything else', async (_, status, code, answer) => {
  const world = new TestWorld();
  const phone = await world.open();
  world.server.onComplaint = () => problem(status, code);
  await phone.complaints.save(said);
  await phone.sync.now();
  expect(phone.complaints.all()[0]?.answer).toEqual(answer);
  expect(phone.sync.status().condition).toBe('idle');
});

it('can be taken back while it waits', async () => {
  const world = new TestWorld();
  world.isOnline = false;
  const phone = await world.open();
  const { id } = await phone.complaints.save(said);
  await phone.complaints.remove(id);
  world.isOnline = true;
  await phone.sync.now();
  expect(world.server.complaints).toEqual([]);
});
