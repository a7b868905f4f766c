import { expect, test, type Page } from '@playwright/test';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { chooseAccount } from './pages/field.ts';
import { accountOver, demoAccount, newUuid, Staff, workerAndClerk } from './support/staff.ts';

/** A unit's liaison on her phone: what she holds, and what she does where there is no network. */
const url = process.env['SHAODAO_URL'] ?? '';

test('a unit signs, calls and reports in without a network, through a kill, and loses what is given to another', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { worker, clerk } = await workerAndClerk(url, 8);
  const unit = await demoAccount(url, 'bumen2');
  const [hers, hand, street, liaison, dispatcher] = await Promise.all([
    Staff.signIn(url, worker),
    Staff.signIn(url, clerk),
    Staff.signIn(url, await accountOver(url, 'street', worker.area)),
    Staff.signIn(url, unit),
    Staff.signIn(url, await demoAccount(url, 'qu')),
  ]);
  const whistle = `wh_${newUuid()}`;
  const text = `井盖破损 ${whistle.slice(-6)}`;
  const at = new Date().toISOString();
  const does = async (who: Staff, type: string, payload: object): Promise<void> => {
    expect(await who.does(type, payload)).toMatchObject({ outcome: 'applied' });
  };
  await does(hers, 'whistle.raise', {
    whistle,
    grid: worker.area,
    category: '0103',
    text,
    emergency: false,
    place: null,
    photos: [],
    household: null,
    occurredAt: at,
  });
  await does(hand, 'whistle.escalate', { whistle, category: '0103', text: '社区办不了' });
  const proposal = { urgency: 'U3', complexity: 'one', lead: unit.area, cooperators: [] };
  await does(street, 'whistle.escalate', { whistle, category: '0103', text: '要部门办', proposal });
  await does(liaison, 'whistle.opine', { whistle, opinion: 'agree', whose: null, grounds: '' });
  await does(dispatcher, 'whistle.dispatch', {
    whistle,
    lead: unit.area,
    cooperators: [],
    urgency: 'U3',
    reason: null,
  });

  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${url}/desk/work`);
    return page;
  };
  const first = await context.newPage();
  await chooseAccount(first, url, unit.username);
  await first.waitForURL('**/desk/**');
  await expect(first.getByText(text)).toBeVisible({ timeout: 60_000 });
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await first.close();

  // At the community the whistle stands open; then the network is gone on both sides.
  const desk = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const community = await desk.newPage();
  await chooseAccount(community, url, clerk.username);
  await community.waitForURL('**/desk/**');
  await community.goto(`${url}/desk/whistles/${whistle}?part=all`);
  const shown = community.locator('[data-code]');
  await expect(shown).toBeVisible({ timeout: 60_000 });
  await desk.setOffline(true);
  await context.setOffline(true);
  const page = await open();
  await page.getByText(text).click();
  const form = page.locator('form.deed');
  const confirm = async (name: string, fill: () => Promise<unknown> = async () => {}): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).click();
    await fill();
    await page.getByRole('button', { name: '确定', exact: true }).click();
    await expect(form).toHaveCount(0);
  };
  await confirm('签收');
  await expect(
    page
      .locator('section.loop')
      .getByText(/\d 签收$/)
      .first(),
  ).toBeVisible();
  await confirm('报到', async () => {
    await page.getByLabel('工作计划').fill('三日内换井盖');
    await page.getByLabel('责任领导').fill('李副局长');
    await page.getByLabel('联系人').fill('王科');
    await page.getByLabel('报到码').fill((await shown.innerText()).trim());
  });
  await expect(page.getByText('三日内换井盖').first()).toBeVisible();
  // Killed at once: nothing was said goodbye to.
  await page.close();

  const again = await open();
  await again.getByText(text).click();
  await expect(again.getByText('三日内换井盖').first()).toBeVisible();
  await context.setOffline(false);
  const rowNow = (): Promise<WhistleRow | undefined> => dispatcher.whistle(whistle);
  await expect
    .poll(async () => (await rowNow())?.loop?.orders[0]?.reported?.leader, { timeout: 40_000 })
    .toBe('李副局长');
  // The code was right when it was entered: nobody has to confirm it.
  expect(await rowNow()).toMatchObject({ stage: 'working', loop: { orders: [{ codeTries: 0, seen: null }] } });
  await desk.setOffline(false);
  await expect(shown).toHaveCount(0, { timeout: 40_000 });
  await desk.close();

  const other = await demoAccount(url, 'bumen');
  await does(dispatcher, 'whistle.changeUnits', { whistle, lead: other.area, cooperators: [], reason: '职责调整' });
  await expect(again.getByText('这一哨不在本单位了')).toBeVisible({ timeout: 40_000 });
  await again.goto(`${url}/desk/work`);
  await expect(again.getByRole('heading', { name: '待办', level: 1 })).toBeVisible();
  await expect(again.getByText(text)).toHaveCount(0);
  // What it holds beside its whistles is the district's units and catalogue: no grid, no household.
  const kinds = await liaison.kinds();
  expect(kinds).toContain('unit');
  for (const kind of ['household', 'person', 'need', 'visit', 'grid']) expect(kinds).not.toContain(kind);
  expect((await liaison.rows('unit')).length).toBeGreaterThan(50);
  await context.close();
});
