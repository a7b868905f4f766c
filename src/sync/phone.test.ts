import { describe, expect, it, vi } from 'vitest';
import { dayOf, startOfDay } from '../../core/calendar/day.ts';
import { dayMs } from '../../core/lib/time.ts';
import { makeId } from '../../core/lib/id.ts';
import {
  household,
  householdId,
  testGrid,
  testNow,
  testUuid,
  whistle,
  whistleId,
} from '../../core/testing/builders.ts';
import { StorageFull } from '../local/kv.ts';
import { roomForText } from '../local/phone-photos.ts';
import type { NewPhoto, Phone } from '../local/phone.ts';
import { sendWhileClosed } from './send-closed.ts';
import { MadeStore } from '../local/made-store.ts';
import { PhonePhotos } from '../local/phone-photos.ts';
import { givenOf } from './given-of.ts';
import { problem } from './testing/test-server.ts';
import { gridScope, raising, TestWorld } from './testing/test-phone.ts';
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
async function synced(set: Parameters<TestWorld['open']>[0] = {}) {
  const world = new TestWorld();
  const phone = await world.open(set);
  await phone.sync.now();
  return { world, phone };
}
const visiting = (n: number, outcome: 'met' | 'absent' = 'met') => ({
  type: 'visit.record' as const,
  payload: {
    visit: makeId('visit', testUuid(500 + n)),
    household: householdId(n),
    outcome,
    note: null,
    needs: [],
    occurredAt: testNow,
  },
});
const wordy = (n: number) => ({
  need: makeId('need', testUuid(700 + n)),
  kind: 'other' as const,
  note: '难'.repeat(500),
  until: null,
  consent: { how: 'spoken' as const, at: testNow, wording: '同'.repeat(500) },
});
const photoOf = (n: number): NewPhoto => ({
  bytes: new Uint8Array([n, 1, 2, 3]),
  thumb: new Uint8Array([n]),
  width: 4,
  height: 3,
  takenAt: testNow,
  place: null,
});

