import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { MediaRule } from '../local/phone.ts';
import { usePhone } from './rows.ts';

export interface MediaRuleView {
  rule: MediaRule;
  /** What keeps photos and voice from going now. */
  waitsFor: 'paused' | 'wifi' | null;
  canTellWifi: boolean;
  set: (changes: Partial<MediaRule>) => Promise<void>;
}

/** How photos and voice go from this phone, as it changes: by a tap, or by the network that she comes into. */
export function useMediaRule(): Readonly<ShallowRef<MediaRuleView>> {
  const { photos, sync } = usePhone();

  async function set(changes: Partial<MediaRule>): Promise<void> {
    await photos.setRule({ ...photos.rule(), ...changes });
    // What may go again goes now.
    if (photos.waitsFor() === null) void sync.now();
  }

  const look = (): MediaRuleView => ({
    rule: photos.rule(),
    waitsFor: photos.waitsFor(),
    canTellWifi: photos.canTellWifi(),
    set,
  });
  const view = shallowRef(look());
  const lookAgain = () => {
    view.value = look();
  };
  onScopeDispose(photos.onChange(lookAgain));
  onScopeDispose(sync.onChange(lookAgain));
  return view;
}
