import * as z from 'zod/mini';
import { shallowRef, type ShallowRef } from 'vue';

/** `GET /api/about`, asked once a page load and kept for the times without a network. */
const aboutShape = z.object({ filingNumber: z.nullable(z.string()) });
const storageKey = 'shaodao.filing-number';

function kept(): string {
  try {
    return globalThis.localStorage?.getItem(storageKey) ?? '';
  } catch {
    return ''; // storage may be closed to this page; the number then comes with the network
  }
}

const filingNumber = shallowRef(kept());
let isAsked = false;

/** The filing number (备案号) of this installation; empty where none is set or none is known yet. */
export function useFilingNumber(): Readonly<ShallowRef<string>> {
  if (!isAsked) void ask();
  return filingNumber;
}

async function ask(): Promise<void> {
  isAsked = true;
  try {
    const said = aboutShape.safeParse(await (await fetch('/api/about', { cache: 'no-store' })).json());
    if (!said.success) return;
    filingNumber.value = said.data.filingNumber ?? '';
    localStorage.setItem(storageKey, filingNumber.value);
  } catch {
    isAsked = false; // no network: the next page that shows a footer asks again
  }
}
