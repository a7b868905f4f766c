import { expect, test, type Page } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { openDevice, type Device } from './support/device.ts';
import { KillableServer } from './support/killable.ts';
import { naughtyTexts } from './support/naughty.ts';
import { demoAccounts, Outsider, type Account } from './support/outsider.ts';
import { untilOnDisk } from './support/on-disk.ts';
import { Pusher } from './support/pusher.ts';
import { Staff } from './support/staff.ts';

/** What goes wrong in earnest, on a server of their own that is killed and left without its database. */
let server: KillableServer;
let workers: Account[];
let everybody: Account[];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await KillableServer.start();
  everybody = await demoAccounts(server.url);
  workers = everybody.filter(({ role }) => role === 'worker');
});
test.afterAll(() => server.dispose());

/** Each test has workers of its own. */
function worker(nth: number): Account {
  const found = workers[nth];
  if (!found) throw new Error(`no worker ${nth}`);
  return found;
}
const signIn = ({ username, password }: Account): Promise<Outsider> => Outsider.signIn(server.url, username, password);

async function phoneOf(account: Account): Promise<Device> {
  const device = await openDevice(server.url);
  const she = field(device.page);
  await she.signIn(device.url, account.username);
  await she.prepare();
  return device;
}

async function raiseText(page: Page, text: string): Promise<void> {
  const she = field(page);
  await she.tab('吹哨');
  await page.getByRole('button', { name: '不拍照，只写文字' }).click();
  await page.getByRole('textbox', { name: /^是什么事？/ }).fill(text);
  await she.chooseTile(0);
  await page.getByRole('button', { name: '完成' }).click();
}

const inState = (page: Page, word: string) => page.getByRole('article').filter({ hasText: word });
const condition = (page: Page) => page.getByRole('main').getByRole('status').first();
const accountId = async ({ username }: Account): Promise<unknown> =>
  (await server.sql('select id from account where username = $1', [username]))[0]?.['id'];

test('ten kills while phones push lose nothing, double nothing, and change no order', async () => {
  test.setTimeout(180_000);
  const { epoch } = (await (await fetch(`${server.url}/healthz`)).json()) as { epoch: string };
  const phones = await Promise.all(
    [2, 3, 4].map(async (nth) => new Pusher(await signIn(worker(nth)), worker(nth).area, epoch)),
  );
  const answered = () => phones.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  const running = Promise.all(phones.map((phone) => phone.run()));
  for (let kill = 0; kill < 10; kill += 1) {
    const before = answered();
    await expect.poll(answered, { intervals: [5] }).toBeGreaterThan(before + 5 + 3 * kill);
    await server.kill(kill % 2 === 0 ? 'server' : 'server and database');
    await server.startAgain();
  }
  const before = answered();
  await expect.poll(answered, { intervals: [5] }).toBeGreaterThan(before + 5);
  for (const phone of phones) phone.stop();
  await running;

  expect(phones.flatMap(({ surprises }) => surprises)).toEqual([]);
  expect(phones.reduce((sum, { again }) => sum + again, 0)).toBeGreaterThan(10);
  const receipts = phones.flatMap(({ acknowledged }) =>
    acknowledged.flatMap(({ results }) => results.map(({ receipt }) => receipt)),
  );
  expect(new Set(receipts).size).toBe(receipts.length);
  for (const [i, phone] of phones.entries()) {
    // Every answer stands: asked again, it is the same.
    for (const { bytes, results } of phone.acknowledged) {
      expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
      expect(await phone.ask(bytes)).toEqual(results.map((one) => ({ ...one, repeated: true })));
    }
    const reader = await signIn(worker(2 + i));
    const rows = await reader.all();
    const raised = [...(rows.get('whistle')?.values() ?? [])].filter(({ id, text }) => id === text);
    expect(raised.length).toBe(phone.acknowledged.length);
    expect(new Set(raised.map(({ id }) => id))).toEqual(new Set(phone.acknowledged.map(({ whistle }) => whistle)));
    expect(raised.every(({ rev }) => rev === 3)).toBe(true);
    const said = new Map<unknown, unknown[]>();
    for (const event of [...(rows.get('event')?.values() ?? [])].toSorted(
      (a, b) => Number(a['rev']) - Number(b['rev']),
    ))
      said.set(event['whistle'], [
        ...(said.get(event['whistle']) ?? []),
        (event['happening'] as { text?: string }).text,
      ]);
    for (const { whistle } of phone.acknowledged) expect(said.get(whistle)).toEqual([undefined, '一', '二']);
  }
});

