import type { SignedIn } from '../local/phone.ts';

/** The account that opens without a network. No secret stands here: the session itself is an http-only cookie. */
const accountKey = 'shaodao.account';
/** The server has not heard yet that somebody signed out here. */
const signOutKey = 'shaodao.sign-out-owed';

export function rememberedAccount(): SignedIn | null {
  const text = localStorage.getItem(accountKey);
  if (text === null) return null;
  try {
    return asAccount(JSON.parse(text));
  } catch {
    // Half a text is as good as none: the person signs in again, her databases are untouched.
    return null;
  }
}

/**
 * Sets right what a kill within seconds of signing in or out left behind here: browsers write localStorage late, the
 * registry is on disk at once. A first visitor has no registry and loads nothing for it.
 */
export async function recoverAccount(): Promise<void> {
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? [];
  if (!databases.some(({ name }) => name === 'registry')) return;
  const { signedInAccount } = await import('../local/registry.ts');
  const signedIn = await signedInAccount().catch(() => undefined);
  if (signedIn === null) forgetAccount();
  else if (signedIn !== undefined && rememberedAccount() === null) rememberAccount(signedIn);
}

export function rememberAccount(account: SignedIn): void {
  localStorage.setItem(accountKey, JSON.stringify(account));
  localStorage.removeItem(signOutKey);
}

export function forgetAccount(): void {
  localStorage.removeItem(accountKey);
}

export const oweSignOut = (): void => localStorage.setItem(signOutKey, 'yes');
export const isSignOutOwed = (): boolean => localStorage.getItem(signOutKey) !== null;
export const settleSignOut = (): void => localStorage.removeItem(signOutKey);

/** Calls back when another tab signs in as somebody else, or out. @returns stops it */
export function onOtherAccount(current: () => SignedIn | null, listener: () => void): () => void {
  const heard = (event: StorageEvent) => {
    if (event.key === accountKey && rememberedAccount()?.id !== current()?.id) listener();
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

function asAccount(value: unknown): SignedIn | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, username, name, grants } = value as Partial<SignedIn>;
  if (typeof id !== 'string' || typeof username !== 'string' || typeof name !== 'string') return null;
  return Array.isArray(grants) ? { id, username, name, grants } : null;
}
