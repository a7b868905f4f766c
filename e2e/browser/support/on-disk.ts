import { expect, type Page } from '@playwright/test';

/**
 * Waits until what was typed stands in a draft on disk. A busy machine's disk lags behind a script that types without a
 * pause and kills at once; nobody's fingers are that fast.
 */
export async function untilOnDisk(page: Page, words: string): Promise<void> {
  await expect
    .poll(async () => (await draftsOnDisk(page)).some((one) => one.includes(words)), {
      message: `"${words}" in a draft on disk`,
    })
    .toBe(true);
}

/** Every draft of whoever used this browser, as JSON. */
const draftsOnDisk = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
      });
    const found: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await answered(indexedDB.open(name));
      try {
        if (!database.objectStoreNames.contains('drafts')) continue;
        const all = await answered(database.transaction('drafts').objectStore('drafts').getAll());
        found.push(...all.map((one) => JSON.stringify(one)));
      } finally {
        database.close();
      }
    }
    return found;
  });
