import { expect, test } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { workerAndClerk } from './support/staff.ts';

/** What becomes of a phone whose databases were emptied, by a cleaner or by hand. */
const url = process.env['SHAODAO_URL'] ?? '';

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
