import { expect, test, type Browser, type Page } from '@playwright/test';
import type { HouseholdRow } from '../../core/household/household.ts';
import { chooseAccount } from './pages/field.ts';
import { newUuid, Staff, type DemoAccount } from './support/staff.ts';

/** What a clerk does beside the inbox: households, why help is needed, stand-ins, forgotten passwords, paper. */
const url = process.env['SHAODAO_URL'] ?? '';

/** A community of its own: other journeys use the first ones. */
async function lastCommunity(): Promise<{ clerk: DemoAccount; workers: [DemoAccount, DemoAccount] }> {
  const all = (await (await fetch(`${url}/api/demo/accounts`)).json()) as DemoAccount[];
  const found = all
    .filter(({ role }) => role === 'community')
    .map((clerk) => ({
      clerk,
      workers: all.filter(({ role, area }) => role === 'worker' && area.startsWith(clerk.area)),
    }))
    .filter(({ workers }) => workers.length > 1)
    .at(-1);
  const [first, second] = found?.workers ?? [];
  if (!found || !first || !second) throw new Error('the demo has no community with two workers');
  return { clerk: found.clerk, workers: [first, second] };
}

async function openDesk(browser: Browser, clerk: DemoAccount, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await chooseAccount(page, url, clerk.username);
  await page.waitForURL('**/desk/**');
  await page.goto(`${url}${path}`);
  return page;
}

const openHousehold = async (page: Page, { id }: HouseholdRow): Promise<void> => {
  await page.goto(`${url}/desk/households/${id}`);
  await expect(page.getByRole('region', { name: '一户的内容' }).getByRole('heading', { level: 2 })).toBeVisible({
    timeout: 60_000,
  });
};