describe('saving', () => {
  it('lets the rule decide first and keeps nothing of what it refuses', async () => {
    const { phone } = await synced();
    const elsewhere = raising(1);
    expect(
      await phone.outbox.save({ ...elsewhere, payload: { ...elsewhere.payload, grid: '990106001001009' } }),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(await phone.outbox.save(raising(1, { text: 'x'.repeat(4001) }))).toMatchObject({
      refusal: { code: 'text-too-long' },
    });
    expect(await phone.outbox.save(raising(1, { text: 'a\u0000b' }))).toMatchObject({
      refusal: { code: 'text-not-storable' },
    });
    expect(await phone.outbox.save(raising(1, { text: ' ' }))).toMatchObject({ refusal: { code: 'nothing-said' } });
    expect(phone.outbox.all()).toEqual([]);
  });

  it('refuses a record of more than 32 KiB', async () => {
    const { phone } = await synced();
    const { type, payload } = visiting(1);
    const heavy = {
      type,
      payload: { ...payload, note: '户'.repeat(4000), needs: Array.from({ length: 8 }, (_, n) => wordy(n)) },
    };
    expect(await phone.outbox.save(heavy)).toMatchObject({ ok: false, refusal: { code: 'text-too-long' } });
    expect(phone.outbox.all()).toEqual([]);
  });

  it('is on the disk when it says so, over a kill at once', async () => {
    const { world, phone } = await synced();
    world.isOnline = false;
    await saved(phone, 1);
    await world.kill();
    const again = await world.open();
    expect(states(again)).toEqual(['waiting']);
    expect(again.view.get('whistle', whistleId(1))?.text).toBe('三单元楼道灯不亮');
  });

  it('goes on when the disk has no room for what the server told', async () => {
    const { world, phone } = await synced();
    await world.kill();
    const full = { ...world.told, write: () => Promise.reject(new StorageFull('full')) };
    const again = await world.open({ told: full });
    await saved(again, 1);
    await again.sync.now();
    expect(states(again)).toEqual(['received']);
    expect(again.sync.status().condition).toBe('storage');
    expect(phone).toBeDefined();
  });

  it('takes the draft that it was written in along, in one transaction', async () => {
    const { world, phone } = await synced();
    await phone.drafts.put('form', '写了一半');
    await phone.outbox.save({ ...raising(1), endsDraft: 'form' });
    expect(await phone.drafts.get('form')).toBeUndefined();
    await phone.drafts.put('form', '再写');
    await world.kill();
    const full = { ...world.made, write: () => Promise.reject(new StorageFull('full')) };
    const again = await world.open({ made: full });
    await expect(again.outbox.save({ ...raising(2), endsDraft: 'form' })).rejects.toThrow(StorageFull);
    expect(await again.drafts.get('form')).toBe('再写');
  });

  it('rests a decision on the revision that the server told, not on own unsent work', async () => {
    const { world, phone } = await synced();
    const told = 4;
    world.server.tell(gridScope, { kind: 'whistle', row: whistle(1, { rev: told }) });
    await phone.sync.now();
    world.isOnline = false;
    const commenting = { type: 'whistle.comment' as const, payload: { whistle: whistleId(1), text: '已联系物业' } };
    await phone.outbox.save(commenting);
    const seen = phone.view.get('whistle', whistleId(1))?.rev ?? 0;
    expect(seen).toBe(told + 1);
    const next = await phone.outbox.save({ ...commenting, base: seen });
    expect(next.ok && next.value.base).toBe(told);
    const before = await phone.outbox.save({ ...commenting, base: told - 1 });
    expect(before.ok && before.value.base).toBe(told - 1);
  });

  it('keeps every character as it was', async () => {
    const { world, phone } = await synced();
    const text = '𠮷野家 <b>"\\\'; drop table -- \u202e مرحبا 👩‍👩‍👧‍👦 \ufeff';
    await saved(phone, 1, { text });
    await phone.sync.now();
    expect(world.server.log[0]?.mutation.payload).toMatchObject({ text });
  });
});

describe('a look at needs', () => {
  it('goes with its day alone: neither its time nor what is sent tells the minute', async () => {
    const { world, phone } = await synced();
    const payload = { household: householdId(1), day: dayOf(testNow) };
    const look = await phone.outbox.save({ type: 'need.look', payload });
    await phone.sync.now();
    const sent = world.server.log.find(({ mutation }) => mutation.type === 'need.look')?.mutation;
    expect(sent).toMatchObject({ at: startOfDay(dayOf(testNow)), payload });
    expect(sent?.at).not.toBe(testNow);
    expect(look.ok && phone.outbox.get(look.value.id)?.state).toBe('received');
  });
});

describe('undo', () => {
  it('is possible while it is held; then it goes by itself', async () => {
    const { world, phone } = await synced();
    const first = await saved(phone, 1, { holdMs: 8000 });
    expect(first.state).toBe('held');
    await world.clock.pass(7000);
    expect(await phone.outbox.undo(first.id)).toBe(true);
    expect(phone.view.get('whistle', whistleId(1))).toBeUndefined();
    const second = await saved(phone, 2, { holdMs: 8000 });
    await world.clock.pass(7999);
    expect(phone.outbox.get(second.id)?.state).toBe('held');
    await world.clock.pass(1);
    expect(phone.outbox.get(second.id)?.state).toBe('received');
    expect(world.server.log.map(({ mutation }) => mutation.id)).toEqual([second.id]);
    expect(states(phone)).toEqual(['discarded', 'received']);
  });

  it('is not stretched by a closed page', async () => {
    const { world, phone } = await synced();
    await saved(phone, 1, { holdMs: 8000 });
    await world.kill();
    world.clock.set(world.clock.now() + 9000);
    const again = await world.open();
    await again.sync.now();
    expect(states(again)).toEqual(['received']);
  });

  it('is not stretched by a clock that was set back', async () => {
    const { world, phone } = await synced();
    await saved(phone, 1, { holdMs: 8000 });
    world.clock.set(world.clock.now() - 365 * dayMs);
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
  });

  it('ends when the screen is left', async () => {
    const { phone } = await synced();
    const record = await saved(phone, 1, { holdMs: 60_000 });
    await phone.outbox.release(record.id);
    await settled();
    expect(states(phone)).toEqual(['received']);
    expect(await phone.outbox.undo(record.id)).toBe(false);
  });

  it('holds back what was saved later, so that nothing overtakes', async () => {
    const { world, phone } = await synced();
    await saved(phone, 1, { holdMs: 8000 });
    await phone.outbox.save({ type: 'whistle.comment', payload: { whistle: whistleId(1), text: '还在闪' } });
    await phone.sync.now();
    expect(states(phone)).toEqual(['held', 'waiting']);
    await world.clock.pass(8000);
    expect(world.server.log.map(({ mutation }) => mutation.type)).toEqual(['whistle.raise', 'whistle.comment']);
  });

  it('gives way to an edit while nothing was sent, and the hold starts anew', async () => {
    const { world, phone } = await synced();
    const record = await saved(phone, 1, { holdMs: 8000 });
    await world.clock.pass(6000);
    expect(await phone.outbox.edit(record.id, raising(1, { text: '五楼' }).payload)).toEqual({ ok: true, value: true });
    expect(await phone.outbox.edit(record.id, raising(1, { text: '' }).payload)).toMatchObject({
      refusal: { code: 'nothing-said' },
    });
    await world.clock.pass(6000);
    expect(phone.outbox.get(record.id)?.state).toBe('held');
    await world.clock.pass(2000);
    expect(world.server.log[0]?.mutation.payload).toMatchObject({ text: '五楼' });
    expect(await phone.outbox.edit(record.id, raising(1).payload)).toEqual({ ok: true, value: false });
  });
});

describe('the view', () => {
  it('shows own work at once, until the view that holds it has come, without a gap or a double', async () => {
    const { world, phone } = await synced();
    await saved(phone, 1);
    expect(phone.view.isOwnUnsent('whistle', whistleId(1))).toBe(true);
    world.server.onPull = () => ({ kind: 'lost' });
    await phone.sync.now();
    expect(states(phone)).toEqual(['received']);
    expect(phone.view.get('whistle', whistleId(1))).toBeDefined();
    expect(phone.view.isOwnUnsent('whistle', whistleId(1))).toBe(false);
    world.server.onPull = (_, answer) => answer();
    world.server.tell(gridScope, { kind: 'whistle', row: whistle(1, { rev: 2, stage: 'settled' }) });
    await phone.sync.now();
    expect(phone.view.get('whistle', whistleId(1))).toMatchObject({ rev: 2, stage: 'settled' });
    expect(phone.view.all('whistle')).toHaveLength(1);
  });

  it('runs later work over earlier work', async () => {
    const { world, phone } = await synced();
    world.isOnline = false;
    await saved(phone, 1);
    await phone.outbox.save({ type: 'whistle.amend', payload: { whistle: whistleId(1), set: { emergency: true } } });
    expect(phone.view.get('whistle', whistleId(1))).toMatchObject({ rev: 2, emergency: true });
    await phone.outbox.save(visiting(1, 'absent'));
    expect(phone.view.get('household', householdId(1))).toMatchObject({ lastOutcome: 'absent', rev: 2 });
  });

  it('does not lay over what its rule now refuses', async () => {
    const { world, phone } = await synced();
    world.server.tell(gridScope, { kind: 'whistle', row: whistle(7) });
    await phone.sync.now();
    world.server.onPush = () => ({ kind: 'lost' });
    await phone.outbox.save({ type: 'whistle.withdraw', payload: { whistle: whistleId(7) } });
    expect(phone.view.get('whistle', whistleId(7))?.stage).toBe('withdrawn');
    await phone.sync.now();
    world.server.tell(gridScope, { kind: 'whistle', row: whistle(7, { rev: 2, stage: 'settled' }) });
    world.server.onPush = () => problem(403, 'forbidden');
    await phone.sync.now();
    expect(phone.view.get('whistle', whistleId(7))?.stage).toBe('settled');
    expect(states(phone)).toEqual(['sending']);
  });

  it('gives the same arrays until that kind changes', async () => {
    const { world, phone } = await synced();
    const households = phone.view.all('household');
    const found = phone.view.where('household', 'grid', testGrid);
    expect(found).toHaveLength(2);
    await saved(phone, 1);
    await phone.sync.now();
    expect(phone.view.all('household')).toBe(households);
    expect(phone.view.where('household', 'grid', testGrid)).toBe(found);
    expect(phone.view.where('visit', 'household', 'none')).toBe(phone.view.where('visit', 'household', 'other'));
    world.server.tell(gridScope, { kind: 'household', row: household(3) });
    await phone.sync.now();
    expect(phone.view.all('household')).toHaveLength(3);
    expect(phone.view.where('household', 'grid', testGrid)).toHaveLength(3);
  });

  it('tells its listeners once a turn', async () => {
    const { phone } = await synced();
    const listener = vi.fn<() => void>();
    const stop = phone.view.onChange(listener);
    await saved(phone, 1, { holdMs: 8000 });
    await settled();
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
  });

  it('is there after a kill, without a network', async () => {
    const { world } = await synced();
    await world.kill();
    world.isOnline = false;
    const again = await world.open();
    expect(again.view.all('household')).toHaveLength(2);
    expect(again.view.toldAt()).toBe(testNow);
  });

  it('loses a grid that was taken from her, once her queue is out', async () => {
    const { world, phone } = await synced();
    world.server.left.add(gridScope);
    world.server.onPush = () => problem(403, 'forbidden');
    await saved(phone, 1);
    await phone.sync.now();
    expect(phone.view.all('household')).toHaveLength(2);
    world.server.onPush = (_, answer) => answer();
    await phone.sync.now();
    expect(phone.view.all('household')).toHaveLength(0);
    expect(states(phone)).toEqual(['received']);
  });

  it('never turns received into waiting when everything told is thrown away', async () => {
    const { world, phone } = await synced();
    await saved(phone, 1);
    await phone.sync.now();
    await world.kill();
    await world.told.write(['state', 'scopes', 'journal'], async (tx) => {
      for (const table of ['state', 'scopes', 'journal'] as const) await tx.clear(table);
    });
    const again = await world.open();
    expect(states(again)).toEqual(['received']);
    await again.sync.now();
    expect(world.server.log).toHaveLength(1);
    expect(again.view.all('household')).toHaveLength(2);
  });
});

describe('photos', () => {
  it('go after their whistle, the small picture first, and are confirmed by the hash alone', async () => {
    const { world, phone } = await synced();
    const photo = await phone.photos.keep(photoOf(1));
    await phone.sync.now();
    expect(world.server.uploads).toEqual([]);
    await saved(phone, 1, { photos: [photo.sha256] });
    world.server.onUpload = (upload, answer) =>
      upload.size === 'full' ? { kind: 'ok', body: { sha256: 'f'.repeat(64) } } : answer();
    await phone.sync.now();
    const sizes = () => world.server.uploads.map(({ size }) => size);
    expect(sizes().slice(0, 2)).toEqual(['thumb', 'full']);
    expect(phone.photos.get(photo.sha256)?.state).toBe('kept');
    world.server.onUpload = (_, answer) => answer();
    await phone.sync.now();
    expect(sizes().filter((size) => size === 'thumb')).toHaveLength(1);
    expect(phone.photos.get(photo.sha256)).toMatchObject({ state: 'confirmed', sentBytes: 4 });
  });

  it('may be voice notes: sent as what they are, without a small picture', async () => {
    const { world, phone } = await synced();
    const bytes = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]);
    const note = { bytes, type: 'audio/webm', durationMs: 3000, recordedAt: '2026-11-18T02:00:00.000Z' } as const;
    const { sha256 } = await phone.photos.keepVoice(note);
    expect(phone.photos.get(sha256)?.voice).toEqual({ type: 'audio/webm', durationMs: 3000 });
    await saved(phone, 1, { voice: [sha256] });
    await phone.sync.now();
    expect(world.server.uploads).toEqual([expect.objectContaining({ sha256, size: 'full', type: 'audio/webm' })]);
    expect(phone.photos.get(sha256)?.state).toBe('confirmed');
  });

  it('keep their bytes seven days after the confirmation, by the clock of the server', async () => {
    const { world, phone } = await synced();
    const { sha256 } = await phone.photos.keep(photoOf(1));
    await saved(phone, 1, { photos: [sha256] });
    await phone.sync.now();
    world.server.nowMs += 6 * dayMs;
    await phone.sync.now();
    expect(await phone.photos.bytes(sha256)).toEqual(photoOf(1).bytes);
    world.server.nowMs += 2 * dayMs;
    await phone.sync.now();
    expect(await phone.photos.bytes(sha256)).toBeNull();
    expect(phone.photos.get(sha256)?.thumb).toEqual(photoOf(1).thumb);
  });

  it('go again after a restore while their bytes are here', async () => {
    const { world, phone } = await synced();
    const { sha256 } = await phone.photos.keep(photoOf(1));
    await saved(phone, 1, { photos: [sha256] });
    await phone.sync.now();
    world.server.restore('epoch-2', 0);
    await phone.sync.now();
    expect(world.server.uploads.map(({ size }) => size)).toEqual(['thumb', 'full', 'thumb', 'full']);
    expect(phone.photos.get(sha256)?.state).toBe('confirmed');
  });

  it('say why they were refused, and hold up nothing', async () => {
    const { world, phone } = await synced();
    const one = await phone.photos.keep(photoOf(1));
    const two = await phone.photos.keep(photoOf(2));
    await saved(phone, 1, { photos: [one.sha256, two.sha256] });
    world.server.onUpload = (upload, answer) => (upload.sha256 === one.sha256 ? problem(415, 'not-a-photo') : answer());
    await phone.sync.now();
    expect(phone.photos.get(one.sha256)).toMatchObject({ state: 'refused', reason: 'not-a-photo' });
    expect(phone.photos.get(two.sha256)?.state).toBe('confirmed');
  });

  it('are refused first when the room goes, while text still fits', async () => {
    const { phone } = await synced({ room: async () => roomForText });
    await expect(phone.photos.keep(photoOf(1))).rejects.toThrow(StorageFull);
    await saved(phone, 1);
    expect(phone.outbox.all()).toHaveLength(1);
  });

  it('are dropped only where no record and no draft names them', async () => {
    const { phone } = await synced();
    const { sha256 } = await phone.photos.keep(photoOf(1));
    await phone.drafts.put('whistle', { photos: [sha256] });
    await phone.photos.drop(sha256);
    expect(phone.photos.get(sha256)).toBeDefined();
    await phone.drafts.remove('whistle');
    const record = await saved(phone, 1, { photos: [sha256], holdMs: 8000 });
    await phone.photos.drop(sha256);
    expect(phone.photos.get(sha256)).toBeDefined();
    await phone.outbox.edit(record.id, raising(1).payload);
    await phone.photos.drop(sha256);
    expect(phone.photos.get(sha256)).toBeUndefined();
    expect(await phone.photos.bytes(sha256)).toBeNull();
  });
});

