import { expect, test, type Browser, type Page } from '@playwright/test';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { desk, mutationsOf } from './pages/desk.ts';
import { chooseAccount } from './pages/field.ts';
import { Scripted, takePhoto } from './support/scripted.ts';
import { accountOver, Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';

/** The community's desk: what arrives, what a clerk does with the keyboard, and what becomes of her decisions. */
const url = process.env['SHAODAO_URL'] ?? '';
const size = { width: 1440, height: 900 };

async function openDesk(browser: Browser, clerk: DemoAccount): Promise<Page> {
  const page = await browser.newPage({ viewport: size });
  await desk(page).signIn(url, clerk.username);
  return page;
}

const rowOf = async (staff: Staff, id: string): Promise<WhistleRow | undefined> =>
  (await staff.rows('whistle')).find((row) => row.id === id);

test.describe('at the desk of a community', () => {
  let worker: Scripted;
  let clerk: DemoAccount;
  let watcher: Staff;

  test.beforeAll(async () => {
    const pair = await workerAndClerk(url, 3);
    clerk = pair.clerk;
    worker = await Scripted.signIn(url, pair.worker);
    watcher = await Staff.signIn(url, clerk);
  });

  test('a whistle arrives by itself, its photo later, and nothing jumps under the pointer', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    const title = await page.title();
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));

    const photo = await takePhoto();
    const first = await worker.raise({ text: '东门井盖翘起，晚上看不见', photos: [photo.sha256] });
    await expect(she.item(first)).toContainText('新到');
    await expect(page).toHaveTitle(`(1) ${title}`);

    await she.item(first).click();
    await expect(she.detail()).toContainText('东门井盖翘起，晚上看不见');
    await expect(page).toHaveTitle(title);
    await expect(she.detail()).toContainText('照片还在路上');
    await worker.upload(photo);
    await expect(page.getByRole('button', { name: '放大照片1' })).toBeVisible();
    const image = page.getByRole('img', { name: /^照片1/ });
    await expect.poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(640);
    await expect(she.item(first).locator('img')).toBeVisible();

    // The pointer rests on the list: what comes now waits beside it.
    await she.items().nth(1).hover();
    const before = await she.idsShown();
    const seen = before[1] ?? '';
    const place = await she.item(seen).boundingBox();
    const second = await worker.raise({ text: '消防通道停了三辆车', emergency: true });
    const notice = page.getByRole('button', { name: '1件新到，点一下显示' });
    await expect(notice).toBeVisible();
    expect(await she.idsShown()).toEqual(before);
    expect(await she.item(seen).boundingBox()).toEqual(place);
    await expect(page).toHaveTitle(`(1) ${title}`);
    await notice.click();
    await expect(she.item(second)).toBeVisible();
    await expect(notice).toBeHidden();

    expect(await page.locator('body[data-same-page]').count(), 'the page was never loaded again').toBe(1);
    await page.close();
  });

  test('the larger type of a phone does not come to the desk with the first map', async ({ browser }) => {
    const [building] = await watcher.rows('building');
    if (!building) throw new Error('a community without buildings');
    const place = { lng: building.centre[0], lat: building.centre[1], accuracy: 5, method: 'gps' } as const;
    const id = await worker.raise({ text: '地图上看得见的一件', place });
    const page = await openDesk(browser, clerk);
    await page.evaluate(() => localStorage.setItem('shaodao.elder', '1'));
    await page.goto(`${url}/desk/whistles/${id}`);
    await expect(page.getByRole('region', { name: '这件哨在地图上的位置' })).toBeVisible();
    await expect(page.locator('html[data-elder]')).toHaveCount(0);
    await page.close();
  });

  test('a visit arrives by itself on the page of visits', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    await page.getByRole('link', { name: '走访' }).click();
    await expect(page.getByRole('heading', { name: '最近走访' })).toBeVisible();
    const [household] = (await watcher.rows('household')).filter(({ grid }) => grid === worker.area);
    if (!household) throw new Error('a grid without households');
    const visit = await worker.visit(household.id, '老人说腿脚好多了 𠮷');
    await expect(page.locator(`[data-visit="${visit}"]`)).toContainText('老人说腿脚好多了 𠮷');
    await page.close();
  });

  test('the keyboard settles, returns, raises and takes back, and what was taken back never goes out', async ({
    browser,
  }) => {
    const raised: string[] = [];
    for (const nth of [1, 2, 3, 4])
      raised.push(await worker.raise({ text: `键盘试办第${nth}件`, category: nth === 3 ? '0103' : null }));
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    const sent = mutationsOf(page);

    await she.find('键盘试办');
    await expect(she.items()).toHaveCount(4);
    const order = await she.idsShown();
    expect(order.toSorted()).toEqual(raised.toSorted());

    // J and K walk; digits that are typed are text.
    await page.keyboard.press('KeyJ');
    await expect(she.item(order[0] ?? '')).toBeFocused();
    await page.keyboard.press('KeyJ');
    await expect(she.item(order[1] ?? '')).toBeFocused();
    await page.keyboard.press('KeyK');
    await expect(she.item(order[0] ?? '')).toHaveAttribute('aria-current', 'true');

    await page.keyboard.press('Digit5');
    const text = page.getByRole('textbox', { name: '怎么办结的' });
    // The phrases come first; who wants to write goes on to the text.
    await expect(page.getByRole('radio', { name: '现场处理完毕' })).toBeFocused();
    await text.focus();
    await page.keyboard.type('3 4 jkz1?/');
    await expect(text).toHaveValue('3 4 jkz1?/');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('status').filter({ hasText: '已就地办结：' })).toBeVisible();

    // Taken back in time: it stands where it stood.
    await expect(she.item(order[1] ?? '')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('KeyZ');
    await expect(page.getByText('已撤销，这件哨回到原来的样子')).toBeVisible();
    await expect(she.item(order[0] ?? '')).toHaveAttribute('aria-current', 'true');

    // The second goes back with a reason.
    const form = page.locator('.desk-form');
    await page.keyboard.press('KeyJ');
    await page.keyboard.press('Digit3');
    await expect(form.getByRole('radio').first()).toBeFocused();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('alert').filter({ hasText: '请选一个原因。' })).toBeVisible();
    await form.getByRole('radio').first().press('ArrowDown');
    await expect(form.getByRole('radio', { checked: true })).toHaveCount(1);
    await page.getByRole('textbox', { name: '要怎样才能办' }).fill('请补拍一张全景');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('status').filter({ hasText: '已退回：' })).toBeVisible();

    // The third goes to the street with its category.
    await expect(she.item(order[2] ?? '')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('Digit4');
    await page.getByRole('textbox', { name: '社区意见' }).fill('需要街道协调');
    const category = page.getByRole('combobox', { name: '类别' });
    if ((await rowOf(watcher, order[2] ?? ''))?.category === null) {
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('alert').filter({ hasText: '请选一个类别。' })).toBeVisible();
      await expect(category).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('textbox', { name: '社区意见' }).press('Control+Enter');
    await expect(page.getByRole('status').filter({ hasText: '已上报街道：' })).toBeVisible();

    // All three would have gone by the time that the last has.
    await expect.poll(async () => (await rowOf(watcher, order[2] ?? ''))?.stage, { timeout: 30_000 }).toBe('street');
    expect((await rowOf(watcher, order[1] ?? ''))?.stage).toBe('returned');
    expect((await rowOf(watcher, order[0] ?? ''))?.stage).toBe('community');
    expect(sent.filter(({ type }) => type === 'whistle.settle')).toEqual([]);
    // What the clerk had seen went with them.
    expect(sent.map(({ type, base, expects }) => ({ type, base, expects }))).toEqual([
      { type: 'whistle.return', base: 1, expects: 'community' },
      { type: 'whistle.escalate', base: 1, expects: 'community' },
    ]);

    // The outbox shows the server's receipts.
    await page.getByRole('link', { name: '待发箱' }).click();
    const records = page.getByRole('list', { name: '待发箱' }).getByRole('listitem');
    await expect(records).toHaveCount(3);
    await expect(records.nth(0)).toContainText(/已收到.*回执 \d{6}-\d{5}-\S.*上报街道/s);
    await expect(records.nth(1)).toContainText(/已收到.*回执 \d{6}-\d{5}-\S.*退回/s);
    await expect(records.nth(2)).toContainText(/已撤销，没有发出.*就地办结/s);
    await page.close();

    // The street reads it after a reload.
    const street = await accountOver(url, 'street', worker.area);
    const above = await browser.newPage({ viewport: size });
    await chooseAccount(above, url, street.username);
    await above.waitForURL('**/desk/work');
    await above.goto(`${url}/desk/list`);
    const fifth = await worker.raise({ text: '请街道看一眼这件' });
    const clerkByScript = await Scripted.signIn(url, clerk);
    await clerkByScript.send(
      'whistle.escalate',
      { whistle: fifth, category: '0103', text: '社区办不了' },
      { base: 1, expects: 'community' },
    );
    await above.reload();
    const line = above.getByRole('row').filter({ hasText: '请街道看一眼这件' });
    await expect(line).toContainText('街道');
    await above.close();
  });

  test('a decision on what has changed meanwhile is refused in words, and doing it again works', async ({
    browser,
  }) => {
    const id = await worker.raise({ text: '旧的说法：水管渗水' });
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    await page.goto(`${url}/desk/whistles/${id}`);
    await expect(she.detail()).toContainText('旧的说法：水管渗水');

    // She decides while her line is cut, and somebody else is first.
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '就地办结' }).click();
    await page.getByRole('textbox', { name: '怎么办结的' }).fill('已联系物业关阀');
    await page.getByRole('button', { name: '确定办结' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已就地办结：' })).toBeVisible();
    await worker.send('whistle.amend', { whistle: id, set: { text: '新的说法：水管爆了' } }, { base: 1 });
    await page.context().setOffline(false);

    await page.goto(`${url}/desk/whistles/${id}?part=all`);
    const refusal = page.getByRole('alert').filter({ hasText: '「就地办结」没有被收下' });
    await expect(refusal).toContainText('别人先改了这件哨');
    await expect(refusal).toContainText('已联系物业关阀');
    await expect(she.detail()).toContainText('新的说法：水管爆了');
    expect((await rowOf(watcher, id))?.stage).toBe('community');

    await refusal.getByRole('button', { name: '重新填写' }).click();
    await expect(page.getByRole('textbox', { name: '怎么办结的' })).toHaveValue('已联系物业关阀');
    await page.getByRole('button', { name: '确定办结' }).click();
    await expect(refusal).toBeHidden();
    await expect.poll(async () => (await rowOf(watcher, id))?.stage, { timeout: 30_000 }).toBe('settled');
    expect((await rowOf(watcher, id))?.answer?.text).toBe('已联系物业关阀');
    await page.close();
  });
});
