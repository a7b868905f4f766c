import { dayOf } from '../../core/calendar/day.ts';
import { expect, test, type Page } from '@playwright/test';
import { makeId } from '../../core/lib/id.ts';
import { field } from './pages/field.ts';
import { openDevice, type Device } from './support/device.ts';
import { newUuid, Staff, workerAndClerk } from './support/staff.ts';

/** The household's page: the roster put right without a network, help followed, a clash chosen (D4, Q3, X3). */

const door = (page: Page) => ({
  async open(url: string, id: string): Promise<void> {
    await page.goto(`${url}/field/households/${id}`);
    await expect(page.getByRole('link', { name: '登记需求' })).toBeVisible();
  },
  save: () => page.getByRole('button', { name: '保存', exact: true }).click(),
});

/** Signs in and goes out of the network's reach; the browser was closed once, so the session is on its disk. */
async function goOut(device: Device, username: string): Promise<void> {
  const she = field(device.page);
  await she.signIn(device.url, username);
  await she.prepare();
  await device.setFlightMode(true);
  await device.close();
  await device.start();
}

test('people, phone and a need are put right offline, survive a kill, and arrive', async () => {
  test.setTimeout(240_000);
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker, clerk } = await workerAndClerk(url, 14);
  const staff = await Staff.signIn(url, worker);
  const home = (await staff.rows('household')).find(({ kind, needsHelp }) => kind === 'lived' && !needsHelp);
  const id = home?.id ?? '';
  const device = await openDevice(url);
  try {
    await goOut(device, worker.username);

    // A newborn; the browser dies in the middle of the name, and the very form comes back with every letter.
    await door(device.page).open(device.url, id);
    await device.page.getByRole('link', { name: '新生儿' }).click();
    await device.page.getByLabel('姓名').fill('小满');
    await expect(device.page.getByLabel('出生年份')).toHaveValue(/^20\d\d$/);
    await device.kill();
    await device.start();
    await device.page.goto(device.url);
    await expect(device.page).toHaveURL(/people\/add\?as=newborn$/);
    await expect(device.page.getByLabel('姓名')).toHaveValue('小满');
    await door(device.page).save();
    await expect(device.page.getByRole('link', { name: /小满/ })).toBeVisible();

    // A correction: an identity number is refused beside its field, a telephone number is taken.
    await device.page.getByRole('link', { name: '更正' }).click();
    await device.page.getByLabel('电话').fill('990106195003071234');
    await door(device.page).save();
    await expect(device.page.getByText('本应用不留身份证号')).toBeVisible();
    await device.page.getByLabel('电话').fill('15400000088');
    await device.page.getByLabel('上门提示').fill('敲门要大声');
    await door(device.page).save();
    await expect(device.page.getByRole('link', { name: /15400000088|给.*打电话/ }).first()).toBeVisible();
    await expect(device.page.getByText('敲门要大声')).toBeVisible();

    // A need with the wording agreed to, then help: promised with one tap.
    await device.page.getByRole('link', { name: '登记需求' }).click();
    await device.page.getByRole('button', { name: '已同意登记' }).click();
    await expect(device.page.getByText('请选一类。')).toBeVisible();
    await device.page.getByRole('radio', { name: '残疾' }).check();
    await expect(device.page.getByText(/我同意网格员登记“残疾”/)).toBeVisible();
    await device.page.getByRole('button', { name: '已同意登记' }).click();
    // Why help is needed lies folded; opening it is a look, which no list of hers shows.
    await expect(device.page.getByText('残疾', { exact: true })).toHaveCount(0);
    await device.page.getByRole('button', { name: /^为什么需要帮助（1项）/ }).click();
    await device.page.getByRole('link', { name: /^残疾/ }).first().click();
    await device.page.getByRole('button', { name: '答应帮助' }).click();
    await expect(device.page.getByRole('button', { name: '已经办到' })).toBeVisible();
    await device.page.getByRole('button', { name: '返回' }).click();
    await expect(device.page.getByRole('heading', { name: '待处理' })).toBeVisible();
    await expect(device.page.getByText(/答应.+前办到/).first()).toBeVisible();

    // One hand, two taps: the visit itself is as quick as ever.
    await device.page.getByRole('button', { name: '见到人' }).click();
    await device.page.getByRole('button', { name: /^下一户/ }).click();

    await device.setFlightMode(false);
    await device.page.goto(`${device.url}/field/outbox`);
    await expect(device.page.locator('article')).not.toHaveCount(0);
    await expect(device.page.getByText(/查看需求/)).toHaveCount(0);
    await expect
      .poll(async () => (await staff.rows('need')).find(({ household }) => household === id)?.step, { timeout: 60_000 })
      .toBe('promised');
    const stored = (await staff.rows('household')).find((one) => one.id === id);
    expect(stored).toMatchObject({ phone: '15400000088', note: '敲门要大声', needsHelp: true });
    const born = (await staff.rows('person')).filter(({ household, name }) => household === id && name === '小满');
    expect(born).toHaveLength(1);
    expect(born[0]?.relation).toBe('子女');

    // Once for the household, though she opened it, went on to the need and came back; the day, no minute.
    const looks = async () => {
      const reply = await (await Staff.signIn(url, clerk)).get(`/api/desk/households/${id}/looks`);
      return ((await reply.json()) as { looks: Record<string, unknown>[] }).looks;
    };
    await expect
      .poll(looks, { timeout: 60_000 })
      .toMatchObject([{ how: 'phone', on: dayOf(new Date().toISOString()) }]);
    expect(Object.keys((await looks())[0] ?? {}).toSorted()).toEqual(['by', 'byName', 'how', 'id', 'on']);
    expect(device.foreign).toEqual([]);
  } catch (error) {
    await test.info().attach('phone', { body: await device.page.screenshot(), contentType: 'image/png' });
    throw error;
  } finally {
    await device.dispose();
  }
});