test('what a phone saves waits while the database is away and while the server is dead, and goes by itself', async () => {
  const clerk = everybody.find(({ role, area }) => role === 'community' && worker(5).area.startsWith(area));
  const device = await phoneOf(worker(5));
  try {
    const { page } = device;
    server.takeDatabaseAway();
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).status).toBe(503);
    const away = await fetch(`${server.url}/healthz`);
    expect(away.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await away.json()).toMatchObject({ status: 503, code: 'database-away' });
    await raiseText(page, '数据库不在时吹的哨');
    await field(page).tab('待发箱');
    await expect(condition(page)).toContainText('连不上服务器');
    await expect(inState(page, '数据库不在时吹的哨')).toContainText('待发');
    server.giveDatabaseBack();
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).status).toBe(200);
    await expect(inState(page, '数据库不在时吹的哨')).toContainText('已收到', { timeout: 60_000 });

    await server.kill('server and database');
    await raiseText(page, '服务器停了时吹的哨');
    await field(page).tab('待发箱');
    await expect(inState(page, '服务器停了时吹的哨')).toContainText('待发');
    await server.startAgain();
    await expect(inState(page, '服务器停了时吹的哨')).toContainText('已收到', { timeout: 60_000 });
    expect(clerk).toBeDefined();
    const whistles = clerk ? await (await Staff.signIn(server.url, clerk)).rows('whistle') : [];
    for (const text of ['数据库不在时吹的哨', '服务器停了时吹的哨'])
      expect(whistles.filter((whistle) => whistle.text === text)).toHaveLength(1);
  } finally {
    await device.dispose();
  }
});

