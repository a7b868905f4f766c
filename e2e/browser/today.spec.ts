import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { field } from './pages/field.ts';
import { accountOver, Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';
import { watch } from './support/watch.ts';

/**
 * A worker's day on the phone: where to begin and in what order, when to come again, what she did and how it is put
 * right before and after the server has it, whose grid she covers, the screen hidden, a word about the app itself.
 */
const url = process.env['SHAODAO_URL'] ?? '';
const phone = { width: 360, height: 740 };

async function opened(page: Page, worker: DemoAccount): Promise<ReturnType<typeof field>> {
  const she = field(page);
  await she.signIn(url, worker.username);
  await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
  // From here on every page opens without a network.
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  return she;
}

test('nobody in: the next time is proposed, one tap keeps it, and the door says when', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 6);
  const context = await browser.newContext({ viewport: phone });
  const seen = watch(context, url);
  const page = await context.newPage();
  const she = await opened(page, worker);
  await context.setOffline(true);
  await she.openFirstDue();
  await she.visit('没人');
  const times = page.getByRole('group', { name: '什么时候再来？' }).getByRole('button');
  await expect(times).toHaveCount(3);
  const chosen = (await times.nth(2).locator('strong').textContent()) ?? '';
  expect(chosen).toMatch(/(今天|明天|周.)(上午|中午|下午|傍晚)$/);
  await times.nth(2).click();
  await expect(times.nth(2)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText(`下次：${chosen}`)).toBeVisible();

  // Another outcome is another day; the time went with the outcome for which it was proposed.
  await she.outcome('拒访').click();
  await expect(page.getByText('尊重住户意愿，不追问。')).toBeVisible();
  await expect(times).toHaveCount(0);
  await she.outcome('没人').click();
  await expect(times.nth(2)).toHaveAttribute('aria-pressed', 'false');
  await times.nth(2).click();
  await expect(times.nth(2)).toHaveAttribute('aria-pressed', 'true');
  const path = new URL(page.url()).pathname;
  await page.goto(url + path);
  await expect(page.getByText(new RegExp(`· ${chosen.slice(-2)}$`)).first()).toBeVisible();

  // Left, the record need not be held any longer.
  await she.tab('今天');
  await context.setOffline(false);
  const staff = await Staff.signIn(url, worker);
  const part = { 上午: 'morning', 中午: 'noon', 下午: 'afternoon', 傍晚: 'evening' }[chosen.slice(-2)];
  await expect
    .poll(async () => (await staff.rows('household')).find(({ id }) => path.endsWith(id))?.visitDuePart, {
      timeout: 30_000,
    })
    .toBe(part);
  expect(seen.foreign).toEqual([]);
  await context.close();
});

test('the day’s record: a visit is put right before the server has it, and after', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 7);
  const staff = await Staff.signIn(url, worker);
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const she = await opened(page, worker);
  await context.setOffline(true);
  await she.openFirstDue();
  await page.waitForURL('**/field/households/*');
  await expect(she.outcome('见到人')).toBeVisible();
  const household = new URL(page.url()).pathname.split('/').at(-1);
  const door = (await page.getByRole('heading', { level: 1 }).textContent())?.trim() ?? '';
  await she.visit('见到人');
  await she.tab('今天');
  await page.getByRole('link', { name: '今天的记录' }).click();
  const lines = page.getByRole('listitem').filter({ hasText: door });
  await expect(lines).toHaveCount(1);
  await expect(lines.first()).toContainText('见到人');
  await expect(lines.first()).toContainText('待发');

  // Before: the record itself changes, there is only one.
  await lines.first().getByRole('link').click();
  await expect(page.getByText('还没有编号，直接改这一条。')).toBeVisible();
  await she.outcome('电话').click();
  await expect(she.outcome('电话')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: '完成' }).click();
  await expect(lines.first()).toContainText('电话');
  await expect(lines.first()).not.toContainText('有更正');
  await context.setOffline(false);
  await expect(lines.first()).toContainText('已收到', { timeout: 30_000 });
  const sent = (await staff.rows('visit')).filter((one) => one.household === household && !one.isAmended);
  const mine = sent.toSorted((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1))[0];
  expect(mine?.outcome).toBe('phone');

  // After: a correction of its own, the first text stays with the server.
  await lines.first().getByRole('link').click();
  await expect(page.getByText('更正会另记一条，原来的留底。')).toBeVisible();
  await she.outcome('没人').click();
  await page.getByRole('button', { name: '敲门无人应' }).click();
  await page.getByRole('link', { name: '完成' }).click();
  await expect(lines.first()).toContainText('没人');
  await expect(lines.first()).toContainText('有更正');
  await expect(lines.first()).toContainText('已收到', { timeout: 30_000 });
  const after = (await staff.rows('visit')).find(({ id }) => id === mine?.id);
  expect(after).toMatchObject({ outcome: 'absent', note: '敲门无人应', isAmended: true });
  await context.close();
});

