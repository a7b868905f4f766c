/**
 * Who is signed in on this device, on disk at once: the service worker opens that account's databases when no page is
 * there, and a page that was killed right after signing in (or out) finds here what localStorage, which browsers
 * write seconds later, may have lost. No secret stands in it.
 */
import type { AccountId } from '../../core/lib/id.ts';
import { openDexieKv } from './dexie-kv.ts';
import type { SignedIn } from './phone.ts';

const options = { version: 1, ifNewer: 'read', onReplaced: () => {} } as const;

/** `live/remembered-account.ts` looks for a database of this name. */
const registryName = 'registry';
const open = () => openDexieKv(registryName, ['accounts'] as const, options);

export const madeName = (account: AccountId): string => `made:${account}`;
export const toldName = (account: AccountId): string => `told:${account}`;

/** @param account null: signed out */
export async function rememberSignedIn(account: SignedIn | null): Promise<void> {
  const kv = await open();
  try {
    await kv.write(['accounts'], (tx) => tx.put('accounts', 'signed-in', account));
  } finally {
    kv.close();
  }
}

/** @returns null: signed out; undefined: nobody ever signed in here */
export async function signedInAccount(): Promise<SignedIn | null | undefined> {
  const kv = await open();
  try {
    return (await kv.read(['accounts'], (tx) => tx.get('accounts', 'signed-in'))) as SignedIn | null | undefined;
  } finally {
    kv.close();
  }
}
