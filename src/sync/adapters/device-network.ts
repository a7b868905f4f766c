/** By which network this device is connected, on the page and in the service worker. Few browsers say (Chrome on Android). */

/** Not in the compiler's libraries of every place where this runs. */
interface Connection {
  type?: string;
  addEventListener?: (type: 'change', listener: () => void) => void;
  removeEventListener?: (type: 'change', listener: () => void) => void;
}

const connectionOf = (): Connection | undefined => (navigator as { connection?: Connection }).connection;

/** null: the device does not say. */
export function isOnWifi(): boolean | null {
  const type = connectionOf()?.type;
  return type === undefined ? null : type === 'wifi' || type === 'ethernet';
}

/** @returns stops it */
export function listenToNetwork(listener: () => void): () => void {
  const connection = connectionOf();
  connection?.addEventListener?.('change', listener);
  return () => connection?.removeEventListener?.('change', listener);
}
