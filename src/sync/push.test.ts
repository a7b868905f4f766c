import { describe, expect, it } from 'vitest';
import { dayMs, isoOf } from '../../core/lib/time.ts';
import { testNow, whistleId } from '../../core/testing/builders.ts';
import { madeTables } from '../local/made.ts';
import { openMemoryKv } from '../local/memory-kv.ts';
import type { Phone } from '../local/phone.ts';
import { problem } from './testing/test-server.ts';
import { raising, TestWorld } from './testing/test-phone.ts';
import { settled } from './testing/virtual-time.ts';

const states = (phone: Phone) =>
  phone.outbox
    .all()
    .map(({ state }) => state)
    .toReversed();
async function saved(phone: Phone, n: number, set: Parameters<typeof raising>[1] = {}) {
  const result = await phone.outbox.save(raising(n, set));
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}
const sentIds = (world: TestWorld) => world.server.log.map(({ mutation }) => mutation.id);

/** It hears nothing of what other pages do. */
const deaf = { post: () => {}, listen: () => () => {} };
const noLock = async (_: string, run: () => Promise<void>) => (await run(), true);

describe('what was saved', () => {
  it('goes once, in the order of saving, and is received with its receipt', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    const records = [await saved(phone, 1), await saved(phone, 2), await saved(phone, 3)];
    await phone.sync.now();
    expect(sentIds(world)).toEqual(records.map(({ id }) => id));
    expect(world.server.log.map(({ mutation }) => mutation.seq)).toEqual([1, 2, 3]);
    expect(states(phone)).toEqual(['received', 'received', 'received']);
    expect(phone.outbox.get(records[0]?.id ?? '')?.result).toMatchObject({ receipt: '261118-00001-1' });
    expect(phone.sync.status().condition).toBe('idle');
  });

  it('waits without a network for thirty days and goes by itself afterwards', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.isOnline = false;
    await saved(phone, 1);
    await world.clock.pass(30 * dayMs);
    expect(states(phone)).toEqual(['waiting']);
    expect(phone.sync.status().condition).toBe('offline');
    world.isOnline = true;
    await world.clock.pass(300_000);
    expect(states(phone)).toEqual(['received']);
  });

  it('is frozen before it leaves, and goes again byte for byte after a crash between freezing and answer', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = (_, answer) => (answer(), { kind: 'lost' });
    const record = await saved(phone, 1);
    await settled();
    await world.kill();
    const [first] = world.server.pushes;
    world.clock.set(world.clock.now() + dayMs);
    world.server.onPush = (_, answer) => answer();
    const reopened = await world.open();
    expect(await reopened.outbox.edit(record.id, raising(1).payload)).toEqual({ ok: true, value: false });
    expect(await reopened.outbox.undo(record.id)).toBe(false);
    await reopened.sync.now();
    expect(JSON.stringify(world.server.pushes.at(-1)?.mutations)).toBe(JSON.stringify(first?.mutations));
    expect(world.server.log).toHaveLength(1);
    expect(reopened.outbox.get(record.id)).toMatchObject({ state: 'received', result: { repeated: true } });
  });

  it('arrives once though two flushers without a lock send at the same time', async () => {
    const world = new TestWorld();
    const one = await world.open({ lock: noLock });
    const two = await world.open({ lock: noLock });
    await Promise.all([one.sync.now(), two.sync.now()]);
    const records = [await saved(one, 1), await saved(two, 2), await saved(one, 3)];
    await Promise.all([one.sync.now(), two.sync.now(), one.sync.now()]);
    await settled();
    expect(sentIds(world)).toEqual(records.map(({ id }) => id));
    expect(states(one)).toEqual(['received', 'received', 'received']);
    expect(states(two)).toEqual(states(one));
  });

  it('goes fifty at a time', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.isOnline = false;
    for (let n = 1; n <= 120; n++) await saved(phone, n);
    world.isOnline = true;
    await phone.sync.now();
    expect(world.server.pushes.map(({ mutations }) => mutations.length)).toEqual([50, 50, 20]);
    expect(world.server.pushes.map(({ acked }) => acked)).toEqual([0, 50, 100]);
  });

  it('goes at most 256 KiB at a time', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.isOnline = false;
    for (let n = 1; n <= 30; n++) await saved(phone, n, { text: '灯'.repeat(4000) });
    world.isOnline = true;
    await phone.sync.now();
    expect(world.server.log).toHaveLength(30);
    for (const push of world.server.pushes) expect(JSON.stringify(push).length).toBeLessThan(256 * 1024);
    expect(world.server.pushes.length).toBeGreaterThan(1);
  });
});

