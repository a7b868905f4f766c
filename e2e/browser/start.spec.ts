import { expect, test } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { openFront } from './support/front.ts';
import { untilOnDisk } from './support/on-disk.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/** How one comes in, and how a new version comes to those who are in. */
const url = process.env['SHAODAO_URL'] ?? '';

test('the start page offers one account of each role before the rest of the town', async ({ page }) => {
  await page.goto(url);
  await expect(page.getByRole('note')).toContainText('演示数据');
  const seen = page.locator('[data-username]').filter({ visible: true });
  await expect(seen.first()).toBeVisible();
  const names = await seen.evaluateAll((all) => all.map((one) => one.dataset['username']));
  expect(names.slice(0, 2)).toEqual(['wangge', 'wangge2']);
  for (const name of ['shequ', 'jiedao', 'qu', 'shi', 'bumen', 'lingdao', 'admin']) expect(names).toContain(name);
  expect(new Set(names).size).toBe(names.length);
  // The other eighteen workers are there, folded.
  await expect(page.locator('[data-username="wangge3"]')).toBeHidden();
  await page.getByText(/^全镇的其他账号/).click();
  await expect(page.locator('[data-username="wangge3"]')).toBeVisible();
});

test('the form says what is missing, what is wrong, and that there is no network', async ({ page, context }) => {
  await page.goto(url);
  const username = page.getByRole('textbox', { name: '用户名' });
  const password = page.getByLabel('密码');
  const enter = page.getByRole('button', { name: '登录', exact: true });
  const fault = page.getByRole('alert');

  await enter.click();
  await expect(page.getByText('请填写用户名。')).toBeVisible();
  await expect(username).toBeFocused();
  await username.fill('wangge');
  await enter.click();
  await expect(page.getByText('请填写密码。')).toBeVisible();
  await password.fill('not-this-one');
  await password.press('Enter');
  await expect(fault).toHaveText('账号或密码不对。请核对后再试。');
  await expect(username).toHaveValue('wangge');

  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await enter.click();
  await expect(fault).toContainText('现在连不上服务器');
  // Sent here by a session that ended, one finds the page offline as well.
  await page.goto(`${url}/?to=%2Ffield`);
  await expect(enter).toBeVisible();
  await context.setOffline(false);
  await page.goto(`${url}/?start`);
  await username.fill('jiedao');
  await password.fill('shaodao-demo');
  await password.press('Enter');
  await page.waitForURL('**/desk/work');
});

test('the language is switched at once and kept', async ({ page }) => {
  await page.goto(url);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in with an account' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'One click to enter a role' })).toBeVisible();
  await chooseAccount(page, url, 'jiedao');
  await expect(page.getByRole('heading', { name: 'To do' })).toBeVisible();
  await page.goto(`${url}/?start`);
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { name: '账号登录' })).toBeVisible();
});

