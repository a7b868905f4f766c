import { expect, test, type Browser, type Page } from '@playwright/test';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { does } from './pages/deed.ts';
import { chooseAccount, field } from './pages/field.ts';
import { whistlePage } from './pages/whistle.ts';
import { accountOver, demoAccount, Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';

/** One whistle through all desks, with an objection, a hand-back, an extension, a rejected delivery and an unsatisfied voice. */
const url = process.env['SHAODAO_URL'] ?? '';

async function sit(browser: Browser, { username }: DemoAccount, path: string, isPhone = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: isPhone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await chooseAccount(page, url, username);
  await page.waitForURL(isPhone ? '**/field' : '**/desk/**');
  await page.goto(`${url}${path}`);
  return page;
}

const words = (page: Page, label: string, text: string) => page.getByLabel(label).fill(text);

test('a whistle goes from the stairwell, without a signal, to closed through every desk', async ({ browser }) => {
  test.setTimeout(300_000);
  const { worker, clerk } = await workerAndClerk(url, 9);
  const street = await accountOver(url, 'street', worker.area);
  const [unit, dispatcher] = [await demoAccount(url, 'bumen'), await demoAccount(url, 'qu')];
  const watcher = await Staff.signIn(url, dispatcher);

  // On the stairwell, without a signal: viewfinder, shutter, category.
  const onTheSpot = await sit(browser, worker, '/field', true);
  const she = field(onTheSpot);
  await she.prepare();
  await onTheSpot.context().setOffline(true);
  await she.tab('吹哨');
  await she.shoot();
  await whistlePage(onTheSpot).chooseCategory('路灯不亮');
  const whistle = await whistlePage(onTheSpot).id();
  await onTheSpot.getByRole('textbox', { name: '补充一句' }).fill('巷口路灯整排不亮');
  await whistlePage(onTheSpot).done();
  await onTheSpot.context().setOffline(false);

  const rowNow = (): Promise<WhistleRow | undefined> => watcher.whistle(whistle);
  const until = (what: string, isSo: (row: WhistleRow) => boolean): Promise<void> =>
    expect
      .poll(
        async () => {
          const row = await rowNow();
          return row !== undefined && isSo(row);
        },
        { message: what, timeout: 40_000 },
      )
      .toBe(true);

  await until('raised', ({ stage }) => stage === 'community');
  const atCommunity = await sit(browser, clerk, `/desk/whistles/${whistle}?part=all`);
  await expect(atCommunity.getByText('巷口路灯整排不亮').first()).toBeVisible({ timeout: 60_000 });
  await atCommunity.keyboard.press('Digit4');
  await words(atCommunity, '社区意见', '线路归市政，社区动不了');
  await atCommunity.getByLabel('社区意见').press('Control+Enter');
  await until('raised to the street', ({ stage }) => stage === 'street');

  const desk = `/desk/work/${whistle}`;
  const atStreet = await sit(browser, street, desk);
  await does(atStreet, '报区', async () => {
    await words(atStreet, '说明', '街道没有电力工程力量');
    await atStreet.getByLabel('牵头单位').selectOption({ label: '市政部门' });
  });
  await until('reported to the district', ({ stage }) => stage === 'consulting');

  const atUnit = await sit(browser, unit, desk);
  await does(atUnit, '答复征询', async () => {
    await atUnit.getByLabel('不同意').check();
    await words(atUnit, '依据哪条职责', '这一段是路灯公司代管');
  });
  await until('objected', ({ loop }) => loop?.consults[0]?.answer?.opinion === 'object');

  const atDistrict = await sit(browser, dispatcher, desk);
  await expect(atDistrict.getByText('这一段是路灯公司代管').first()).toBeVisible();
  await does(atDistrict, '派单', () => words(atDistrict, '理由', '职责清单写明由市政牵头'));
  await until('dispatched', ({ stage }) => stage === 'dispatched');

  await atUnit.reload();
  await does(atUnit, '退单', async () => {
    await atUnit.getByLabel('不是我们的职责').check();
    await atUnit.getByLabel('应由哪个单位').selectOption({ label: '供电部门' });
    await words(atUnit, '说明', '线路产权属供电');
  });
  await until('handed back', ({ loop }) => loop?.handBack !== null);
  await atDistrict.reload();
  await does(atDistrict, '裁定退单', async () => {
    await atDistrict.getByLabel('不同意退单').check();
    await words(atDistrict, '理由', '灯具归市政，请照单办理');
  });
  await until('hand-back refused', ({ loop }) => loop?.handBack === null);

  await atUnit.reload();
  await does(atUnit, '报到', async () => {
    await words(atUnit, '工作计划', '三日内换灯');
    await words(atUnit, '责任领导', '李副局长');
    await words(atUnit, '联系人', '王科');
  });
  await until('reported in', ({ loop }) => loop?.orders[0]?.reported !== null);
  await atCommunity.getByRole('button', { name: '确认 市政部门 已到场报到' }).click();
  await until('at work', ({ stage }) => stage === 'working');

  const nextMonth = new Date(Date.now() + 25 * 86_400_000).toISOString().slice(0, 10);
  await atUnit.reload();
  await does(atUnit, '申请延期', async () => {
    await atUnit.getByLabel('延到哪天').fill(nextMonth);
    await words(atUnit, '理由', '灯具缺货');
  });
  await until('more time asked', ({ loop }) => loop?.extension !== null);
  await does(atCommunity, '社区同意延期');
  await until('more time agreed', ({ loop }) => loop?.extensions === 1);

  const claims = async (): Promise<void> => {
    await atUnit.reload();
    await does(atUnit, '申请核查', () => words(atUnit, '说明', '已全部换好'));
    await until('claimed', ({ stage }) => stage === 'verifying');
  };
  await claims();
  await onTheSpot.goto(`${url}/field/whistles/${whistle}`);
  await does(onTheSpot, '核查不通过', () => words(onTheSpot, '理由', '还有两盏不亮'));
  await until('rejected', ({ stage }) => stage === 'working');
  await claims();
  await expect(onTheSpot.getByRole('button', { name: '核查通过', exact: true })).toBeVisible();
  // In the stairwell: no signal.
  await onTheSpot.context().setOffline(true);
  await does(onTheSpot, '核查通过');
  await onTheSpot.context().setOffline(false);
  await until('accepted', ({ stage }) => stage === 'surveying');

  await does(atCommunity, '满意度投票', () => atCommunity.getByLabel('不满意', { exact: true }).check());
  await until('voted', ({ loop }) => loop?.ballots.length === 1);
  await does(atCommunity, '结束测评');
  await until('survey over', ({ stage }) => stage === 'evaluating');
  await does(atCommunity, '一哨一评', () => words(atCommunity, '说明', '办成了，慢了些'));
  await until('closed', ({ stage }) => stage === 'closed');
  expect((await rowNow())?.loop?.evaluations).toHaveLength(1);
  for (const page of [atStreet, atUnit, atDistrict, atCommunity, onTheSpot]) await page.context().close();
});
