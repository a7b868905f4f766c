import { computed, shallowRef, type ComputedRef } from 'vue';
import type { DistrictSettings } from '../../../../core/settings/settings.ts';
import { shippedSettings } from '../../../../core/settings/shipped-settings.ts';
import { useHeldSettings } from '../../../live/district-settings.ts';

/** As the server answered a desk that holds no rows. */
const asked = shallowRef<DistrictSettings | null>(null);
export const keepAskedSettings = (settings: DistrictSettings): void => {
  asked.value = settings;
};

/** What the district has set: as held on this device, else as asked of the server, else as shipped. */
export function useDistrictSettings(): ComputedRef<DistrictSettings> {
  const held = useHeldSettings();
  return computed(() => held.value ?? asked.value ?? shippedSettings);
}
