import { expect, test, type Browser, type Page } from '@playwright/test';
import { chooseAccount } from './pages/field.ts';

/** Lists of those who hold no rows: page by page, searched by two characters, and what is seen stands in the address. */
const url = process.env['SHAODAO_URL'] ?? '';

async function sit(browser: Browser, username: string, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await chooseAccount(page, url, username);
  await page.waitForURL(/\/desk/);
  await page.goto(`${url}${path}`);
  return page;
}

test('the list of a district goes on as one reads on, by scrolling and by keyboard', async ({ browser }) => {
  const page = await sit(browser, 'qu', '/desk/list');
  const lines = page.getByRole('table').getByRole('row');
  const foot = page.locator('footer.more');
  await expect(foot).toContainText('已列出 50 件，还有更多');
  await foot.scrollIntoViewIfNeeded();
  await expect(foot).toContainText('已列出 100 件，还有更多');
  await expect(lines).toHaveCount(101);
  const more = page.getByRole('button', { name: '更多' });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => lines.count()).toBeGreaterThan(150);
  const ids = await page.getByRole('table').getByRole('row').allInnerTexts();
  expect(ids.length).toBeGreaterThan(150);
  await page.close();
});

test('two characters find, one asks kindly for another, and the address keeps it', async ({ browser }) => {
  const page = await sit(browser, 'jiedao', '/desk/list');
  const search = page.getByRole('searchbox', { name: '搜索' });
  await search.fill('路');
  await expect(page.getByText('至少要两个字')).toBeVisible();
  await search.fill('路灯');
  await expect(page.getByText('至少要两个字')).toBeHidden();
  await expect(page).toHaveURL(/q=%E8%B7%AF%E7%81%AF/);
  const lines = page.getByRole('table').getByRole('row');
  await expect
    .poll(async () => (await lines.allInnerTexts()).slice(1).every((text) => text.includes('路灯')))
    .toBe(true);
  await page.reload();
  await expect(search).toHaveValue('路灯');
  // Initials of the category's pinyin; nothing at all, and back again.
  await search.fill('ldbl');
  await expect(lines.nth(1)).toContainText('路灯不亮');
  await search.fill('没有这样的事');
  await page.getByRole('button', { name: '显示全部' }).click();
  await expect(search).toHaveValue('');
  await expect(page.locator('footer.more')).toContainText('已列出 50 件，还有更多');
  await page.close();
});

test('what waits is narrowed by clock and words, and stays so when one is opened', async ({ browser }) => {
  const page = await sit(browser, 'qu', '/desk/work?q=没有这样的事');
  await page.getByRole('button', { name: '显示全部' }).click();
  const items = page.locator('.work__list').getByRole('listitem');
  await expect(items.first()).toBeVisible();
  await page.getByText('更多条件').click();
  await page.getByRole('radio', { name: '征求意见' }).check();
  await expect(page).toHaveURL(/stage=consulting/);
  await items.first().getByRole('button').click();
  await expect(page.locator('article.detail')).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/work\/wh_[^?]+\?stage=consulting/);
  // An address that somebody wrote by hand is no fault.
  await page.goto(`${url}/desk/work?stage=nowhere&clock=x&category=%27&q=一`);
  await expect(page.getByText('至少要两个字')).toBeVisible();
  await expect(items.first()).toBeVisible();
  await page.close();
});