test('a record that the server does not take stands in the outbox with its reason and the ways on', async () => {
  const device = await phoneOf(worker(6));
  try {
    const { page } = device;
    await device.setFlightMode(true);
    await raiseText(page, '交接以后才写的哨');
    await raiseText(page, '另一件也没有收下');
    await field(page).tab('吹哨');
    await page.getByRole('button', { name: '不拍照，只写文字' }).click();
    await page.getByRole('textbox', { name: /^是什么事？/ }).fill('写了一半的哨');
    await untilOnDisk(page, '写了一半的哨');
    await page.goto(`${device.url}/field/outbox`);
    await server.sql(`update grant_ set to_at = $2 where account = $1`, [
      await accountId(worker(6)),
      new Date(Date.now() - 3_600_000),
    ]);
    await device.setFlightMode(false);
    const record = inState(page, '交接以后才写的哨');
    await expect(record).toContainText('未收下');
    await expect(record).toContainText('当时这个网格不归您负责。原文还在本机，可以复制给现在的网格员。');
    await expect(page.getByText('2条未收下，请看一看')).toBeVisible();
    await expect(record.getByRole('button', { name: '复制内容' })).toBeVisible();
    await record.getByRole('button', { name: /^收起/ }).click();
    await expect(record).toContainText('已收起');
    await expect(record.getByRole('button', { name: '复制内容' })).toBeVisible();
    // The other one is mended beside what is half written, and neither takes the other's place.
    await inState(page, '另一件也没有收下').getByRole('button', { name: '改好重发' }).click();
    await expect(page.getByRole('textbox', { name: /^是什么事？/ })).toHaveValue('另一件也没有收下');
    await page.goto(`${device.url}/field/outbox`);
    const drafts = page.locator('[data-draft]');
    await expect(drafts).toHaveCount(2);
    for (const text of ['另一件也没有收下', '写了一半的哨'])
      await expect(drafts.filter({ hasText: text })).toHaveCount(1);
    // The grid itself has gone from the phone.
    await page.goto(`${device.url}/field/households`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect.poll(() => page.getByRole('link', { name: /\d+室|\d+-\d+/ }).count()).toBe(0);
  } finally {
    await device.dispose();
  }
});

test('a session that ended stops no saving, and after signing in again everything goes', async () => {
  const device = await phoneOf(worker(7));
  try {
    const { page } = device;
    await server.sql('delete from session where account = $1', [await accountId(worker(7))]);
    await raiseText(page, '登录到期以后吹的哨');
    await field(page).tab('今天');
    await field(page).openFirstDue();
    await field(page).visit('见到人');
    await field(page).tab('待发箱');
    await expect(condition(page)).toContainText('需重新登录');
    await expect(inState(page, '等您重新登录')).toHaveCount(2);
    await page.getByRole('link', { name: '重新登录' }).click();
    await page.waitForURL('**/?to=*');
    const account = page.locator(`[data-username="${worker(7).username}"]`);
    await account.waitFor({ state: 'attached' });
    if (!(await account.isVisible())) await page.locator('details', { has: account }).locator('summary').click();
    await account.click();
    await page.waitForURL('**/field/outbox');
    await expect(inState(page, '已收到')).toHaveCount(2, { timeout: 60_000 });
    const whistles = await (await Staff.signIn(server.url, worker(7))).rows('whistle');
    expect(whistles.filter(({ text }) => text === '登录到期以后吹的哨')).toHaveLength(1);
  } finally {
    await device.dispose();
  }
});

test('two tabs that save at the same time send each record once', async () => {
  const staff = await Staff.signIn(server.url, worker(8));
  const doors = (await staff.rows('household')).slice(0, 6).map(({ id }) => id);
  const before = (await staff.rows('visit')).length;
  const device = await phoneOf(worker(8));
  try {
    const tabs = [device.page, await device.context.newPage()];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(tabs.map((tab, i) => tab.goto(`${device.url}/field/households/${doors[round * 2 + i]}`)));
      await Promise.all(tabs.map((tab) => field(tab).visit('见到人')));
      // The screen is left: both go now.
      await Promise.all(tabs.map((tab) => field(tab).tab('待发箱')));
      for (const tab of tabs) {
        await expect(tab.getByRole('heading', { name: '待发箱' })).toBeVisible();
        await expect(inState(tab, '几秒内可撤销')).toHaveCount(0);
      }
    }
    // Both send at the same time, too.
    await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: '现在同步' }).click()));
    for (const tab of tabs) await expect(inState(tab, '已收到')).toHaveCount(6, { timeout: 60_000 });
    const after = await staff.rows('visit');
    expect(after.length - before).toBe(6);
    const devices = await server.sql(
      'select device, seq from mutation_result where device in (select id from device where account = $1)',
      [await accountId(worker(8))],
    );
    expect(devices.length).toBe(6);
  } finally {
    await device.dispose();
  }
});

test('a second worker on the same phone sees nothing of the first and sends nothing as the first', async () => {
  const [first, second] = [worker(9), worker(10)];
  const device = await phoneOf(first);
  try {
    const { page } = device;
    await server.sql('delete from session where account = $1', [await accountId(first)]);
    await raiseText(page, '第一位还没发出的哨');
    await field(page).tab('待发箱');
    await expect(condition(page)).toContainText('需重新登录');

    await field(page).signIn(device.url, second.username);
    await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
    await raiseText(page, '第二位的哨');
    await field(page).tab('待发箱');
    await expect(inState(page, '第二位的哨')).toContainText('已收到', { timeout: 60_000 });
    await expect(page.getByText('第一位还没发出的哨')).toHaveCount(0);
    await page.goto(`${device.url}/field/whistles`);
    await expect(page.getByText('第二位的哨').first()).toBeVisible();
    await expect(page.getByText('第一位还没发出的哨')).toHaveCount(0);
    const raised = await server.sql(`select 1 from whistle where "row"->>'text' = '第一位还没发出的哨'`);
    expect(raised).toEqual([]);

    await chooseAccount(page, device.url, first.username);
    await page.waitForURL('**/field');
    await field(page).tab('待发箱');
    await expect(inState(page, '第一位还没发出的哨')).toContainText('已收到', { timeout: 60_000 });
    const [whistle] = await server.sql(
      `select "row"->>'raisedBy' as by, "row"->>'grid' as grid from whistle where "row"->>'text' = '第一位还没发出的哨'`,
    );
    expect(whistle).toEqual({ by: await accountId(first), grid: first.area });
    await expect(page.getByText('第二位的哨')).toHaveCount(0);
  } finally {
    await device.dispose();
  }
});

