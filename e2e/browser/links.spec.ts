import { expect, test, type Browser, type Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { desk } from './pages/desk.ts';
import { field } from './pages/field.ts';
import { Staff, workerAndClerk } from './support/staff.ts';
import { scanned } from './support/scanned.ts';
import { surveyedWhistle } from './support/surveyed.ts';

/** What a resident does by a link: without account, app, service worker or any script, on a small phone. */
const url = process.env['SHAODAO_URL'] ?? '';
const phone = { width: 360, height: 740 };

async function resident(browser: Browser, isScripted = false): Promise<Page> {
  const context = await browser.newContext({ viewport: phone, javaScriptEnabled: isScripted, locale: 'zh-CN' });
  return context.newPage();
}

/** Everything that a page of residents has to be, whatever is on it. */
async function looksRight(browser: Browser, address: string): Promise<void> {
  for (const lang of ['', '?lang=en'])
    for (const viewport of [phone, { width: 1440, height: 900 }]) {
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => {
        // The browser itself notes the status of a page that says that nothing is here.
        if (!/ 404 /.test(message.text())) asked.push(message.text());
      });
      await page.goto(address + lang);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(asked).toEqual([address + lang]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const targets = page.locator('header a, button, label.grade, input[type=text], textarea');
      for (const target of await targets.all())
        expect((await target.boundingBox())?.height ?? 0, (await target.textContent()) ?? '').toBeGreaterThanOrEqual(
          48,
        );
      await context.close();
    }
}

test('a resident follows, votes, rates, and says that it is not solved', async ({ browser }) => {
  test.setTimeout(240_000);
  const { worker, clerk } = await workerAndClerk(url, 18);
  const { whistle, desk: hand, unit } = await surveyedWhistle(url, worker, clerk, '变压器旁冒火花，王阿姨说的');
  const watcher = await Staff.signIn(url, clerk);
  const rowNow = async (): Promise<WhistleRow | undefined> =>
    (await watcher.rows('whistle')).find(({ id }) => id === whistle);

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const atDesk = await context.newPage();
  await desk(atDesk).signIn(url, clerk.username);
  await atDesk.goto(`${url}/desk/whistles/${whistle}?part=all`);
  await atDesk.getByRole('button', { name: '生成链接' }).click();
  const followed = await atDesk.getByLabel('进展链接').inputValue();
  expect(followed).toMatch(/\/t\/990106[\w-]{22}$/);
  await atDesk.getByRole('link', { name: '测评链接和代码' }).click();
  await atDesk.getByLabel('要几张（1到60）').fill('2');
  await atDesk.getByRole('button', { name: '生成', exact: true }).click();
  const strips = atDesk.getByRole('listitem');
  await expect(strips).toHaveCount(2);
  const ballot = await strips.nth(0).getByLabel('第1张的链接').inputValue();
  const code = (await strips.nth(1).locator('.code').textContent()) ?? '';
  // A phone reads the same from paper; each strip leads to its own vote.
  await atDesk.emulateMedia({ media: 'print' });
  expect(await scanned(strips.nth(0).getByRole('img', { name: '第1张的二维码' }))).toBe(ballot);
  await atDesk.emulateMedia({ media: null });
  await looksRight(browser, followed);
  await looksRight(browser, ballot);
  await looksRight(browser, `${url}/b`);

  const page = await resident(browser);
  await page.goto(followed);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('已核查通过，正在问大家是否满意。')).toBeVisible();
  await expect(page.getByText('已交给市政部门办理。')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('王阿姨');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByText('Handed to 市政部门.')).toBeVisible();

  await page.goto(ballot);
  await page.getByText('不满意', { exact: true }).click();
  await page.getByRole('button', { name: '投票' }).click();
  await expect(page.getByRole('alert')).toHaveText('请写明哪里不满意，好让人改。');
  await expect(page.getByLabel('不满意', { exact: true })).toBeChecked();
  await page.getByLabel(/^原因/).fill('晚上还会闪');
  await page.getByRole('button', { name: '投票' }).click();
  await expect(page.getByText('谢谢，您的一票已计入。')).toBeVisible();
  await page.goto(ballot);
  await expect(page.getByRole('button', { name: '投票' })).toHaveCount(0);
  await page.goto(`${url}/b`);
  await page.getByLabel('纸条上的代码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '打开' }).click();
  await page.getByText('基本满意', { exact: true }).click();
  await page.getByRole('button', { name: '投票' }).click();
  await expect(page.getByText('谢谢，您的一票已计入。')).toBeVisible();
  expect((await rowNow())?.loop?.ballots.map(({ grade }) => grade)).toEqual(['unsatisfied', 'fair']);

  await hand.send('whistle.endSurvey', { whistle }, {});
  const scores = { unit, reportIn: 20, plan: 20, finish: 20, result: 30, text: '办成了' };
  await hand.send('whistle.evaluate', { whistle, units: [scores], isSolved: true });
  await looksRight(browser, followed);
  await page.goto(followed);
  await expect(page.getByText('已经办结。')).toBeVisible();
  await page.getByText('不满意', { exact: true }).click();
  await page.getByLabel(/^想说的话/).fill('灯亮了，线还露着');
  await page.getByRole('button', { name: '提交评价' }).click();
  await expect(page.getByRole('status')).toHaveText('已收到您的评价，谢谢。');
  await expect(page.getByText('您已评价：不满意')).toBeVisible();
  await page.getByLabel('哪里没有解决').fill('线还露在外面，孩子会碰到');
  await page.getByRole('button', { name: '没有解决，重新办理' }).click();
  await expect(page.getByRole('status')).toHaveText('已重新打开，社区会再次答复您。');
  await expect(page.getByText('社区正在研究怎么办。')).toBeVisible();
  expect(await rowNow()).toMatchObject({
    stage: 'community',
    loop: { isReopened: true, rates: [{ grade: 'unsatisfied', byName: '居民' }] },
  });
  // Her clerk reads why, at her desk.
  await atDesk.goto(`${url}/desk/whistles/${whistle}?part=all`);
  await expect(atDesk.getByText('线还露在外面，孩子会碰到').first()).toBeVisible();
  for (const one of [page, atDesk]) await one.context().close();
});

test('a worker gives the link of what she raised', async ({ browser }) => {
  const { worker, clerk } = await workerAndClerk(url, 18);
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  await field(page).signIn(url, worker.username);
  const { whistle } = await surveyedWhistle(url, worker, clerk, '楼道电线冒烟');
  await page.goto(`${url}/field/whistles/${whistle}`);
  await page.getByRole('button', { name: '生成链接' }).click();
  const followed = await page.getByLabel('进展链接').inputValue();
  expect(await scanned(page.getByRole('img', { name: '扫码看进展' }))).toBe(followed);
  const hers = await resident(browser);
  await hers.goto(followed);
  await expect(hers.getByText('已核查通过，正在问大家是否满意。')).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByRole('button', { name: '复制链接' })).toHaveCount(0);
  for (const one of [page, hers]) await one.context().close();
});

test('whatever opens nothing says so in the same words', async ({ browser }) => {
  const page = await resident(browser);
  for (const path of [`/t/990106${'a'.repeat(22)}`, '/t/rubbish', '/b/ABCDEFGH']) {
    const reply = await page.goto(url + path);
    expect(reply?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: '这个链接打不开' })).toBeVisible();
  }
  await looksRight(browser, `${url}/t/rubbish`);
  await page.context().close();
});
