import { StoreConflict } from './store.ts';

export interface Patience {
  sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  fraction: () => number;
}

/**
 * Runs work whose transaction met another one: nothing of it was kept, so it runs again after a short random wait,
 * up to `tries` times more. Any other fault is its caller's.
 */
export async function againOnConflict<T>(work: () => Promise<T>, { sleep, fraction }: Patience, tries = 5): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof StoreConflict) || failures >= tries) throw fault;
      await sleep((5 + 20 * fraction()) * 2 ** failures);
    }
  }
}
