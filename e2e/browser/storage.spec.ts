import { expect, test, type Page } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { openDevice } from './support/device.ts';
import { openFront } from './support/front.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/** What becomes of the phone's own databases: raised by a newer app that is killed on the way, or emptied by a cleaner. */
const url = process.env['SHAODAO_URL'] ?? '';

test('an upgrade of the phone’s database that is killed half-way leaves everything, and is done the next time', async () => {
  test.setTimeout(180_000);
  const front = await openFront(url);
  const device = await openDevice(front.url);
  try {
    const { worker } = await workerAndClerk(url, 4);
    const watcher = await Staff.signIn(url, worker);
    const before = (await watcher.rows('visit')).length;
    await field(device.page).signIn(device.url, worker.username);
    await field(device.page).prepare();
    front.isPushDown = true;
    await field(device.page).openFirstDue();
    await field(device.page).visit('拒访');
    await field(device.page).nextDoor();
    await field(device.page).visit('没人');
    // What is held for an undo is let go, and the cookie is written.
    await field(device.page).tab('待发箱');
    await expect(device.page.locator('article[data-state="waiting"]')).toHaveCount(2, { timeout: 30_000 });
    await device.page.goto(`${device.url}/healthz`);
    await device.page.evaluate(layAsOlderVersion);
    // The service worker would raise it unseen; it comes back with the page.
    await device.page.evaluate(async () => {
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    });
    await device.close();

    for (let kill = 0; kill < 2; kill++) {
      await device.start();
      expect(await killedInUpgrade(device.page, device.url, () => device.kill())).toBe(true);
    }

    await device.start();
    await device.page.goto(`${device.url}/field/outbox`);
    await expect(device.page.locator('article[data-state="waiting"]')).toHaveCount(2, { timeout: 60_000 });
    front.isPushDown = false;
    await expect(device.page.locator('article[data-state="received"]')).toHaveCount(2, { timeout: 90_000 });
    expect((await watcher.rows('visit')).length).toBe(before + 2);
  } finally {
    await device.dispose();
    await front.close();
  }
});

test('a phone whose databases were emptied says so under the same session, and so does her community’s desk', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { worker, clerk } = await workerAndClerk(url, 17);
  const context = await browser.newContext();
  const page = await context.newPage();
  const she = field(page);
  await she.signIn(url, worker.username);
  await she.prepare();
  await she.openFirstDue();
  await she.visit('拒访');
  await she.nextDoor();
  await she.tab('待发箱');
  await expect(page.locator('article[data-state="received"]')).toHaveCount(1, { timeout: 60_000 });

  await page.goto('about:blank');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'indexeddb' });
  await page.goto(`${url}/field`);

  // The cookie of the session lives elsewhere: nobody has to sign in.
  await expect(page.getByText(/这台手机的数据被清掉过/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
  await context.close();

  const desk = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const clerkPage = await desk.newPage();
  await chooseAccount(clerkPage, url, clerk.username);
  await clerkPage.waitForURL('**/desk/**');
  await clerkPage.goto(`${url}/desk/staff`);
  await expect(clerkPage.getByText(/发现她手机的数据被清掉过/).first()).toBeVisible({ timeout: 60_000 });
  await desk.close();
});

/** What she made, as a version of the app left it that is one older: the same rows under a lower number. */
async function layAsOlderVersion(): Promise<void> {
  const done = <T>(asked: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      asked.addEventListener('success', () => resolve(asked.result));
      asked.addEventListener('error', () => reject(asked.error ?? new Error('refused')));
    });
  for (const { name = '', version = 0 } of await indexedDB.databases()) {
    if (!name.startsWith('made:')) continue;
    const db = await done(indexedDB.open(name));
    const stores = [...db.objectStoreNames];
    const kept = await Promise.all(
      stores.map(async (store) => {
        const rows = db.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
        return { store, keys, values };
      }),
    );
    db.close();
    await done(indexedDB.deleteDatabase(name));
    const older = indexedDB.open(name, version - 10);
    older.addEventListener('upgradeneeded', () => {
      for (const { store, keys, values } of kept) {
        const made = older.result.createObjectStore(store);
        for (const [i, value] of values.entries()) made.put(value, keys[i]);
      }
    });
    (await done(older)).close();
  }
}

/** Opens the app, and kills the browser while the database is between two versions. @returns whether it was */
async function killedInUpgrade(page: Page, at: string, kill: () => Promise<void>): Promise<boolean> {
  let isKilled = false;
  const seen = new Promise<void>((resolve) => {
    void page.exposeFunction('upgrading', async () => {
      isKilled = true;
      await kill();
      resolve();
    });
  });
  await page.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = (name: string, version?: number) => {
      const asked = open(name, version);
      asked.addEventListener('upgradeneeded', () => {
        if (!name.startsWith('made:')) return;
        (window as unknown as { upgrading: () => void }).upgrading();
        // The upgrade stays open while the news of it travels.
        const until = Date.now() + 3_000;
        while (Date.now() < until);
      });
      return asked;
    };
  });
  void page.goto(`${at}/field/outbox`).catch(() => undefined);
  await Promise.race([seen, page.waitForTimeout(30_000).catch(() => undefined)]);
  return isKilled;
}
