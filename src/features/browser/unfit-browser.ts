/**
 * Where this app cannot be what it promises: inside a chat app's own browser, which keeps neither pages nor records
 * reliably and on an iPhone has no service worker; over plain http; in a browser too old for offline pages.
 */
export type UnfitBrowser = 'chat' | 'insecure' | 'old';

export interface BrowserFacts {
  userAgent: string;
  isSecure: boolean;
  hasServiceWorker: boolean;
}

/** null: nothing to say. */
export function unfitBrowser({ userAgent, isSecure, hasServiceWorker }: BrowserFacts): UnfitBrowser | null {
  if (/MicroMessenger|wxwork/iu.test(userAgent)) return 'chat';
  if (!isSecure) return 'insecure';
  return hasServiceWorker ? null : 'old';
}

export const unfitHere = (): UnfitBrowser | null =>
  unfitBrowser({
    userAgent: navigator.userAgent,
    isSecure: globalThis.isSecureContext,
    hasServiceWorker: 'serviceWorker' in navigator,
  });
