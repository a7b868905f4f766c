import { expect, test, type Browser, type Page } from '@playwright/test';
import type { ClockName } from '../../core/whistle/clock.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { does } from './pages/deed.ts';
import { chooseAccount, field } from './pages/field.ts';
import { whistlePage } from './pages/whistle.ts';
import { accountOver, demoAccount, Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';

/** U1: from the stairwell, where there is no signal, by the street straight to two units, to the spot and to the end. */
const url = process.env['SHAODAO_URL'] ?? '';

async function sit(browser: Browser, { username }: DemoAccount, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await chooseAccount(page, url, username);
  await page.waitForURL('**/desk/**');
  await page.goto(`${url}${path}`);
  return page;
}

test('an emergency goes from the stairwell straight to the units, is made safe on the spot and closed', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const { worker, clerk } = await workerAndClerk(url, 18);
  const street = await accountOver(url, 'street', worker.area);
  const [lead, helper] = [await demoAccount(url, 'bumen'), await demoAccount(url, 'bumen2')];
  const [watcher, hand, leader] = await Promise.all([clerk, clerk, lead].map((one) => Staff.signIn(url, one)));
  if (!watcher || !hand || !leader) throw new Error('nobody signed in');
  const units = await watcher.rows('unit');
  const nameOf = ({ area }: DemoAccount): string => units.find(({ id }) => id === area)?.name ?? area;

  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, permissions: ['camera'] });
  const phone = await context.newPage();
  await field(phone).signIn(url, worker.username);
  await field(phone).prepare();
  await context.setOffline(true);
  await field(phone).tab('吹哨');
  await field(phone).shoot();
  await field(phone).chooseTile(0);
  const whistle = await whistlePage(phone).id();
  await phone.getByRole('switch').first().click();
  await phone.getByLabel('补充一句').fill('楼道里有很重的燃气味');
  await phone.getByLabel('补充一句').blur();
  await expect(phone.getByRole('heading', { name: '有危险先打电话' })).toBeVisible();
  await context.setOffline(false);

  const eye = await Staff.signIn(url, await demoAccount(url, 'qu'));
  const rowNow = (): Promise<WhistleRow | undefined> => eye.whistle(whistle);
  const until = (what: string, isSo: (row: WhistleRow) => boolean): Promise<void> =>
    expect
      .poll(
        async () => {
          const row = await rowNow();
          return row !== undefined && isSo(row);
        },
        { message: what, timeout: 60_000 },
      )
      .toBe(true);
  const clockIs = async (name: ClockName, unit: string | null, state: string): Promise<void> => {
    expect((await rowNow())?.clocks.findLast((one) => one.name === name && one.unit === unit)?.state).toBe(state);
  };
  await until('raised, an emergency', ({ emergency, text }) => emergency && text === '楼道里有很重的燃气味');

  // The community passes it to the street, which does not wait for papers.
  const desk = `/desk/work/${whistle}`;
  const { category } = (await rowNow()) ?? {};
  expect(
    await hand.does('whistle.escalate', { whistle, category: category ?? '0103', text: '燃气泄漏，请街道直派' }),
  ).toMatchObject({ outcome: 'applied' });
  const atStreet = await sit(browser, street, desk);
  await does(atStreet, '应急直派', async () => {
    for (const unit of [lead, helper])
      await atStreet.getByRole('checkbox', { name: nameOf(unit), exact: true }).check();
    await atStreet.getByLabel('说明').fill('楼道燃气味重，请立即到场');
  });
  await until('sounded', ({ stage, urgency }) => stage === 'dispatched' && urgency === 'U1');
  await clockIs('papers', null, 'running');

  // Its papers wait at the street although the whistle has gone on.
  await atStreet.goto(`${url}/desk/work`);
  await atStreet.getByRole('main').getByText('楼道里有很重的燃气味').first().click();
  await does(atStreet, '补应急手续', async () => {
    await expect(atStreet.getByLabel('补定类别').locator('option')).not.toHaveCount(1);
    await atStreet.getByLabel('补定类别').selectOption('0104');
    await atStreet.getByLabel('依据哪条职责').fill('燃气泄漏危及人身安全，先直派后补手续');
  });
  await until('papers filed', ({ loop }) => loop?.papers !== null);
  await clockIs('papers', null, 'met');
  expect(await rowNow()).toMatchObject({ category: '0104', urgency: 'U1', stage: 'dispatched' });
  await atStreet.goto(`${url}${desk}`);
  await expect(atStreet.getByRole('button', { name: '补应急手续' })).toHaveCount(0);

  // Each on the spot within its clocks; the lead sees that there is no way back.
  const atCommunity = await sit(browser, clerk, `/desk/whistles/${whistle}?part=all`);
  const atLead = await sit(browser, lead, desk);
  const atHelper = await sit(browser, helper, desk);
  await expect(atLead.getByText('应急哨不能退单，也不能延期')).toBeVisible();
  await expect(atLead.getByRole('button', { name: '退单', exact: true })).toHaveCount(0);
  const back = await leader.does('whistle.handBack', { whistle, reason: 'outside', whose: null, text: '不归我们' });
  expect(back).toMatchObject({ outcome: 'refused', refusal: { code: 'against-rule', detail: 'hand-back-none' } });
  const called = [
    [atLead, lead],
    [atHelper, helper],
  ] as const;
  for (const [page] of called) await does(page, '签收');
  for (const [page, unit] of called) {
    await does(page, '报到', async () => {
      await page.getByLabel('工作计划').fill('关阀、通风、查漏');
      await page.getByLabel('责任领导').fill('李副局长');
      await page.getByLabel('联系人').fill('王科');
    });
    await until(`${unit.username} reports in`, ({ loop }) =>
      Boolean(loop?.orders.some((order) => order.unit === unit.area && order.reported !== null)),
    );
    await atCommunity.getByRole('button', { name: `确认 ${nameOf(unit)} 已到场报到` }).click();
    await until(`${unit.username} is on the spot`, ({ loop }) =>
      Boolean(loop?.orders.some((order) => order.unit === unit.area && order.confirmedAt !== null)),
    );
    await clockIs('sign', unit.area, 'met');
    await clockIs('reportIn', unit.area, 'met');
  }
  await until('at work', ({ stage }) => stage === 'working');

  await expect(atLead.getByRole('button', { name: '险情排除', exact: true })).toBeVisible();
  await expect(atLead.getByRole('button', { name: '申请延期', exact: true })).toHaveCount(0);
  const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const more = await leader.does('whistle.askExtension', { whistle, until: soon, reason: '要等配件' });
  expect(more).toMatchObject({ outcome: 'refused', refusal: { code: 'against-rule', detail: 'extension-none' } });
  await does(atLead, '险情排除', () => atLead.getByLabel('说明').fill('已关总阀，楼道通风，检测正常'));
  await until('made safe', ({ clocks }) =>
    clocks.some(({ name, unit, state }) => name === 'finish' && unit === lead.area && state === 'met'),
  );
  await does(atCommunity, '转入常规处置', () => atCommunity.getByLabel('U3 日常').check());
  await until('goes on as a daily one', ({ urgency }) => urgency === 'U3');
  await clockIs('finish', lead.area, 'running');

  await expect(atLead.getByRole('button', { name: '申请延期', exact: true })).toBeVisible();
  await does(atHelper, '进展', async () => {
    await atHelper.getByLabel('说明').fill('老化软管全部换好');
    await atHelper.getByLabel('我单位的部分已办完').check();
  });
  await until('the helper is done', ({ loop }) => loop?.orders.some(({ done }) => done !== null) ?? false);
  // The lead is told first: as long as its device knows of an open part, it is not let through.
  await expect(atLead.locator('section.loop').getByText('已办完', { exact: true })).toBeVisible();
  await does(atLead, '申请核查', () => atLead.getByLabel('说明').fill('管道已更换，复检合格'));
  await until('claimed', ({ stage }) => stage === 'verifying');
  await phone.goto(`${url}/field/whistles/${whistle}`);
  await does(phone, '核查通过');
  await until('accepted', ({ stage }) => stage === 'surveying');
  await does(atCommunity, '满意度投票', () => atCommunity.getByLabel('满意', { exact: true }).check());
  await until('voted', ({ loop }) => loop?.ballots.length === 1);
  await does(atCommunity, '结束测评');
  await until('survey over', ({ stage }) => stage === 'evaluating');
  await does(atCommunity, '一哨一评', async () => {
    for (const text of await atCommunity.getByLabel('说明').all()) await text.fill('到得快，处置稳妥');
  });
  await until('closed', ({ stage }) => stage === 'closed');
  expect((await rowNow())?.loop?.evaluations).toHaveLength(2);

  // What was typed wrong is put right beside it, and stays readable.
  await does(atCommunity, '更正评价', async () => {
    await atCommunity.getByRole('radio', { name: new RegExp(nameOf(helper), 'u') }).check();
    await expect(atCommunity.getByLabel('结果（40分）')).toHaveValue('40');
    await atCommunity.getByLabel('结果（40分）').fill('36');
    await atCommunity.getByLabel('为什么更正').fill('有一处软管第二天才换');
  });
  await until('corrected', ({ loop }) => loop?.evaluations.length === 3);
  expect((await rowNow())?.loop?.evaluations.at(-1)).toMatchObject({ unit: helper.area, result: 36 });
  await expect(atCommunity.getByText('已更正').first()).toBeVisible();
  for (const page of [phone, atStreet, atLead, atHelper, atCommunity]) await page.context().close();
});
