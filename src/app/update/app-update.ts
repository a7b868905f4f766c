/**
 * A new version of the app waits until somebody takes it: the service worker that is installed beside the running one
 * becomes the active one only after SKIP_WAITING and once the running one is at rest (MAKE_ROOM ends its waiting for
 * records that may still be undone), and then every page of the app must be opened anew. The page that asked does so
 * by itself; another one says so and waits for its person, who may be in the middle of something.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { Workbox } from 'workbox-window';

export type UpdateState = 'none' | 'ready' | 'applied';

export interface AppUpdate {
  state: Readonly<ShallowRef<UpdateState>>;
  apply: () => void;
}

export function useAppUpdate(): AppUpdate {
  const state = shallowRef<UpdateState>('none');
  let workbox: Workbox | undefined;
  let isAsked = false;

  async function follow(): Promise<void> {
    const { Workbox } = await import('workbox-window');
    workbox = new Workbox('/sw.js');
    workbox.addEventListener('waiting', () => {
      state.value = 'ready';
    });
    workbox.addEventListener('controlling', (event) => {
      if (isAsked) location.reload();
      else if (event.isUpdate) state.value = 'applied';
    });
    await workbox.register();
  }

  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    // Without a service worker (a private window, no https) the app works as before, only not offline.
    follow().catch(() => undefined);

  return {
    state,
    apply: () => {
      isAsked = true;
      navigator.serviceWorker.controller?.postMessage({ type: 'MAKE_ROOM' });
      workbox?.messageSkipWaiting();
    },
  };
}
