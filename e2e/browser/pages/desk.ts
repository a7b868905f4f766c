import { expect, type Page, type Request } from '@playwright/test';
import { gunzipSync } from 'node:zlib';
import type { PushRequest } from '../../../core/protocol/push.ts';
import { chooseAccount } from './field.ts';

/** What a clerk does at her desk, by the words that she reads and the keys that she presses. */
export const desk = (page: Page) => ({
  async signIn(url: string, username: string): Promise<void> {
    await chooseAccount(page, url, username);
    await page.waitForURL('**/desk/**');
    await expect(page.getByRole('heading', { name: '收哨' })).toBeAttached({ timeout: 60_000 });
    await expect(page.getByRole('list', { name: '哨的列表' })).toBeVisible();
  },
  item: (id: string) => page.locator(`a[data-whistle="${id}"]`),
  items: () => page.locator('a[data-whistle]'),
  idsShown: () => page.locator('a[data-whistle]').evaluateAll((all) => all.map((one) => one.dataset['whistle'] ?? '')),
  detail: () => page.getByRole('region', { name: '哨的内容' }),
  /** Only what holds these words; the keys are the list's again afterwards. */
  async find(words: string): Promise<void> {
    await page.keyboard.press('Slash');
    await expect(page.getByRole('searchbox', { name: '搜索' })).toBeFocused();
    await page.keyboard.insertText(words);
    await page.keyboard.press('Escape');
  },
});

/** Every mutation that this page sends, as it stands on the wire. */
export function mutationsOf(page: Page): PushRequest['mutations'] {
  const sent: PushRequest['mutations'] = [];
  page.context().on('request', (request: Request) => {
    if (!request.url().endsWith('/api/sync/push')) return;
    const body = request.postDataBuffer();
    if (!body) return;
    const text = request.headers()['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
    sent.push(...(JSON.parse(text) as PushRequest).mutations);
  });
  return sent;
}