describe('tabs and the service worker', () => {
  it('see each other’s work', async () => {
    const { world, phone } = await synced();
    const tab = await world.open();
    await tab.sync.now();
    await saved(phone, 1, { holdMs: 8000 });
    await settled();
    expect(states(tab)).toEqual(['held']);
    expect(tab.view.get('whistle', whistleId(1))).toBeDefined();
    await world.clock.pass(8000);
    expect(states(tab)).toEqual(['received']);
  });

  it('send with the page closed, after the hold is over', async () => {
    const { world, phone } = await synced();
    const { sha256 } = await phone.photos.keep(photoOf(1));
    await saved(phone, 1, { photos: [sha256], holdMs: 8000 });
    await world.kill();
    const given = givenOf(world.clock, world.random);
    const made = await MadeStore.open(world.made, given);
    const photos = new PhonePhotos(
      made,
      async () => sha256,
      async () => null,
    );
    const sent = sendWhileClosed({
      made,
      photos,
      transport: world.server,
      lock: world.lock,
      given,
      clock: world.clock,
    });
    await world.clock.pass(8000);
    await sent;
    expect(world.server.log).toHaveLength(1);
    expect(world.server.uploads.map(({ size }) => size)).toEqual(['thumb', 'full']);
    world.isOnline = false;
    expect(states(await world.open())).toEqual(['received']);
  });

  it('ask the browser to wake them again where the network failed', async () => {
    const { world, phone } = await synced();
    world.isOnline = false;
    await saved(phone, 1);
    await world.kill();
    world.server.onPush = () => ({ kind: 'lost' });
    const given = givenOf(world.clock, world.random);
    const made = await MadeStore.open(world.made, given);
    const photos = new PhonePhotos(
      made,
      async () => '',
      async () => null,
    );
    const parts = { made, photos, transport: world.server, lock: world.lock, given, clock: world.clock };
    await expect(sendWhileClosed(parts)).rejects.toThrow('lost');
    world.server.onPush = () => problem(401, 'not-signed-in');
    await expect(sendWhileClosed(parts)).resolves.toBeUndefined();
  });

  it('are poked through the one tab that keeps the stream', async () => {
    const world = new TestWorld();
    const pokes: ((poke: { scope: typeof gridScope; head: number }) => void)[] = [];
    const stream = (onPoke: (typeof pokes)[0], signal: AbortSignal) => {
      pokes.push(onPoke);
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    const one = await world.open({ pokes: stream });
    const two = await world.open({ pokes: stream });
    await world.clock.pass(1000);
    expect(pokes).toHaveLength(1);
    world.server.tell(gridScope, { kind: 'household', row: household(3) });
    pokes[0]?.({ scope: gridScope, head: 4 });
    await world.clock.pass(1000);
    expect([one, two].map((phone) => phone.view.all('household').length)).toEqual([3, 3]);
    const asked = world.server.pulls.length;
    pokes[0]?.({ scope: gridScope, head: 4 });
    await world.clock.pass(1000);
    expect(world.server.pulls).toHaveLength(asked);
    await one.close();
    await world.clock.pass(30_000);
    expect(pokes).toHaveLength(2);
  });
});

it('asks the browser to wake the service worker while something waits', async () => {
  const wakeUp = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const { world, phone } = await synced({ wakeUp });
  expect(wakeUp).not.toHaveBeenCalled();
  world.isOnline = false;
  await saved(phone, 1);
  expect(wakeUp).toHaveBeenCalled();
});

it('shows the progress of a first sync', async () => {
  const world = new TestWorld();
  world.server.pageRows = 1;
  const phone = await world.open();
  const seen: unknown[] = [];
  phone.sync.onChange(() => seen.push(phone.sync.status().rows));
  await phone.sync.now();
  expect(seen).toContainEqual({ received: 1, expected: 3 });
  expect(seen).toContainEqual({ received: 2, expected: 3 });
  expect(phone.sync.status()).toMatchObject({ rows: null, condition: 'idle', lastAt: testNow });
});

it('lets her work in a grid from the moment on that a stand-in is hers, without opening the app anew', async () => {
  const world = new TestWorld();
  const other = `${testGrid.slice(0, 12)}099`;
  world.server.tell(gridScope, { kind: 'household', row: household(3, { grid: other }) });
  const phone = await world.open();
  await phone.sync.now();
  expect(await phone.outbox.save(visiting(3))).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  const { grants } = phone.account;
  phone.renewGrants([...grants, { role: 'worker', area: other, from: testNow, to: null }]);
  expect(await phone.outbox.save(visiting(3))).toMatchObject({ ok: true });
  phone.renewGrants(grants);
  expect(await phone.outbox.save(visiting(3))).toMatchObject({ ok: false });
});
