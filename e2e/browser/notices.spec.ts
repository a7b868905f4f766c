import { expect, test, type Browser, type Page } from '@playwright/test';
import { chooseAccount } from './pages/field.ts';
import { accountOver, newUuid, Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';

/** What somebody is told comes to an open page by itself, opens its whistle, and its mark goes. */
const url = process.env['SHAODAO_URL'] ?? '';

async function sit(browser: Browser, { username }: DemoAccount, isPhone: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: isPhone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await chooseAccount(page, url, username);
  await page.waitForURL(isPhone ? '**/field' : '**/desk/**');
  return page;
}

test('a notice comes live to the street and to the reporter, opens its whistle, and its mark goes', async ({
  browser,
}) => {
  const { worker, clerk } = await workerAndClerk(url, 17);
  const street = await accountOver(url, 'street', worker.area);
  const [hers, hand] = [await Staff.signIn(url, worker), await Staff.signIn(url, clerk)];
  const whistle = `wh_${newUuid()}`;
  const at = new Date().toISOString();
  const mutation = (seq: number, type: string, payload: object) => ({ seq, id: newUuid(), type, v: 1, at, payload });
  const raised = await hers.push([
    mutation(1, 'whistle.raise', {
      whistle,
      grid: worker.area,
      category: '0103',
      text: '通知走一遍的路灯',
      emergency: false,
      place: null,
      photos: [],
      household: null,
      occurredAt: at,
    }),
  ]);
  expect(raised.body.results[0]?.outcome).toBe('applied');

  const desk = await sit(browser, street, false);
  await desk.getByRole('link', { name: /^通知/ }).click();
  await expect(desk.getByRole('heading', { level: 1, name: '通知' })).toBeVisible();
  const phone = await sit(browser, worker, true);
  await phone.goto(`${url}/field/notices`);
  await expect(phone.getByRole('heading', { level: 1, name: '通知' })).toBeVisible();

  const up = await hand.push([
    mutation(1, 'whistle.escalate', { whistle, category: '0103', text: '线路归市政，社区动不了' }),
  ]);
  expect(up.body.results[0]?.outcome).toBe('applied');

  // Nobody loads anything anew.
  const line = (page: Page) => page.getByRole('link', { name: /通知走一遍的路灯：.*已上报/ });
  await expect(line(desk)).toHaveAccessibleName(/^新 .*下一个时限：统筹 /);
  await expect(desk.getByRole('link', { name: /^通知 ?\d+条新$/ })).toBeVisible();
  await line(desk).click();
  await desk.waitForURL(`**/desk/work/${whistle}`);
  await expect(desk.locator('article.detail')).toContainText('通知走一遍的路灯');
  await desk.goBack();
  await expect(line(desk)).toHaveAccessibleName(/^(?!新)/);
  await desk.reload();
  await expect(line(desk)).toHaveAccessibleName(/^(?!新)/);

  await expect(line(phone)).toHaveAccessibleName(/^新/);
  await expect(phone.getByRole('link', { name: /^我的 ?\d+条新通知$/ })).toBeVisible();
  await line(phone).click();
  await phone.waitForURL(`**/field/whistles/${whistle}`);
  await phone.goto(`${url}/field/notices`);
  await expect(line(phone)).toHaveAccessibleName(/^(?!新)/);
  const all = phone.getByRole('button', { name: '全部标为已看' });
  if (await all.isVisible()) await all.click();
  await expect(all).toBeHidden();
  await expect(phone.getByRole('link', { name: '我的', exact: true })).toBeVisible();
});
