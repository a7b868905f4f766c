import { shallowRef, type ShallowRef } from 'vue';

/**
 * The number of the local gas company's emergency service. China has no common one, so it is kept on this phone by
 * whoever knows it; null until then.
 */
const key = 'shaodao.gas-phone';

function kept(): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    return null; // storage may be closed to this page
  }
}

const number = shallowRef<string | null>(kept());
export const gasPhone: Readonly<ShallowRef<string | null>> = number;

/** @returns false for what is no telephone number; nothing is kept then */
export function keepGasPhone(said: string): boolean {
  const digits = said.replaceAll(/[\s()-]/g, '');
  if (!/^\+?\d{3,15}$/.test(digits)) return false;
  number.value = digits;
  try {
    globalThis.localStorage?.setItem(key, digits);
  } catch {
    return true; // it then lasts as long as the page
  }
  return true;
}
