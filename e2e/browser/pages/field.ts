import { expect, type Page } from '@playwright/test';

/** One click on the start page, as any of the demo's accounts. */
export async function chooseAccount(page: Page, url: string, username: string): Promise<void> {
  await page.goto(`${url}/?start`);
  const account = page.locator(`[data-username="${username}"]`);
  await account.waitFor({ state: 'attached' });
  // Most of the town's workers stand in a folded list.
  if (!(await account.isVisible())) await page.locator('details', { has: account }).locator('summary').click();
  await account.click();
}

export type VisitOutcomeWord = '见到人' | '没人' | '电话' | '拒访';

/** What a grid worker does on her phone, by the words that she reads. */
export const field = (page: Page) => ({
  async signIn(url: string, username: string): Promise<void> {
    await chooseAccount(page, url, username);
    await page.waitForURL('**/field');
  },
  /** Waits until the roster is here and prepares for going out. */
  async prepare(): Promise<void> {
    await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.getByRole('button', { name: '开始准备' }).click();
    await expect(page.getByRole('button', { name: '再查一遍' })).toBeVisible({ timeout: 30_000 });
  },
  tab: (name: '今天' | '地图' | '吹哨' | '待发箱' | '我的') =>
    page.getByRole('navigation', { name: '主要页面' }).getByRole('link', { name }).click(),
  async openFirstDue(): Promise<void> {
    await page.getByRole('link', { name: /^从.+开始$/ }).click();
  },
  /** One of the four large buttons: a tile of the prompts may hold the same characters. */
  outcome: (name: VisitOutcomeWord) => page.getByRole('button', { name, exact: true }),
  async visit(outcome: VisitOutcomeWord): Promise<void> {
    await page.getByRole('button', { name: outcome, exact: true }).click();
    await expect(page.getByText(`${outcome} · 已保存在本机`)).toBeVisible();
  },
  nextDoor: () => page.getByRole('button', { name: /^下一户/ }).click(),
  async shoot(): Promise<void> {
    await page.getByRole('button', { name: '拍照', exact: true }).click();
    await expect(page.getByRole('heading', { name: '是什么事？点一下就发出' })).toBeVisible();
  },
  async chooseTile(index = 0): Promise<void> {
    await page.getByRole('group', { name: '是什么事？点一下就发出' }).getByRole('button').nth(index).click();
    await expect(page.getByText('已存入待发箱')).toBeVisible();
  },
});
