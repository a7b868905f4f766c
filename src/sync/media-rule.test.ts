import { expect, it } from 'vitest';
import { testNow } from '../../core/testing/builders.ts';
import { raising, TestWorld } from './testing/test-phone.ts';

const photo = {
  bytes: new Uint8Array([0xff, 0xd8, 1, 2]),
  thumb: new Uint8Array([0xff, 0xd8, 3]),
  width: 4,
  height: 3,
  takenAt: testNow,
  place: null,
};

async function phoneWithPhoto(isOnWifi: () => boolean | null = () => null) {
  const world = new TestWorld();
  const phone = await world.open({ isOnWifi });
  await phone.sync.now();
  const { sha256 } = await phone.photos.keep(photo);
  const save = () => phone.outbox.save(raising(1, { photos: [sha256] }));
  return { world, phone, sha256, save };
}

it('lets text go while photos are paused, also after a kill, and sends them when she goes on', async () => {
  const { world, phone, save } = await phoneWithPhoto();
  await phone.photos.setRule({ isPaused: true, isWifiOnly: false });
  await save();
  await phone.sync.now();
  expect(phone.outbox.all()[0]?.state).toBe('received');
  expect(phone.photos.waitsFor()).toBe('paused');
  await world.kill();
  const again = await world.open();
  await again.sync.now();
  expect(world.server.uploads).toEqual([]);
  await again.photos.setRule({ isPaused: false, isWifiOnly: false });
  await again.sync.now();
  expect(world.server.uploads.map(({ size }) => size)).toEqual(['thumb', 'full']);
});

it('holds photos for Wi-Fi alone where the device says by what it is connected', async () => {
  let isWifi = false;
  const { world, phone, save } = await phoneWithPhoto(() => isWifi);
  await phone.photos.setRule({ isPaused: false, isWifiOnly: true });
  await save();
  await phone.sync.now();
  expect([phone.photos.waitsFor(), phone.photos.canTellWifi(), world.server.uploads]).toEqual(['wifi', true, []]);
  isWifi = true;
  await phone.sync.now();
  expect(phone.photos.waitsFor()).toBeNull();
  expect(world.server.uploads).toHaveLength(2);
});

it('never holds them for Wi-Fi where the device does not say', async () => {
  const { world, phone, save } = await phoneWithPhoto();
  await phone.photos.setRule({ isPaused: false, isWifiOnly: true });
  await save();
  await phone.sync.now();
  expect(phone.photos.canTellWifi()).toBe(false);
  expect(world.server.uploads).toHaveLength(2);
});

it('begins no other photo once they are paused', async () => {
  const { world, phone, save } = await phoneWithPhoto();
  world.server.onUpload = async (_, answer) => {
    await phone.photos.setRule({ isPaused: true, isWifiOnly: false });
    return answer();
  };
  await save();
  await phone.sync.now();
  expect(world.server.uploads.map(({ size }) => size)).toEqual(['thumb']);
});
