import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** Whether the device believes that it has a network. It says nothing about the server: show it, decide nothing by it. */
export function useOnline(): Readonly<ShallowRef<boolean>> {
  const online = shallowRef(navigator.onLine);
  const update = (): void => {
    online.value = navigator.onLine;
  };
  addEventListener('online', update);
  addEventListener('offline', update);
  onScopeDispose(() => {
    removeEventListener('online', update);
    removeEventListener('offline', update);
  });
  return online;
}