describe('a refusal', () => {
  it('is stored and shown, and blocks nothing', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.refuses = (mutation) => mutation.seq === 2;
    await saved(phone, 1);
    const second = await saved(phone, 2);
    await saved(phone, 3);
    await phone.sync.now();
    expect(states(phone)).toEqual(['received', 'refused', 'received']);
    await world.kill();
    const reopened = await world.open();
    expect(reopened.outbox.get(second.id)?.result).toMatchObject({ refusal: { code: 'not-found' } });
    expect(reopened.view.get('whistle', whistleId(2))).toBeUndefined();
    await reopened.outbox.discard(second.id);
    expect(reopened.outbox.get(second.id)?.state).toBe('discarded');
  });
});

describe('what the server says of a whole request', () => {
  it('device-forked: another device id, and what has no result is numbered anew', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    await saved(phone, 1);
    await phone.sync.now();
    const before = phone.sync.status().device;
    const other = {
      ...world.server.log[0],
      mutation: { ...(world.server.log[0]?.mutation ?? never()), seq: 2, id: 'other' },
    };
    world.server.log.push({ device: before, mutation: other.mutation });
    world.server.devices.set(before, 2);
    const mine = await saved(phone, 2);
    const next = await saved(phone, 3);
    await phone.sync.now();
    const after = phone.sync.status().device;
    expect(after).not.toBe(before);
    expect(
      world.server.log.filter(({ device }) => device === after).map(({ mutation }) => [mutation.seq, mutation.id]),
    ).toEqual([
      [1, mine.id],
      [2, next.id],
    ]);
    expect(states(phone)).toEqual(['received', 'received', 'received']);
    expect(world.server.log).toHaveLength(4);
  });

  it('sequence-gap: goes back to the number that is expected', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    for (const n of [1, 2, 3]) await saved(phone, n);
    await phone.sync.now();
    const ids = sentIds(world);
    world.server.restore(world.server.epoch, 1);
    const fourth = await saved(phone, 4);
    await phone.sync.now();
    expect(sentIds(world)).toEqual([...ids, fourth.id]);
    expect(states(phone)).toEqual(['received', 'received', 'received', 'received']);
  });

  it('epoch-changed: sends again what the restored server has lost, and never shows received as waiting', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    for (const n of [1, 2, 3]) await saved(phone, n);
    await phone.sync.now();
    const ids = sentIds(world);
    world.server.restore('epoch-2', 1);
    const seen: string[][] = [];
    phone.outbox.onChange(() => seen.push(states(phone)));
    await phone.sync.now();
    expect(sentIds(world)).toEqual(ids);
    expect(seen.flat().every((state) => state === 'received')).toBe(true);
    const fourth = await saved(phone, 4);
    await phone.sync.now();
    expect(sentIds(world)).toEqual([...ids, fourth.id]);
  });

  it('epoch-changed: asks again for answers that were lost on the way', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = (_, answer) => (answer(), { kind: 'lost' });
    await saved(phone, 1);
    await phone.sync.now();
    world.server.restore('epoch-2', 1);
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
    expect(world.server.log).toHaveLength(1);
  });

  it('an old answer from before a restore is not believed', async () => {
    const world = new TestWorld();
    const slow = await world.open({ lock: noLock });
    const quick = await world.open({ lock: noLock });
    await Promise.all([slow.sync.now(), quick.sync.now()]);
    const late = Promise.withResolvers<void>();
    let isFirst = true;
    world.server.onPush = async (_, answer) => {
      const reply = answer();
      if (!isFirst) return reply;
      isFirst = false;
      await late.promise;
      return reply;
    };
    await saved(slow, 1);
    await settled();
    world.server.restore('epoch-2', 0);
    const healing = quick.sync.now();
    await settled();
    late.resolve();
    await healing;
    await settled();
    await quick.sync.now();
    expect(world.server.log).toHaveLength(1);
    expect(states(quick)).toEqual(['received']);
  });

  it('too large: halves, and puts one alone aside with the reason; the rest goes on', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.isOnline = false;
    for (let n = 1; n <= 9; n++) await saved(phone, n, n === 4 ? { text: '太大' } : {});
    world.isOnline = true;
    world.server.onPush = (request, answer) =>
      JSON.stringify(request).includes('太大') ? problem(413, 'too-large') : answer();
    await phone.sync.now();
    expect(states(phone)).toEqual(Array.from({ length: 9 }, (_, i) => (i === 3 ? 'refused' : 'received')));
    expect(phone.outbox.all()[5]?.result).toMatchObject({ refusal: { code: 'quarantined' } });
    expect(world.server.log).toHaveLength(8);
  });

  it('a request that cannot be read: halves, and puts the one record aside that the server cannot read', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.isOnline = false;
    for (let n = 1; n <= 9; n++) await saved(phone, n, n === 4 ? { text: '读不懂' } : {});
    world.isOnline = true;
    world.server.onPush = (request, answer) =>
      JSON.stringify(request).includes('读不懂') ? problem(400, 'bad-request') : answer();
    await phone.sync.now();
    expect(states(phone)).toEqual(Array.from({ length: 9 }, (_, i) => (i === 3 ? 'refused' : 'received')));
    expect(phone.outbox.all()[5]?.result).toMatchObject({ refusal: { detail: 'the server cannot read it' } });
  });

  it('says with which words the server would not take the request', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = () => problem(403, 'forbidden');
    await saved(phone, 1);
    await phone.sync.now();
    expect(phone.sync.status()).toMatchObject({ condition: 'refused', problem: 'forbidden' });
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(phone.sync.status()).toMatchObject({ condition: 'idle', problem: null });
  });

  it.each([
    [problem(400, 'bad-request'), 'refused'],
    [problem(403, 'forbidden'), 'refused'],
    [problem(401, 'not-signed-in'), 'sign-in'],
    [problem(426, 'protocol-too-old'), 'update'],
    [problem(429, 'too-many'), 'unreachable'],
    [problem(503, 'database-away'), 'unreachable'],
    [{ kind: 'lost' } as const, 'unreachable'],
    [{ kind: 'foreign' } as const, 'portal'],
  ])('%j is shown as %s, keeps everything and never loops hot', async (reply, condition) => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = () => reply;
    await saved(phone, 1);
    await world.clock.pass(10 * 60_000);
    expect(phone.sync.status().condition).toBe(condition);
    expect(states(phone)).toEqual(['sending']);
    expect(world.server.pushes.length).toBeGreaterThan(1);
    expect(world.server.pushes.length).toBeLessThan(25);
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
    expect(phone.sync.status().condition).toBe('idle');
  });

  it('an answer without results is no answer', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = () => ({
      kind: 'ok',
      body: { results: [], epoch: 'epoch-1', serverTime: '2026-11-18T02:00:00.000Z' },
    });
    await saved(phone, 1);
    await phone.sync.now();
    expect(states(phone)).toEqual(['sending']);
    expect(world.server.pushes.length).toBeLessThan(20);
  });
});

