import { shallowRef, watch, watchEffect } from 'vue';

const storageKey = 'shaodao.elder';

function kept(): boolean {
  try {
    return globalThis.localStorage?.getItem(storageKey) === '1';
  } catch {
    return false; // storage may be closed to this page; the choice then lasts as long as the page
  }
}

/** Whether 长辈版 is chosen on this device. Which faces are drawn by it, the app says (`applyElder`). */
export const elder = shallowRef(kept());

watch(
  elder,
  (isOn) => {
    try {
      globalThis.localStorage?.setItem(storageKey, isOn ? '1' : '0');
    } catch {
      return; // as above
    }
  },
  { flush: 'sync' },
);

/** Draws this page by the choice: larger type and targets by the tokens of `[data-elder]`. */
export function applyElder(): void {
  watchEffect(() => document.documentElement.toggleAttribute('data-elder', elder.value), { flush: 'sync' });
}