test('small questions: one tap answers, and the next visit does not ask again', async ({ page }) => {
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker } = await workerAndClerk(url, 16);
  const staff = await Staff.signIn(url, worker);
  const people = await staff.rows('person');
  const visits = await staff.rows('visit');
  const home = (await staff.rows('household')).find(
    ({ id, kind, phone }) =>
      kind === 'lived' &&
      phone === null &&
      people.some(({ household }) => household === id) &&
      people.every((one) => one.household !== id || one.phone === null),
  );
  const id = home?.id ?? '';
  await field(page).signIn(url, worker.username);
  await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
  await door(page).open(url, id);
  await field(page).visit('见到人');
  const same = page.getByRole('group', { name: /^住的人还是这些吗？/ });
  const phone = page.getByRole('group', { name: '能留个电话吗？' });
  await page.getByRole('textbox', { name: '其他情况' }).fill('下周再来');
  // Half a sentence was typed: the tap leaves it alone.
  await same.getByRole('button', { name: '还是这些' }).click();
  await phone.getByRole('button', { name: '不愿说' }).click();
  await expect(phone.getByRole('button', { name: '不愿说' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('textbox', { name: '其他情况' })).toHaveValue('下周再来');
  await page.getByRole('button', { name: /^(下一户|完成)/ }).click();
  const fresh = async () =>
    (await staff.rows('visit')).find((one) => one.household === id && visits.every((known) => known.id !== one.id));
  await expect
    .poll(async () => (await fresh())?.note, { timeout: 60_000 })
    .toBe('留电话：不愿说\n住的人：还是这些\n下周再来');

  await door(page).open(url, id);
  await field(page).visit('电话');
  await expect(page.getByRole('button', { name: '近期不在家' })).toBeVisible();
  await expect(same).toHaveCount(0);
  await expect(phone).toHaveCount(0);
});

test('a clash shows both values with both names, and the one that is chosen stands', async () => {
  test.setTimeout(240_000);
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker, clerk } = await workerAndClerk(url, 15);
  const staff = await Staff.signIn(url, clerk);
  const own = await Staff.signIn(url, worker);
  const home = (await own.rows('household')).find(({ kind, phone }) => kind === 'lived' && phone === null);
  const id = home?.id ?? '';
  const device = await openDevice(url);
  try {
    await goOut(device, worker.username);
    await door(device.page).open(device.url, id);
    await device.page.getByRole('link', { name: '更正' }).click();
    await device.page.getByLabel('电话').fill('15400000077');
    await door(device.page).save();

    // Meanwhile the desk writes another number.
    const at = new Date().toISOString();
    const set = { phone: { from: null, to: '15400000066' } };
    const amend = { seq: 1, id: newUuid(), type: 'household.amend', v: 1, at, payload: { household: id, set } };
    expect((await staff.push([amend])).body.results[0]?.outcome).toBe('applied');

    await device.setFlightMode(false);
    await device.page.goto(`${device.url}/field/outbox`);
    await expect.poll(async () => (await own.rows('conflict')).length, { timeout: 60_000 }).toBe(1);
    await field(device.page).tab('今天');
    await device.page
      .getByRole('main')
      .getByRole('link', { name: /有冲突/ })
      .click();
    const clash = device.page.getByRole('article').filter({ hasText: '两个人写得不一样' });
    await expect(clash.getByText('15400000077')).toBeVisible();
    await expect(clash.getByText('15400000066')).toBeVisible();
    const [conflict] = await own.rows('conflict');
    await expect(clash.getByText(conflict?.theirs.byName ?? '-', { exact: true })).toBeVisible();
    await expect(clash.getByText('您', { exact: true })).toBeVisible();
    await expect(clash.getByRole('button', { name: '用对方的' })).toBeVisible();
    await expect(clash.getByRole('button', { name: '填别的' })).toBeVisible();
    await clash.getByRole('button', { name: '保留我的' }).click();
    await expect(clash).toHaveCount(0);
    await expect.poll(async () => (await own.rows('conflict')).length, { timeout: 60_000 }).toBe(0);
    expect((await own.rows('household')).find((one) => one.id === id)?.phone).toBe('15400000077');
  } catch (error) {
    await test.info().attach('phone', { body: await device.page.screenshot(), contentType: 'image/png' });
    throw error;
  } finally {
    await device.dispose();
  }
});