test('the elder version is one press away before the first sign-in, and comes along', async ({ page }) => {
  await page.goto(url);
  const elder = page.getByRole('button', { name: /^长辈版/ });
  await elder.click();
  await expect(elder).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('html')).toHaveAttribute('data-elder', '');
  await page.locator('[data-username="wangge2"]').click();
  await page.waitForURL('**/field');
  await expect(page.getByRole('heading', { name: '今天' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-elder', '');
  await page.goto(`${url}/?start`);
  await elder.click();
  await expect(page.locator('html')).not.toHaveAttribute('data-elder', '');
});

test('inside a chat app it is said how to open the browser, and what works until then', async ({ browser }) => {
  const userAgent =
    'Mozilla/5.0 (Linux; Android 13; V2188A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MicroMessenger/8.0.47';
  const context = await browser.newContext({ userAgent, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(url);
  const title = page.getByText('请在浏览器里打开：点右上角 ⋯ → 在浏览器打开');
  await expect(title).toBeVisible();
  await expect(page.getByText(/^现在能用：/)).toBeVisible();
  await expect(page.getByText(/^不能用：没有网络时打不开/)).toBeVisible();
  // In her work it is one line, until she opens it.
  await chooseAccount(page, url, 'wangge');
  await page.waitForURL('**/field');
  await expect(title).toBeVisible();
  await expect(page.getByText(/^不能用：/)).toBeHidden();
  await title.click();
  await expect(page.getByText(/^不能用：/)).toBeVisible();
  await context.close();
});

test('preparing to go out takes a new version at once and goes on with the checks', async ({ page }) => {
  const front = await openFront(url);
  try {
    const { worker } = await workerAndClerk(url, 5);
    const she = field(page);
    await she.signIn(front.url, worker.username);
    await she.prepare();
    front.version = '00000000000000000000000000000004';
    await page.getByRole('button', { name: '再查一遍' }).click();
    await expect(page.locator('meta[name="test-version"]')).toHaveCount(1, { timeout: 60_000 });
    await expect(page.getByRole('button', { name: '再查一遍' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('status').filter({ hasText: '新版本已准备好' })).toBeHidden();
  } finally {
    await front.close();
  }
});

test('a new version waits for a clean screen, and what is queued survives it', async ({ page }) => {
  const front = await openFront(url);
  try {
    const { worker, clerk } = await workerAndClerk(url, 5);
    const watcher = await Staff.signIn(url, clerk);
    const before = (await watcher.rows('visit')).length;
    const she = field(page);
    await she.signIn(front.url, worker.username);
    await she.prepare();
    front.isPushDown = true;
    await she.openFirstDue();
    await she.visit('没人');

    // In the middle of a visit nobody is asked.
    front.version = '00000000000000000000000000000002';
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
    });
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state))
      .toBe('installed');
    const prompt = page.getByRole('status').filter({ hasText: '新版本已准备好' });
    await expect(prompt).toBeHidden();
    await expect(page.locator('meta[name="test-version"]')).toHaveCount(0);

    await she.tab('待发箱');
    await expect(prompt).toBeVisible();
    await expect(page.getByText('待发', { exact: true })).toHaveCount(1);
    await prompt.getByRole('button', { name: '更新' }).click();
    await expect(page.locator('meta[name="test-version"]')).toHaveCount(1);
    await expect(page.getByText('待发', { exact: true })).toHaveCount(1);
    await expect(prompt).toBeHidden();

    // By itself, or by a hand that may come too late to find the button.
    front.isPushDown = false;
    await page.reload();
    await expect(page.getByText('已收到', { exact: true })).toHaveCount(1, { timeout: 60_000 });
    expect((await watcher.rows('visit')).length - before).toBe(1);
  } finally {
    await front.close();
  }
});

test('a tab that stays open beside the new version says so, and what is half written there survives', async ({
  page,
  context,
}) => {
  const front = await openFront(url);
  try {
    const { worker } = await workerAndClerk(url, 5);
    const watcher = await Staff.signIn(url, worker);
    await field(page).signIn(front.url, worker.username);
    await field(page).prepare();
    const other = await context.newPage();
    await other.goto(`${front.url}/field`);
    await field(other).openFirstDue();
    await field(other).visit('电话');
    const note = other.getByRole('textbox', { name: '其他情况' });
    await note.fill('话说到一半');

    front.version = '00000000000000000000000000000003';
    await page.bringToFront();
    await field(page).tab('待发箱');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByRole('status').filter({ hasText: '新版本已准备好' }).getByRole('button', { name: '更新' }).click();
    await expect(page.locator('meta[name="test-version"]')).toHaveCount(1);

    // Nobody loads the other tab anew over her head; her next words are kept by the old code.
    await other.bringToFront();
    const prompt = other.getByRole('status').filter({ hasText: '哨到已在另一个页面更新，请重新打开这一页。' });
    await expect(prompt).toBeVisible();
    await expect(other.locator('meta[name="test-version"]')).toHaveCount(0);
    await note.fill('话说到一半，又说完了');
    await untilOnDisk(other, '又说完了');
    await prompt.getByRole('button', { name: '重新打开' }).click();
    await expect(other.locator('meta[name="test-version"]')).toHaveCount(1);
    await expect(note).toHaveValue('话说到一半，又说完了');
    await field(other).nextDoor();
    await expect
      .poll(async () => (await watcher.rows('visit')).filter((one) => one.note === '话说到一半，又说完了').length, {
        timeout: 60_000,
      })
      .toBe(1);
  } finally {
    await front.close();
  }
});

test('code that is older than its database asks to be opened anew, and its outbox stays readable', async ({
  page,
  context,
}) => {
  const front = await openFront(url);
  try {
    const { worker } = await workerAndClerk(url, 5);
    const she = field(page);
    await she.signIn(front.url, worker.username);
    await she.prepare();
    front.isPushDown = true;
    await she.openFirstDue();
    await she.visit('拒访');
    await she.tab('待发箱');
    await expect(page.getByText('待发', { exact: true })).toHaveCount(1);

    const newer = await context.newPage();
    await newer.goto(`${front.url}/healthz`);
    await newer.evaluate(takeOverDatabases);
    await newer.close();

    await expect(page.getByText('有空时重新打开应用即可，记录不会丢。')).toBeVisible();
    await page.reload();
    await expect(page.getByText('待发', { exact: true })).toHaveCount(1);
    await expect(page.getByText(/^走访 .+ · 拒访$/)).toBeVisible();
  } finally {
    await front.close();
  }
});

/** What newer code does in another tab: the databases are of its version from now on. */
async function takeOverDatabases(): Promise<void> {
  for (const { name = '', version = 0 } of await indexedDB.databases()) {
    if (!/^(made|told):/.test(name)) continue;
    await new Promise<void>((resolve, reject) => {
      const opened = indexedDB.open(name, version + 10);
      opened.addEventListener('success', () => {
        opened.result.close();
        resolve();
      });
      opened.addEventListener('error', () => reject(opened.error ?? new Error(name)));
    });
  }
}