describe('a clock that is set between saving and sending', () => {
  it('goes with what was known of it at saving, and never hides a record from its own phone', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    const before = world.clock.now();
    const contactAt = isoOf(before);
    world.isOnline = false;
    world.clock.set(before - 365 * dayMs);
    // By this clock nobody had given her the grid yet.
    const record = await saved(phone, 1);
    expect(phone.view.get('whistle', whistleId(1))?.raisedAt).toBe(contactAt);
    world.clock.set(before + dayMs);
    world.server.nowMs += dayMs;
    world.isOnline = true;
    await phone.sync.now();
    expect(world.server.log[0]?.mutation).toMatchObject({ at: record.savedAt, clock: { errorMs: 0, contactAt } });
  });

  it('goes with what another page knew of it, though the page that saved had not heard yet', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    const tab = await world.open({ channel: deaf });
    const before = world.clock.now();
    world.clock.set(before - 365 * dayMs);
    await phone.sync.now();
    world.isOnline = false;
    const record = await saved(tab, 1);
    expect(tab.view.get('whistle', whistleId(1))?.raisedAt).toBe(isoOf(before));
    world.clock.set(before);
    world.isOnline = true;
    await tab.sync.now();
    const clock = { errorMs: -365 * dayMs, contactAt: isoOf(before) };
    expect(world.server.log[0]?.mutation).toMatchObject({ at: record.savedAt, clock });
  });

  it('lets the copy of what was taken back grow old by what another page knew of it', async () => {
    const world = new TestWorld();
    await (await world.open()).sync.now();
    await world.kill();
    // What the server told is still there, and this phone has met it not once.
    world.made = openMemoryKv(madeTables);
    world.isOnline = false;
    world.clock.set(world.clock.now() - 40 * dayMs);
    const phone = await world.open();
    const tab = await world.open({ channel: deaf });
    const record = await saved(tab, 1, { holdMs: 8000 });
    world.isOnline = true;
    await phone.sync.now();
    await tab.outbox.undo(record.id);
    await tab.sync.now();
    expect(tab.outbox.get(record.id)?.state).toBe('discarded');
  });

  it('lets the bytes of a photo grow old by what another page knew of it', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    const bytes = new Uint8Array([1, 2, 3]);
    const photo = { bytes, thumb: new Uint8Array([1]), width: 4, height: 3, takenAt: testNow, place: null };
    const { sha256 } = await phone.photos.keep(photo);
    world.server.onUpload = () => problem(503, 'database-away');
    await saved(phone, 1, { photos: [sha256] });
    await phone.sync.now();
    // The other page has the pull, so that this one meets the server with the photo alone.
    const lock = async (name: string, run: () => Promise<void>) => name !== 'told-pull' && (await run(), true);
    const tab = await world.open({ channel: deaf, lock });
    world.clock.set(world.clock.now() + 365 * dayMs);
    await phone.sync.now();
    world.server.onUpload = (_, answer) => answer();
    await tab.sync.now();
    expect(tab.photos.get(sha256)?.state).toBe('confirmed');
    await world.kill();
    world.server.nowMs += 8 * dayMs;
    const again = await world.open();
    await again.sync.now();
    expect(await again.photos.bytes(sha256)).toBeNull();
  });
});

