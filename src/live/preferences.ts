import { shallowRef, watch } from 'vue';

const soundKey = 'shaodao.sound';

function kept(): boolean {
  try {
    return globalThis.localStorage?.getItem(soundKey) !== 'no';
  } catch {
    return true; // storage may be closed to this page; the choice then lasts as long as the page
  }
}

/** Whether this device may make a sound when something is saved. Language is in texts.ts, 长辈版 in ui/elder.ts. */
export const sound = shallowRef(kept());

watch(
  sound,
  (isOn) => {
    try {
      globalThis.localStorage?.setItem(soundKey, isOn ? 'yes' : 'no');
    } catch {
      return; // as above
    }
  },
  { flush: 'sync' },
);
