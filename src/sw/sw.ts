/**
 * The service worker: the app itself without a network, and the outbox with every page closed.
 *
 * Contract: its cache holds the built app and nothing else, never an answer of the API. A new version waits until a
 * page asks for it, and the browser lets it in only when this one is at rest: asked to make room, it waits for nothing
 * more. The browser's `sync` event is only a hint; pages send by themselves as well.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { openMadeKv } from '../local/made-kv.ts';
import { MadeStore } from '../local/made-store.ts';
import { PhonePhotos } from '../local/phone-photos.ts';
import { signedInAccount } from '../local/registry.ts';
import { broadcastChannel } from '../sync/adapters/broadcast.ts';
import { deviceClock, deviceRandom, webDigest } from '../sync/adapters/device.ts';
import { isOnWifi } from '../sync/adapters/device-network.ts';
import { fetchTransport } from '../sync/adapters/fetch-transport.ts';
import { wakeTag } from '../sync/adapters/names.ts';
import { uploadByTus } from '../sync/adapters/tus-upload.ts';
import { uploadUrlsIn } from '../sync/adapters/upload-urls.ts';
import { webLock } from '../sync/adapters/web-lock.ts';
import { givenOf } from '../sync/given-of.ts';
import type { Clock } from '../sync/ports.ts';
import { sendWhileClosed } from '../sync/send-closed.ts';

/** Not in the compiler's libraries: Chromium alone has it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
  addEventListener(type: 'sync', listener: (event: SyncEvent) => void): void;
};

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
// What is asked of the start page (`/?to=…`) counts as the start page: one whose session ended is sent there offline too.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { allowlist: [/^\/(\?|$)/, /^\/(field|desk)(\/|$|\?)/] }),
);

/** The rest of a `sync` event that is given up is the newer version's: the browser wakes it again. */
const makingRoom = new AbortController();
const clock: Clock = {
  ...deviceClock,
  sleep: async (ms) => {
    await deviceClock.sleep(ms, makingRoom.signal);
    makingRoom.signal.throwIfAborted();
  },
};

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const { data } = event;
  const type = (data as { type?: unknown } | null)?.type;
  if (type === 'SKIP_WAITING') void self.skipWaiting();
  if (type === 'MAKE_ROOM') makingRoom.abort(new Error('a newer version takes over'));
});
self.addEventListener('sync', (event) => {
  if (event.tag === wakeTag) event.waitUntil(send());
});

async function send(): Promise<void> {
  const signedIn = await signedInAccount();
  if (!signedIn) return;
  const account = signedIn.id;
  const kv = await openMadeKv(account, () => {});
  const channel = broadcastChannel(`shaodao:${account}`);
  try {
    const given = givenOf(deviceClock, deviceRandom);
    const made = await MadeStore.open(kv, given);
    made.onCommit = () => channel.post({ kind: 'made' });
    // What she pauses on a page while this sends is paused here too.
    channel.listen((message) => {
      if (message.kind === 'made') made.reload().catch(() => undefined);
    });
    await sendWhileClosed({
      made,
      photos: new PhonePhotos(made, webDigest, () => Promise.resolve(null), isOnWifi),
      transport: fetchTransport(account, uploadUrlsIn(kv), () => Promise.resolve(uploadByTus)),
      lock: webLock(account),
      given,
      clock,
    });
  } finally {
    kv.close();
    channel.close();
  }
}
