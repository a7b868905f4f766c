import { shallowRef, watchEffect } from 'vue';

const storageKey = 'shaodao.covered';

function kept(): boolean {
  try {
    return globalThis.localStorage?.getItem(storageKey) === '1';
  } catch {
    return false; // storage may be closed to this page; the cover then lasts as long as the page
  }
}

/**
 * 挡屏: the screen is covered with a neutral page. It holds over a reload and in every tab of this browser that is
 * opened afterwards; what lies under it stays as it was.
 */
export const isCovered = shallowRef(kept());

watchEffect(
  () => {
    const isOn = isCovered.value;
    if (typeof document !== 'undefined') document.documentElement.toggleAttribute('data-covered', isOn);
    try {
      globalThis.localStorage?.setItem(storageKey, isOn ? '1' : '0');
    } catch {
      return; // as above
    }
  },
  { flush: 'sync' },
);