test.describe('the community beside its inbox', () => {
  let clerk: DemoAccount;
  let worker: DemoAccount;
  let colleague: DemoAccount;
  let watcher: Staff;
  let households: HouseholdRow[];

  test.beforeAll(async () => {
    const found = await lastCommunity();
    ({
      clerk,
      workers: [worker, colleague],
    } = found);
    watcher = await Staff.signIn(url, clerk);
    households = (await watcher.rows('household')).filter(({ grid }) => grid === worker.area);
  });
  const householdNow = async ({ id }: HouseholdRow): Promise<HouseholdRow | undefined> =>
    (await watcher.rows('household')).find((one) => one.id === id);
  const firstWhere = (isWanted: (one: HouseholdRow) => boolean): HouseholdRow => {
    const found = households.find(isWanted);
    if (!found) throw new Error('no such household in the demo');
    return found;
  };

  test('finds a household by name, and the address holds what is looked at', async ({ browser }) => {
    const page = await openDesk(browser, clerk, '/desk/households');
    const wanted = firstWhere(({ name, needsHelp }) => name !== '' && needsHelp);
    await page.getByRole('searchbox').fill(wanted.name);
    await expect(page.locator(`[data-household="${wanted.id}"]`)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: /^需要帮助/ }).click();
    await expect(page).toHaveURL(/part=help/);
    await page.reload();
    await expect(page.locator(`[data-household="${wanted.id}"]`)).toBeVisible({ timeout: 60_000 });
    await page.locator('body').press('KeyG');
    await page.locator('body').press('KeyS');
    await expect(page.getByRole('heading', { name: '人员' })).toBeVisible();
    await page.close();
  });

  test('looks at a reason: it is asked what for, recorded, and nothing stays behind', async ({ browser }) => {
    const wanted = firstWhere(({ needsHelp }) => needsHelp);
    const page = await openDesk(browser, clerk, '/desk/households');
    await openHousehold(page, wanted);
    await page.getByRole('button', { name: '查看原因' }).click();
    await page.getByRole('button', { name: '记录并查看' }).click();
    await expect(page.getByText('请选一个原因，或写一句。')).toBeVisible();
    await page.getByText('核对救助资格').click();
    await page.getByRole('button', { name: '记录并查看' }).click();
    await expect(page.getByText('此次查看已记录')).toBeVisible();
    await expect(page.getByText(/同意的说法：/).first()).toBeVisible();

    const reply = await watcher.get(`/api/desk/households/${wanted.id}/looks`);
    const { looks } = (await reply.json()) as { looks: { reason: string; byName: string }[] };
    expect(looks.map(({ reason }) => reason)).toEqual(['核对救助资格']);

    await page.getByRole('link', { name: '打印给住户' }).click();
    await expect(page.getByRole('heading', { name: '查看记录' })).toBeVisible();
    await expect(page.getByRole('cell', { name: '核对救助资格' })).toBeVisible();
    await expect(page.getByText(/同意的说法/)).toHaveCount(0);
    await page.goBack();
    await expect(page.getByRole('button', { name: '查看原因' })).toBeVisible();
    await page.close();
  });

  test('corrects a telephone number, takes one back within five seconds, and may not remove who is helped', async ({
    browser,
  }) => {
    const wanted = firstWhere(({ kind, needsHelp }) => kind === 'lived' && needsHelp);
    const page = await openDesk(browser, clerk, '/desk/households');
    await openHousehold(page, wanted);
    const correct = async (phone: string) => {
      await page.getByRole('button', { name: '更正', exact: true }).click();
      await page.getByRole('dialog').getByLabel('电话').fill(phone);
      await page.getByRole('button', { name: '保存' }).click();
    };
    await correct('110101199003070716');
    await expect(page.getByRole('dialog').getByRole('alert').first()).toContainText('身份证号');
    await page.keyboard.press('Escape');
    await correct('15500000001');
    await page.getByRole('button', { name: '撤销' }).click();
    await expect(page.getByText('已撤销，没有发出')).toBeVisible();
    await correct('15500000002');
    await expect(page.getByRole('link', { name: '15500000002' })).toBeVisible();
    await expect.poll(async () => (await householdNow(wanted))?.phone).toBe('15500000002');

    await page.getByRole('button', { name: '删除这一户' }).click();
    await expect(page.getByText(/不能在工作台上删除/)).toBeVisible();
    await expect(page.getByRole('button', { name: '删除', exact: true })).toHaveCount(0);
    await page.close();
  });

  test('chooses between two values with both names', async ({ browser }) => {
    const wanted = firstWhere(({ name, needsHelp, kind }) => name !== '' && !needsHelp && kind === 'lived');
    const phone = await Staff.signIn(url, worker);
    const at = new Date().toISOString();
    const payload = { household: wanted.id, set: { phone: { from: '1', to: '15500000009' } } };
    const { body } = await phone.push([{ seq: 1, id: newUuid(), type: 'household.amend', v: 1, at, payload }]);
    expect(body.results[0]).toMatchObject({ outcome: 'applied' });

    const page = await openDesk(browser, clerk, '/desk/households?part=conflict');
    await page.locator(`[data-household="${wanted.id}"]`).click({ timeout: 60_000 });
    const clash = page.locator('article.clash').filter({ hasText: '两个人写得不一样' });
    await expect(clash).toContainText('15500000009');
    await clash.getByRole('button', { name: /^用/ }).first().click();
    await expect(clash).toHaveCount(0);
    await expect.poll(async () => (await householdNow(wanted))?.phone).toBe('15500000009');
    await expect.poll(async () => (await watcher.rows('conflict')).length).toBe(0);
    await page.close();
  });

  test('assigns a stand-in, whose open phone shows the grid and may work in it; ending it takes it away', async ({
    browser,
  }) => {
    const gridName = (await watcher.rows('grid')).find(({ id }) => id === worker.area)?.name ?? '';
    const phone = await browser.newPage();
    await chooseAccount(phone, url, colleague.username);
    await phone.waitForURL('**/field');
    await expect(phone.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });

    const page = await openDesk(browser, clerk, '/desk/staff');
    const form = page.getByRole('form', { name: '安排代班' });
    const name = (await page.locator(`[data-account="${colleague.username}"] th`).innerText()).trim();
    const choose = async () => {
      await form.getByRole('radiogroup', { name: '代管哪个网格' }).getByRole('radio', { name: gridName }).check();
      await form
        .getByRole('radiogroup', { name: '谁来代' })
        .getByRole('radio', { name: new RegExp(`^${name}`) })
        .check();
    };
    await choose();
    await form.getByRole('button', { name: '安排' }).click();
    await expect(page.getByText(`已安排：${name} 代管 ${gridName}`)).toBeVisible();

    // At once, not with the next minute.
    await expect(phone.getByText(`代 ${gridName} 至`)).toBeVisible({ timeout: 20_000 });
    const covered = await Staff.signIn(url, colleague);
    expect((await covered.rows('household')).some(({ grid }) => grid === worker.area)).toBe(true);

    // The same days again are refused in words.
    await choose();
    await form.getByRole('button', { name: '安排' }).click();
    await expect(form.getByRole('alert')).toContainText('已有人代班');

    await page.getByRole('button', { name: `提前结束${name}代管${gridName}` }).click();
    await page.getByRole('button', { name: '结束代班' }).click();
    await expect(page.getByText('现在没有人代班')).toBeVisible();
    expect((await covered.rows('household')).some(({ grid }) => grid === worker.area)).toBe(false);
    await phone.close();
    await page.close();
  });

  test('gives a one-time password, with which a password of her own is chosen', async ({ browser }) => {
    const page = await openDesk(browser, clerk, '/desk/staff');
    await page.locator(`[data-account="${worker.username}"]`).getByRole('button').click({ timeout: 60_000 });
    await page.getByRole('button', { name: '生成一次性密码' }).click();
    const once = (await page.locator('[data-once]').innerText()).trim();
    await page.getByRole('button', { name: '已经告诉本人' }).click();
    await expect(page.getByText(once)).toHaveCount(0);
    await page.close();

    const phone = await browser.newPage();
    await phone.goto(`${url}/?start`);
    await phone.getByLabel('用户名').fill(worker.username);
    await phone.getByLabel('密码', { exact: true }).fill(once);
    await phone.getByRole('button', { name: '登录', exact: true }).click();
    const own = phone.getByLabel('自己的新密码（至少8个字符）');
    await expect(own).toBeFocused();
    await own.fill('short');
    await phone.getByRole('button', { name: '登录', exact: true }).click();
    await expect(phone.getByText('新密码至少要8个字符')).toBeVisible();
    await own.fill('shaodao-demo');
    await phone.getByRole('button', { name: '登录', exact: true }).click();
    await phone.waitForURL('**/field');
    await phone.close();
  });

  test('prints a grid with all its doors and none of the reasons', async ({ browser }) => {
    const page = await openDesk(browser, clerk, `/desk/print/grid/${worker.area}`);
    await expect(page.locator('[data-door]').first()).toBeVisible({ timeout: 60_000 });
    const doors = await page
      .locator('[data-door]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['door'] ?? ''));
    expect(doors.toSorted()).toEqual(households.map(({ id }) => id).toSorted());
    await expect(page.getByText('需要帮助', { exact: true })).toHaveCount(0);
    const paper = await page.pdf({ preferCSSPageSize: true });
    const pages = paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(3);
    expect(pages).toBeLessThan(15);
    await page.close();
  });
});
