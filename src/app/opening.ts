import type { Pinia } from 'pinia';
import { recoverAccount, rememberedAccount } from '../live/remembered-account.ts';
import type { Face } from './faces.ts';

/**
 * Whether this page load may go on with its face. Somebody remembered on this device who opens the app lands where
 * she works, with no tap and no network; a face without anybody signed in leads to the start page and back again.
 */
export async function isStaying(face: Face, pinia: Pinia): Promise<boolean> {
  if (face === 'start') {
    if (rememberedAccount() === null) await recoverAccount();
    if (rememberedAccount() === null || location.pathname !== '/' || location.search !== '') return true;
    const { homeOf } = await import('../live/session.ts');
    const account = rememberedAccount();
    if (account) location.replace(homeOf(account));
    return account === null;
  }
  const { useSession } = await import('../live/session.ts');
  const session = useSession(pinia);
  if (!(await session.resume())) {
    location.replace(`/?to=${encodeURIComponent(location.pathname + location.search)}`);
    return false;
  }
  if (session.home !== null && session.home !== `/${face}`) {
    location.replace(session.home);
    return false;
  }
  // Asked again each time until the browser says yes: what waits to be sent must survive a clean-up.
  void navigator.storage?.persist?.();
  return true;
}
