import { computed, type ComputedRef } from 'vue';
import { versionAt, type DistrictSettings } from '../../core/settings/settings.ts';
import { useNow } from './now.ts';
import { useRows } from './rows.ts';

/** What the district has set, as this device holds it; null: it holds none, and the shipped settings stand in. */
export function useHeldSettings(): ComputedRef<DistrictSettings | null> {
  const rows = useRows('settings');
  const now = useNow();
  return computed(() => versionAt(rows.value[0], now.value)?.settings ?? null);
}
