import { expect, test, type Page } from '@playwright/test';
import { addDays, dayOf } from '../../core/calendar/day.ts';
import { makeId } from '../../core/lib/id.ts';
import { field } from './pages/field.ts';
import { filmOfNoise } from './support/camera.ts';
import { openDevice, type Device } from './support/device.ts';
import { pictured } from './support/picture.ts';
import { Scripted } from './support/scripted.ts';
import { newUuid, Staff, workerAndClerk } from './support/staff.ts';

/**
 * What the phone lacks and what others do meanwhile: each has a sentence that says what happened, what is safe and what
 * to do, and nothing that she wrote is lost.
 */
const url = process.env['SHAODAO_URL'] ?? '';
/** Bytes: enough to open the app and not for a photo of noise; enough for a day's words. */
const roomToOpen = 400_000;
const roomForWords = 100_000;
async function usageOf({ context, page, url: origin }: Device): Promise<number> {
  const devtools = await context.newCDPSession(page);
  return (await devtools.send('Storage.getUsageAndQuota', { origin })).usage;
}

const inState = (page: Page, word: string) => page.getByRole('article').filter({ hasText: word });

test('no camera, no position: both are said, and a whistle in words with its building goes', async () => {
  const { worker } = await workerAndClerk(url, 19);
  const watcher = await Staff.signIn(url, worker);
  const device = await openDevice(url, {
    args: ['--use-fake-device-for-media-stream=device-count=0'],
    permissions: ['camera', 'background-sync'],
  });
  const walk = async () => {
    const { page } = device;
    const she = field(page);
    await she.signIn(device.url, worker.username);
    await she.prepare();
    await she.tab('吹哨');
    await expect(page.getByRole('heading', { name: '这里用不了相机' })).toBeVisible();
    await expect(page.getByText('没有找到相机。可以从相册选一张，或者只写文字。')).toBeVisible();
    await page.getByRole('button', { name: '不拍照，只写文字' }).click();
    await page.getByRole('textbox', { name: /^是什么事？/ }).fill('没有相机也没有定位');

    await page.getByRole('button', { name: /^地点：/ }).click();
    await page.getByRole('button', { name: '用当前位置' }).click();
    await expect(page.getByText('没有定位权限，请选楼栋')).toBeVisible();
    const building = page.getByRole('dialog').locator('[aria-pressed]').first();
    const name = (await building.textContent())?.trim() ?? '';
    await building.click();
    await expect(page.getByRole('button', { name: `地点：${name}` })).toBeVisible();
    await she.chooseTile(0);
    await page.getByRole('button', { name: '完成' }).click();
    const found = async () => (await watcher.rows('whistle')).find(({ text }) => text === '没有相机也没有定位');
    await expect.poll(async () => (await found())?.place?.method).toBe('building');
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await device.dispose();
  }
});

test('on a phone nearly full the photo is refused in words, and text and visits still fit', async () => {
  const { worker } = await workerAndClerk(url, 19);
  const device = await openDevice(url, { args: [await filmOfNoise(test.info().outputPath('noise.mjpeg'))] });
  const walk = async () => {
    await field(device.page).signIn(device.url, worker.username);
    await field(device.page).prepare();
    await device.setFlightMode(true);
    const before = await usageOf(device);
    // Chromium tells pages of 10 GB whatever there is, and remembers for half a minute that there was more: the phone
    // finds out when it writes, and only in a browser that never knew otherwise.
    await device.close();
    await device.start();
    const { page } = device;
    const she = field(page);
    const devtools = await device.context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: device.url, quotaSize: before + roomToOpen });
    await page.goto(device.url);
    await she.tab('吹哨');
    await she.shoot();
    await expect(page.getByRole('alert')).toContainText('手机存储快满了，照片存不下。文字照样可以发。');
    await expect(page.getByRole('img', { name: /^照片\d/ })).toHaveCount(0);
    // What is left is too little for a picture and enough for a day's words.
    const quotaSize = (await usageOf(device)) + roomForWords;
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: device.url, quotaSize });
    await page.getByRole('textbox', { name: /^是什么事？/ }).fill('手机快满了也写得下');
    await she.chooseTile(0);
    await page.getByRole('button', { name: '完成' }).click();
    await she.tab('今天');
    await she.openFirstDue();
    await she.visit('见到人');
    await she.tab('待发箱');
    await expect(page.locator('article[data-state]')).toHaveCount(2);
    // Room was made.
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: device.url });
    await device.setFlightMode(false);
    await expect(inState(page, '已收到')).toHaveCount(2);
    await expect(inState(page, '手机快满了也写得下')).toContainText('已收到');
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await device.dispose();
  }
});

