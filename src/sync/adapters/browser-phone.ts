/** The phone of a page: IndexedDB, Web Locks, fetch, and what a browser says of itself. */
import { openDexieKv } from '../../local/dexie-kv.ts';
import { openMadeKv } from '../../local/made-kv.ts';
import type { Kv } from '../../local/kv.ts';
import { openMemoryKv } from '../../local/memory-kv.ts';
import type { Phone, SignedIn } from '../../local/phone.ts';
import { rememberSignedIn, toldName } from '../../local/registry.ts';
import { toldTables, type ToldTable } from '../../local/told-state.ts';
import { openPhone } from '../open-phone.ts';
import { broadcastChannel } from './broadcast.ts';
import { deviceClock, deviceRandom, webDigest } from './device.ts';
import { isOnWifi } from './device-network.ts';
import { fetchTransport } from './fetch-transport.ts';
import { gzipCodec } from './gzip.ts';
import { wakeTag } from './names.ts';
import { pagePokes } from './page-pokes.ts';
import { pageSigns } from './page-signs.ts';
import { uploadUrlsIn } from './upload-urls.ts';
import { webLock } from './web-lock.ts';

const toldVersion = 1;

/**
 * Who carries what she was told with her: a worker, and a unit on a phone. An office PC is shared, and keeps nothing: there
 * the first finger to point with is a mouse.
 */
const isOnDisk = ({ grants }: SignedIn): boolean =>
  grants.some(({ role }) => role === 'worker' || (role === 'unit' && matchMedia('(pointer: coarse)').matches));

/** With the first photo that goes: the first screen does not wait for it. */
const laterByTus = () =>
  import('./tus-upload.ts').then(
    ({ uploadByTus }) => uploadByTus,
    () => null,
  );

/** @throws StorageFull, StorageClosed */
export async function openBrowserPhone(account: SignedIn): Promise<Phone> {
  let opened: Phone | null = null;
  // The loop finds its database closed, and the screen asks to be loaded again.
  const replaced = () => void opened?.sync.now();
  const made = await openMadeKv(account.id, replaced);
  const told = await toldOf(account, replaced);
  const channel = broadcastChannel(`shaodao:${account.id}`);
  const phone = await openPhone({
    account,
    made,
    told,
    isToldShared: isOnDisk(account),
    clock: deviceClock,
    random: deviceRandom,
    digest: webDigest,
    codec: gzipCodec,
    lock: webLock(account.id),
    transport: fetchTransport(account.id, uploadUrlsIn(made), laterByTus),
    signs: pageSigns,
    channel,
    pokes: pagePokes,
    wakeUp,
    isOnWifi,
    room,
  });
  opened = phone;
  // Without it the service worker does not send by itself; the page does.
  await rememberSignedIn(plain(account)).catch(() => undefined);
  // A refusal is common and changes nothing; the browser then keeps what it can.
  void navigator.storage?.persist?.().catch(() => false);
  return {
    ...phone,
    async close() {
      await phone.close();
      channel.close();
    },
  };
}

/** A copy without reactive wrappers, as IndexedDB takes it. */
const plain = (account: SignedIn): SignedIn => JSON.parse(JSON.stringify(account)) as SignedIn;

/** Nobody is signed in any more: the service worker leaves the databases alone. */
export const forgetSignedIn = (): Promise<void> => rememberSignedIn(null);

const toldOf = async (account: SignedIn, onReplaced: () => void): Promise<Kv<ToldTable>> =>
  isOnDisk(account)
    ? openDexieKv(toldName(account.id), toldTables, { version: toldVersion, ifNewer: 'drop', onReplaced })
    : openMemoryKv(toldTables);

interface SyncManager {
  register(tag: string): Promise<void>;
}

/** Chromium alone wakes a service worker for this; elsewhere the next opening of the page sends. */
async function wakeUp(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration && 'sync' in registration) await (registration.sync as SyncManager).register(wakeTag);
}

async function room(): Promise<number | null> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined || usage === undefined ? null : quota - usage;
}