test('today by need and days since, and the next door in that order', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 8);
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const she = await opened(page, worker);
  const start = page.getByRole('link', { name: /^从.+开始$/ });
  await page.getByRole('radio', { name: '按需要和天数' }).check();
  await expect(page.getByText(/^(\d+天没去|今天去过|还没去过)$/).first()).toBeVisible();
  const staff = await Staff.signIn(url, worker);
  const needy = new Set((await staff.rows('need')).map(({ household }) => household));
  const first = ((await start.getAttribute('href')) ?? '').split('/').at(-1) ?? '';
  const due = (await staff.rows('household')).filter(
    ({ visitDueOn }) =>
      visitDueOn !== null && visitDueOn <= new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
  );
  if (due.some(({ id }) => needy.has(id))) expect([...needy]).toContain(first);

  await page.reload();
  await expect(page.getByRole('radio', { name: '按需要和天数' })).toBeChecked();
  const second = page.locator('main ul a[href^="/field/households/"]').nth(1);
  const secondDoor = (await second.locator('.door').textContent()) ?? '';
  await start.click();
  await she.outcome('见到人').click();
  await expect(page.getByRole('button', { name: `下一户：${secondDoor}` })).toBeVisible();
  await context.close();
});

test('the screen is hidden with one press, over a reload, and comes back with two', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 9);
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const she = await opened(page, worker);
  await she.openFirstDue();
  await expect(she.outcome('见到人')).toBeVisible();
  await page.getByRole('button', { name: '挡屏' }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(page.getByRole('button', { name: '点两下继续' })).toBeVisible();
    await expect(page).toHaveTitle('哨到');
    expect(await page.getByRole('button').count()).toBe(1);
    expect(await page.locator('body').innerText()).toMatch(/^\d\d:\d\d\s+\d+月\d+日（周.）\s+点两下继续$/);
  }
  await page.getByRole('button', { name: '点两下继续' }).click();
  await page.getByRole('button', { name: '再点一下' }).click();
  await expect(she.outcome('见到人')).toBeVisible();
  await expect(page).toHaveTitle(/走访/);
  await context.close();
});

test('a complaint waits in the outbox without a network, then goes to the admin by itself', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 9);
  const said = `字太小，看不清 ${Date.now()}`;
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const she = await opened(page, worker);
  await context.setOffline(true);
  for (const tab of ['今天', '地图', '待发箱', '我的'] as const) {
    await she.tab(tab);
    await expect(page.getByRole('button', { name: '对这个应用有意见' })).toBeVisible();
  }
  await page.getByRole('button', { name: '对这个应用有意见' }).click();
  await page.getByLabel('哪里不好用？').fill(said);
  await page.getByRole('button', { name: '发给管理员' }).click();
  await expect(page.getByText('已存入待发箱，连上服务器就自动发给管理员。')).toBeVisible();
  await expect(page.getByLabel('哪里不好用？')).toHaveValue('');
  await she.tab('待发箱');
  const card = page.locator('[data-complaint]').filter({ hasText: said });
  await expect(card).toContainText('待发');

  // Nobody opens the box again: it goes by itself, and its state is the server's word.
  await context.setOffline(false);
  await expect(card).toContainText('已收到');

  const admin = await Staff.signIn(url, await accountOver(url, 'admin', worker.area));
  const { complaints } = (await (await admin.get('/api/desk/complaints')).json()) as {
    complaints: { text: string; face: string }[];
  };
  expect(complaints.filter(({ text }) => text === said)).toMatchObject([{ face: 'field' }]);
  await context.close();
});

test('a stand-in sees whose grid it is and until when, and can show it alone', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 10);
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  // The server gives her a second grid until the end of the month after next.
  const { worker: colleague } = await workerAndClerk(url, 11);
  const to = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 2, 0, 16)).toISOString();
  await page.route('**/api/session', async (route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as { grants: object[] };
    body.grants.push({ role: 'worker', area: colleague.area, from: '2026-01-01T00:00:00.000Z', to });
    await route.fulfill({ response: reply, json: body });
  });
  const she = await opened(page, worker);
  const note = page.getByText(/^代 .+ 至 \d+月\d+日（周.）$/);
  await expect(note).toBeVisible();
  await expect(page.getByRole('group', { name: '网格' }).getByRole('radio')).toHaveCount(3);
  await she.tab('我的');
  await expect(note).toBeVisible();
  await context.close();
});

test('after a day unsent, the outbox warns and saves what waits as a file', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 12);
  const context = await browser.newContext({ viewport: phone, acceptDownloads: true });
  const page = await context.newPage();
  const she = await opened(page, worker);
  await context.setOffline(true);
  await she.openFirstDue();
  await she.visit('见到人');
  await she.tab('待发箱');
  await expect(page.getByRole('heading', { name: '应急导出' })).toHaveCount(0);
  await page.clock.install({ time: Date.now() + 25 * 3_600_000 });
  await page.goto(`${url}/field/outbox`).catch(() => undefined);
  await expect(page.getByRole('heading', { name: '有记录超过一天没有发出' })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出1条未发的记录' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^哨到-未发记录-\d{8}-\d{4}\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8')) as { records: { type: string }[] };
  expect(file).toMatchObject({ format: 'shaodao-unsent', version: 2, records: [{ type: 'visit.record' }] });
  await context.close();
});

test('a phone without a voice of its own says so, and asks no service elsewhere', async ({ browser }) => {
  const { worker } = await workerAndClerk(url, 8);
  const context = await browser.newContext({ viewport: phone });
  const seen = watch(context, url);
  const page = await context.newPage();
  await page.addInitScript(() => {
    speechSynthesis.getVoices = () => [];
  });
  await opened(page, worker);
  await page.getByRole('button', { name: '念给我听' }).click();
  await expect(page.getByText('这台手机没有自带的中文语音')).toBeVisible();
  expect(seen.foreign).toEqual([]);
  await context.close();
});
