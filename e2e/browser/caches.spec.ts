import { expect, test, type Page } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/** The browser's caches hold the app and nothing of anybody: what is personal lies in the databases of its account. */
const url = process.env['SHAODAO_URL'] ?? '';

/** Every reply in every cache of this origin: its address and its text. */
const cached = (page: Page): Promise<{ path: string; text: string }[]> =>
  page.evaluate(async () => {
    const found: { path: string; text: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        found.push({
          path: new URL(request.url).pathname,
          text: (await (await cache.match(request))?.text()) ?? '',
        });
    }
    return found;
  });

test('no cache holds anything personal after a day at the doors and at the desk', async ({ browser }) => {
  const { worker, clerk } = await workerAndClerk(url, 13);
  const staff = await Staff.signIn(url, worker);
  const [doors, people] = [await staff.rows('household'), await staff.rows('person')];
  const personal = [...doors, ...people]
    .flatMap(({ id, name, phone }) => [id, name, phone ?? ''])
    .filter((text) => text.length > 2);
  expect(personal.length).toBeGreaterThan(100);

  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const she = field(page);
  await she.signIn(url, worker.username);
  await she.prepare();
  await she.openFirstDue();
  await she.visit('没人');
  await she.tab('地图');
  await she.tab('待发箱');
  await she.tab('我的');
  await chooseAccount(page, url, clerk.username);
  await page.waitForURL('**/desk**');

  const found = await cached(page);
  expect(found.map(({ path }) => path)).toContain('/index.html');
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter(({ path }) => path.startsWith('/api') || path.startsWith('/healthz'))).toEqual([]);
  for (const { path, text } of found) expect([path, personal.filter((one) => text.includes(one))]).toEqual([path, []]);
  await context.close();
});