test('two workers set one field while one is offline: both values stand with both names, and she chooses', async () => {
  const { worker, clerk } = await workerAndClerk(url, 19);
  const hers = await Staff.signIn(url, worker);
  const desk = await Staff.signIn(url, clerk);
  // A colleague of the same community covers her grid today.
  const colleague = await colleagueOf(worker.area, worker.username);
  const other = await Staff.signIn(url, colleague);
  const { account } = (await (await other.get('/api/session')).json()) as { account: { id: string; name: string } };
  const today = dayOf(new Date().toISOString());
  const covered = await desk.post('/api/desk/stand-ins', {
    account: account.id,
    grid: worker.area,
    from: today,
    to: addDays(today, 1),
  });
  expect(covered.status).toBe(201);
  const { from } = (await covered.json()) as { from: string };

  const household = (await hers.rows('household')).find(({ grid, kind }) => grid === worker.area && kind === 'lived');
  if (!household) throw new Error('a grid without households');
  const device = await openDevice(url);
  const walk = async () => {
    const { page } = device;
    const she = field(page);
    await she.signIn(device.url, worker.username);
    await she.prepare();
    await device.setFlightMode(true);
    await page.goto(`${device.url}/field/households/${household.id}/edit`);
    await page.getByRole('textbox', { name: /^电话/ }).fill('13900000014');
    await page.getByRole('button', { name: '保存' }).click();
    await page.waitForURL(`**/field/households/${household.id}`);

    const standIn = await Scripted.signIn(url, colleague);
    await standIn.send('household.amend', {
      household: household.id,
      set: { phone: { from: household.phone, to: '0555-1234567' } },
    });
    await device.setFlightMode(false);
    await she.tab('待发箱');
    await expect(page.getByText('别人也改了同一项。两种写法都留着，请到住户页选一个。')).toBeVisible();

    await page.goto(`${device.url}/field/households/${household.id}`);
    const clash = page.getByRole('article').filter({ hasText: '有冲突' });
    await expect(clash).toContainText('的电话，两个人写得不一样');
    await expect(clash).toContainText('13900000014');
    await expect(clash).toContainText('0555-1234567');
    await expect(clash).toContainText(account.name);
    await expect(clash).toContainText('您');
    await clash.getByRole('button', { name: '保留我的' }).click();
    await expect(clash).toBeHidden();
    await she.tab('待发箱');
    await expect
      .poll(async () => (await hers.rows('household')).find(({ id }) => id === household.id)?.phone)
      .toBe('13900000014');
    expect((await hers.rows('conflict')).filter(({ household: at }) => at === household.id)).toEqual([]);
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await desk.post('/api/desk/stand-ins/end', { account: account.id, grid: worker.area, from });
    await device.dispose();
  }
});