describe('a record that has a number and gets no answer', () => {
  async function stuck() {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = () => ({ kind: 'lost' });
    const record = await saved(phone, 1);
    await phone.sync.now();
    return { world, phone, record };
  }

  it('can be put away: its copy stays, and its number is sent until it is answered', async () => {
    const { world, phone, record } = await stuck();
    await phone.outbox.discard(record.id);
    expect(phone.outbox.get(record.id)).toMatchObject({ state: 'discarded', isGivenUp: true });
    expect(phone.view.get('whistle', whistleId(1))).toBeUndefined();
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(world.server.log).toHaveLength(1);
    expect(phone.outbox.get(record.id)).toMatchObject({ state: 'received', isGivenUp: true });
  });

  it('stays put away when the server then refuses it', async () => {
    const { world, phone, record } = await stuck();
    await phone.outbox.discard(record.id);
    world.server.refuses = () => true;
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(phone.outbox.get(record.id)?.state).toBe('discarded');
  });

  it('can be taken up again', async () => {
    const { phone, record } = await stuck();
    await phone.outbox.discard(record.id);
    expect(await phone.outbox.sendAgain(record.id)).toBe(true);
    expect(phone.outbox.get(record.id)).toMatchObject({ state: 'sending', isGivenUp: false });
  });
});

