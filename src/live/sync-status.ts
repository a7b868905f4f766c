import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { SyncStatus } from '../local/phone.ts';
import { usePhone } from './rows.ts';

/** How the exchange with the server stands, as it changes. */
export function useSyncStatus(): Readonly<ShallowRef<SyncStatus>> {
  const { sync } = usePhone();
  const status = shallowRef({ ...sync.status() });
  onScopeDispose(
    sync.onChange(() => {
      status.value = { ...sync.status() };
    }),
  );
  return status;
}
