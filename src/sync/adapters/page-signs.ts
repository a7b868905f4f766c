import { listenToNetwork } from './device-network.ts';
import type { Signs } from '../phone-options.ts';

/** The network as the browser sees it, and somebody looking at the page again. */
export const pageSigns: Signs = {
  isOnline: () => navigator.onLine,
  listen(listener) {
    const online = () => listener('online');
    const offline = () => listener('offline');
    const looked = () => {
      if (document.visibilityState === 'visible') listener('visible');
    };
    addEventListener('online', online);
    addEventListener('offline', offline);
    document.addEventListener('visibilitychange', looked);
    // From mobile data to Wi-Fi: what waited for it goes now.
    const stopNetwork = listenToNetwork(online);
    return () => {
      stopNetwork();
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', looked);
    };
  },
};