test('a roster without rooms is walked by names, and the building says how a door gets its number', async () => {
  const she = worker(12);
  await server.sql(`update household set "row" = jsonb_set("row", '{room}', '""') where "row"->>'grid' = $1`, [
    she.area,
  ]);
  const device = await phoneOf(she);
  try {
    const { page } = device;
    const staff = await Staff.signIn(server.url, she);
    const doors = (await staff.rows('household')).filter(({ grid }) => grid === she.area);
    expect(doors.every(({ room }) => room === '')).toBe(true);
    const named = doors.find(({ kind, name, floor }) => kind === 'lived' && name !== '' && floor > 1);
    await page.goto(`${device.url}/field/buildings/${named?.building}?unit=${named?.unit}`);
    const here = doors.filter(({ building, unit }) => building === named?.building && unit === named?.unit);
    await expect(page.getByText(`${here.length}户没有房号`)).toBeVisible();
    await expect(page.getByRole('table').getByRole('link').filter({ hasText: '无房号' })).toHaveCount(here.length);
    const cell = page.locator(`table a[href^="/field/households/${named?.id}"]`);
    await expect(cell).toContainText(named?.name ?? '-');
    await cell.click();
    await field(page).visit('见到人');
    await page.getByRole('link', { name: '更正', exact: true }).click();
    await page.getByLabel('房号').fill('201');
    const save = page.getByRole('button', { name: '保存', exact: true });
    await save.click();
    // It goes back by itself once it is saved.
    await expect(save).toHaveCount(0);
    await page.goto(`${device.url}/field/buildings/${named?.building}?unit=${named?.unit}`);
    await expect(cell).toContainText('201');
    await expect(page.getByText(`${here.length - 1}户没有房号`)).toBeVisible();
  } finally {
    await device.dispose();
  }
});

test('whatever is typed on the phone is text at the desk', async ({ browser }) => {
  const she = worker(11);
  const clerk = everybody.find(({ role, area }) => role === 'community' && she.area.startsWith(area));
  // A text field makes one of all line ends, and holds 4,000 characters.
  const text = naughtyTexts.filter((one) => one.length <= 1000 && !/[\r\u0085\u2028\u2029]/.test(one)).join('\n');
  const device = await phoneOf(she);
  const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await raiseText(device.page, text);
    await field(device.page).tab('待发箱');
    await expect(inState(device.page, '已收到')).toHaveCount(1, { timeout: 60_000 });
    const whistle = (await (await Staff.signIn(server.url, she)).rows('whistle')).find((one) =>
      one.text?.startsWith('𠮷野家'),
    );
    expect(whistle?.text).toBe(text);

    const said: string[] = [];
    desk.on('dialog', (dialog) => {
      said.push(dialog.message());
      void dialog.dismiss();
    });
    await chooseAccount(desk, server.url, clerk?.username ?? '');
    await desk.waitForURL('**/desk/**');
    for (const page of [desk, device.page]) {
      const place = page === desk ? `${server.url}/desk` : `${device.url}/field`;
      await page.goto(`${place}/whistles/${whistle?.id}`);
      const shown = page.getByText('<img src=x onerror').first();
      await expect(shown).toBeVisible();
      await expect(shown).toContainText('<script>window.__hit = true</script>');
      await expect(shown).toContainText('{{constructor.constructor');
      expect(
        await page.evaluate(() => ({
          hit: '__hit' in window,
          images: document.querySelectorAll('img[src="x"], svg[onload], a[href^="javascript"]').length,
        })),
      ).toEqual({ hit: false, images: 0 });
    }
    expect(said).toEqual([]);
  } finally {
    await device.dispose();
    await desk.close();
  }
});