test('a household removed at the desk while its form is open: the form says so, and every word can be taken along', async ({
  page,
  context,
}) => {
  const { worker, clerk } = await workerAndClerk(url, 19);
  const desk = await Scripted.signIn(url, clerk);
  const building = (await desk.staff.rows('building')).find(({ grid }) => grid === worker.area);
  if (!building) throw new Error('a grid without buildings');
  const household = makeId('household', newUuid());
  const door = { unit: 1, floor: 1, room: '198附', kind: 'lived', name: '将要删去', phone: null } as const;
  await desk.send('household.add', { household, grid: worker.area, building: building.id, ...door });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await field(page).signIn(url, worker.username);
  await field(page).prepare();
  await page.goto(`${url}/field/households/${household}/edit`);
  await page.getByLabel('上门提示').fill('从后门进，敲三下');
  await page.getByLabel('电话').fill('0555-7654321');

  await desk.send('household.remove', { household, reason: 'mistake' });
  await expect(page.getByText('这一户已不在名册上')).toBeVisible();
  await expect(page.getByText(/您写的还在下面，可以复制给社区/)).toBeVisible();
  const written = page.locator('section').filter({ has: page.getByRole('heading', { name: '您写的' }) });
  await expect(written).toContainText('上门提示：从后门进，敲三下');
  await expect(written).toContainText('电话：0555-7654321');
  await expect(written.locator('p')).toHaveCount(2);
  // It is still so when she comes back to it.
  await page.reload();
  await expect(written).toContainText('从后门进，敲三下');
  await page.getByRole('button', { name: '复制' }).click();
  await expect(page.getByRole('button', { name: '已复制' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('上门提示：从后门进，敲三下');
  await page.getByRole('button', { name: '放弃' }).click();
  // Away only once it is off the disk.
  await expect(page).not.toHaveURL(/\/edit$/);
  await page.goto(`${url}/field/households/${household}/edit`);
  await expect(page.getByText('这一户已不在名册上')).toBeVisible();
  await expect(page.getByText('从后门进，敲三下')).toHaveCount(0);
});

for (const { words, prepare, said } of [
  {
    words: 'never comes',
    said: '现在定不了位，请选楼栋',
    prepare: (page: Page) =>
      page.addInitScript(() => {
        Object.defineProperty(navigator.geolocation, 'watchPosition', { value: () => 1 });
      }),
  },
  {
    words: 'is within 400 m only',
    said: '定位误差约400米，请选楼栋',
    prepare: (page: Page) => page.context().setGeolocation({ latitude: 31.7, longitude: 118.5, accuracy: 400 }),
  },
])
  test(`a position that ${words} asks which building, and holds nothing up`, async ({ page }) => {
    const { worker } = await workerAndClerk(url, 19);
    const watcher = await Staff.signIn(url, worker);
    const she = field(page);
    await prepare(page);
    await she.signIn(url, worker.username);
    await she.prepare();
    await she.tab('吹哨');
    await page.getByRole('button', { name: '不拍照，只写文字' }).click();
    const text = `定位不准也能报 ${words}`;
    await page.getByRole('textbox', { name: /^是什么事？/ }).fill(text);
    const place = page.getByRole('button', { name: /^地点：|^上次所在：/ });
    await expect(place).not.toContainText('米');
    await place.click();
    await page.getByRole('button', { name: '用当前位置' }).click();
    await expect(page.getByText(said)).toBeVisible();
    const building = page.getByRole('dialog').locator('[aria-pressed]').first();
    const name = (await building.textContent())?.trim() ?? '';
    await building.click();
    await expect(page.getByRole('button', { name: `地点：${name}` })).toBeVisible();
    await she.chooseTile(0);
    await page.getByRole('button', { name: '完成' }).click();
    await expect
      .poll(async () => (await watcher.rows('whistle')).find((one) => one.text === text)?.place?.method)
      .toBe('building');
  });

test('names of one and of sixty characters fit the card, the list and the search', async ({ page }) => {
  const { worker } = await workerAndClerk(url, 19);
  const hers = await Scripted.signIn(url, worker);
  const building = (await hers.staff.rows('building')).find(({ grid }) => grid === worker.area);
  if (!building) throw new Error('a grid without buildings');
  const names = ['丷', `欧阳${'长名字'.repeat(18)}又长𠮷`];
  const doors = [];
  for (const [i, name] of names.entries()) {
    const household = makeId('household', newUuid());
    const door = { unit: 1, floor: 1, room: `19${i + 5}`, kind: 'lived', phone: null } as const;
    await hers.send('household.add', { household, grid: worker.area, building: building.id, name, ...door });
    doors.push(household);
  }
  const she = field(page);
  await she.signIn(url, worker.username);
  await she.prepare();
  for (const isElder of [false, true]) {
    await page.evaluate((on) => localStorage.setItem('shaodao.elder', on ? '1' : '0'), isElder);
    for (const [i, name] of names.entries()) {
      await page.goto(`${url}/field/households`);
      await page.getByRole('searchbox', { name: '找住户' }).fill(name);
      await expect(page.locator('main').getByText(name).first()).toBeVisible();
      expect(await wide(page)).toEqual([]);
      await page.goto(`${url}/field/households/${doors[i]}`);
      await expect(page.getByText(name).first()).toBeVisible();
      expect(await wide(page)).toEqual([]);
    }
  }
});

/** What stands out of the phone's screen to the right. */
const wide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('main *')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.outerHTML.slice(0, 120)),
  );

async function colleagueOf(grid: string, username: string) {
  const accounts = (await (await fetch(`${url}/api/demo/accounts`)).json()) as {
    username: string;
    password: string;
    role: string;
    area: string;
  }[];
  const found = accounts.find(
    (one) => one.role === 'worker' && one.username !== username && one.area.startsWith(grid.slice(0, 12)),
  );
  if (!found) throw new Error(`${grid} has no colleague in its community`);
  return found;
}
