import type { Lock } from '../ports.ts';

/** Locks among all tabs and the service worker of this origin; `prefix` keeps accounts apart. */
export function webLock(prefix: string): Lock {
  if (!('locks' in navigator)) return lockInPage();
  return (name, run) =>
    navigator.locks.request(`${prefix}:${name}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await run();
      return true;
    });
}

/** A browser without the API: tabs do each other's work twice, which the protocol allows. */
function lockInPage(): Lock {
  const held = new Set<string>();
  return async (name, run) => {
    if (held.has(name)) return false;
    held.add(name);
    try {
      await run();
      return true;
    } finally {
      held.delete(name);
    }
  };
}