test('a household removed at the desk while she edits leaves her words, with what to do', async () => {
  test.setTimeout(240_000);
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker, clerk } = await workerAndClerk(url, 16);
  const staff = await Staff.signIn(url, clerk);
  const grid = worker.area;
  const device = await openDevice(url);
  try {
    const building = (await staff.rows('building')).find((one) => one.grid === grid)?.id;
    const household = makeId('household', newUuid());
    const at = new Date().toISOString();
    const added = { household, grid, building, unit: 1, floor: 1, room: '101附', kind: 'lived', name: '阿'.repeat(30) };
    const add = { id: newUuid(), type: 'household.add', v: 1, at, payload: { ...added, phone: null, note: '' } };
    const first = await staff.push([{ ...add, seq: 1 }]);
    expect(first.body.results[0]?.outcome).toBe('applied');

    await goOut(device, worker.username);
    await door(device.page).open(device.url, household);
    await device.page.getByRole('link', { name: '更正' }).click();
    await device.page.getByLabel('上门提示').fill('从后门进');
    await door(device.page).save();
    await expect(device.page.getByText('从后门进')).toBeVisible();

    const payload = { household, reason: 'mistake' };
    const remove = { id: newUuid(), seq: 2, type: 'household.remove', v: 1, at, payload };
    const removed = await staff.push([remove], { epoch: first.body.epoch });
    expect(removed.body.results[0]?.outcome).toBe('applied');

    await device.setFlightMode(false);
    await device.page.goto(`${device.url}/field/outbox`);
    const refused = device.page.locator('article[data-state="refused"]');
    await expect(refused).toBeVisible({ timeout: 60_000 });
    await expect(refused.getByText('从后门进')).toBeVisible();
    await expect(refused.getByText(/可能在社区删去了/)).toBeVisible();
    await device.page.goto(`${device.url}/field/households/${household}`);
    await expect(device.page.getByText('找不到这一户')).toBeVisible();
  } catch (error) {
    await test.info().attach('phone', { body: await device.page.screenshot(), contentType: 'image/png' });
    throw error;
  } finally {
    await device.dispose();
  }
});