describe('a record that was put aside', () => {
  it('goes again as it is when the server had never read it', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onPush = (request, answer) => (request.mutations.length > 0 ? problem(413, 'too-large') : answer());
    const record = await saved(phone, 1);
    await phone.sync.now();
    expect(states(phone)).toEqual(['refused']);
    world.server.onPush = (_, answer) => answer();
    expect(await phone.outbox.sendAgain(record.id)).toBe(true);
    await phone.sync.now();
    expect(phone.outbox.get(record.id)?.state).toBe('received');
    expect(sentIds(world)).toEqual([record.id]);
  });

  it('goes as a new record when the server had failed on it', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.refuses = ({ seq }) => seq === 1;
    world.server.refusal = 'quarantined';
    const record = await saved(phone, 1);
    await phone.sync.now();
    expect(await phone.outbox.sendAgain(record.id)).toBe(true);
    await phone.sync.now();
    expect(states(phone)).toEqual(['discarded', 'received']);
    expect(sentIds(world)).toHaveLength(2);
  });

  it('does not go again when a rule refused it', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.refuses = () => true;
    const record = await saved(phone, 1);
    await phone.sync.now();
    expect(await phone.outbox.sendAgain(record.id)).toBe(false);
    expect(states(phone)).toEqual(['refused']);
  });
});

describe('after thirty-five days', () => {
  it('a received record goes, a refused one stays until it is put away', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.refuses = (mutation) => mutation.seq === 2;
    await saved(phone, 1);
    await saved(phone, 2);
    await phone.sync.now();
    world.server.nowMs += 34 * dayMs;
    await phone.sync.now();
    expect(states(phone)).toEqual(['received', 'refused']);
    world.server.nowMs += 2 * dayMs;
    await phone.sync.now();
    expect(states(phone)).toEqual(['refused']);
  });

  it('a received record and its photo stay until the server has the photo', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    world.server.onUpload = () => ({ kind: 'lost' });
    const bytes = Uint8Array.of(1, 2, 3);
    const picture = { bytes, thumb: bytes, width: 1, height: 1, takenAt: testNow, place: null };
    const { sha256 } = await phone.photos.keep(picture);
    await saved(phone, 1, { photos: [sha256] });
    await phone.sync.now();
    world.server.nowMs += 40 * dayMs;
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
    expect(await phone.photos.bytes(sha256)).toEqual(bytes);
    world.server.onUpload = (_, answer) => answer();
    await phone.sync.now();
    expect(phone.photos.get(sha256)?.state).toBe('confirmed');
    await phone.sync.now();
    expect(states(phone)).toEqual([]);
    expect(phone.photos.get(sha256)).toBeUndefined();
  });

  it('the phone that lost the start of its line heals a restored server under a new device id', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    await saved(phone, 1);
    await phone.sync.now();
    world.server.nowMs += 36 * dayMs;
    await phone.sync.now();
    const second = await saved(phone, 2);
    await phone.sync.now();
    world.server.restore('epoch-2', 0);
    await phone.sync.now();
    expect(sentIds(world)).toEqual([second.id]);
    expect(states(phone)).toEqual(['received']);
  });

  it('a phone whose clock is wrong by a year throws nothing away', async () => {
    const world = new TestWorld();
    const phone = await world.open();
    await phone.sync.now();
    await saved(phone, 1);
    await phone.sync.now();
    world.clock.set(world.clock.now() + 365 * dayMs);
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
    expect(phone.sync.status().clockErrorMs).toBe(365 * dayMs);
  });
});

function never(): never {
  throw new Error('nothing was sent');
}
