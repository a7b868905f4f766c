import { expect, test, type Page } from '@playwright/test';
import { field } from './pages/field.ts';
import { openDevice, type Device } from './support/device.ts';
import { pictured } from './support/picture.ts';
import { Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';
import { watchHands, type Hands } from './support/taps.ts';

/** The main flows of a day, offline, by the number of touches that the worker was promised. Nothing is typed. */
const url = process.env['SHAODAO_URL'] ?? '';
const taps = (count: number) => ({ taps: count, keys: 0 });
let device: Device;
let hands: Hands;
let worker: DemoAccount;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  worker = await workerOfBlocks();
  // A mouse beside the finger says over what it stands; it is not counted until it presses.
  device = await openDevice(url, { args: ['--blink-settings=primaryHoverType=2,availableHoverTypes=2'] });
  hands = await watchHands(device.page);
  await field(device.page).signIn(device.url, worker.username);
});
test.afterAll(() => device.dispose());

const flow = (name: string, run: (page: Page, she: ReturnType<typeof field>) => Promise<void>): void =>
  test(name, () =>
    pictured(
      () => device.page,
      () => run(device.page, field(device.page)),
    ),
  );

flow('F1: one tap makes her ready, and in the field Today stands there without one', async (_page, she) => {
  expect(await hands.of(() => she.prepare())).toEqual(taps(1));
  await device.setFlightMode(true);
  await device.close();
  await device.start();
  hands = await watchHands(device.page);
  const opened = async () => {
    await device.page.goto(device.url);
    await expect(device.page.getByRole('heading', { name: '今天' })).toBeVisible();
    await expect(device.page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible();
  };
  expect(await hands.of(opened)).toEqual(taps(0));
});

flow('F2: one tap to the map, one for each filter, and the list is filtered with it', async (page, she) => {
  expect(await hands.of(() => she.tab('地图'))).toEqual(taps(1));
  const chips = page.getByRole('group', { name: '筛选' }).locator('[data-filter]');
  for (const nth of [0, 1]) {
    expect(await hands.of(() => chips.nth(nth).click())).toEqual(taps(1));
    await expect(chips.nth(nth)).toHaveAttribute('aria-pressed', 'true');
    await expect(chips.nth(nth)).toHaveText(/\d/);
  }
  expect(await hands.of(() => page.getByRole('radio', { name: '列表' }).check({ force: true }))).toEqual(taps(1));
  await expect(chips.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.getByRole('radio', { name: '地图' }).check({ force: true });
});

flow('F3: from the map to a door in three taps at most: building, unit, cell', async (page) => {
  const staff = await Staff.signIn(url, worker);
  const buildings = await staff.rows('building');
  const households = await staff.rows('household');
  const inSecondUnit = new Set(households.filter(({ unit }) => unit === 2).map(({ building }) => building));
  const blocks = buildings.filter(({ id }) => inSecondUnit.has(id)).map(({ name }) => name);
  // Where two stand under one finger, a tap asks which: the title has a line for each there.
  const isBlock = (label: string): boolean => !label.includes('\n') && blocks.some((name) => label.startsWith(name));
  const spot = await spotOf(page, isBlock);
  const reached = await hands.of(async () => {
    await page.mouse.click(spot.x, spot.y);
    await page.waitForURL('**/field/buildings/*');
    const building = page.url().split('/').at(-1)?.split('?')[0];
    const door = households.find((one) => one.building === building && one.unit === 2);
    expect(door, 'nobody in the second unit').toBeDefined();
    await page.getByRole('radio', { name: '2单元' }).check({ force: true });
    await page.locator(`table a[href^="/field/households/${door?.id}"]`).click();
    await expect(page.getByRole('button', { name: '见到人' })).toBeVisible();
  });
  expect(reached).toEqual(taps(3));
});

flow('F4: a visit is two taps, four with a note as last time and a need left alone', async (page, she) => {
  await she.tab('今天');
  await she.openFirstDue();
  const door = page.url();
  const least = await hands.of(async () => {
    await she.visit('见到人');
    await she.nextDoor();
    await expect(page).not.toHaveURL(door);
    await expect(page.getByRole('button', { name: '见到人' })).toBeVisible();
  });
  expect(least).toEqual(taps(2));
  const usual = await hands.of(async () => {
    await she.visit('没人');
    await page.getByRole('button', { name: '敲门无人应' }).click();
    await page.getByRole('group', { name: '什么时候再来？' }).getByRole('button').first().click();
    await she.nextDoor();
  });
  expect(usual).toEqual(taps(4));
});

flow('F5: a whistle with its photo is three taps', async (page, she) => {
  const raised = await hands.of(async () => {
    await she.tab('吹哨');
    await she.shoot();
    await she.chooseTile(0);
  });
  expect(raised).toEqual(taps(3));
  // The sheet behind it asks for nothing; one tap is back.
  expect(await hands.of(() => page.getByRole('button', { name: '完成', exact: true }).click())).toEqual(taps(1));
});

flow('F6: what is on its way is said on every page, and each record one tap away', async (page, she) => {
  await she.tab('今天');
  await expect(page.getByText(/^3条待发/).first()).toBeVisible();
  expect(
    await hands.of(() =>
      page
        .getByText(/^3条待发/)
        .first()
        .click(),
    ),
  ).toEqual(taps(1));
  await expect(page.getByRole('heading', { name: '待发箱' })).toBeVisible();
  await expect(page.locator('article[data-state="waiting"]')).toHaveCount(3);
  // Received by itself, with the number; nobody has to press.
  const received = await hands.of(async () => {
    await device.setFlightMode(false);
    await expect(page.locator('article[data-state="received"]')).toHaveCount(3, { timeout: 60_000 });
    await expect(page.getByText(/^回执 \d{6}-\d{5,}-\d/)).toHaveCount(3);
  });
  expect(received).toEqual(taps(0));
});

/** The last worker of the town whose grid has a building of several units with people in the second. */
async function workerOfBlocks(): Promise<DemoAccount> {
  for (const nth of [19, 18, 17, 16, 15, 14, 13]) {
    const { worker: one } = await workerAndClerk(url, nth);
    const staff = await Staff.signIn(url, one);
    const blocks = new Set((await staff.rows('building')).filter(({ units }) => units > 1).map(({ id }) => id));
    const isFit = (await staff.rows('household')).some(({ building, unit }) => unit === 2 && blocks.has(building));
    if (isFit) return one;
  }
  throw new Error('villages alone');
}

/** A point of the map that a tap on a place of this kind hits: the pointer says over what it stands. */
async function spotOf(page: Page, isWanted: (label: string) => boolean): Promise<{ x: number; y: number }> {
  const canvas = page.getByRole('region', { name: '我的网格地图' }).locator('canvas');
  await expect(canvas).toBeVisible();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('no map');
  const labels: string[] = [];
  for (let y = box.y + 30; y < box.y + box.height - 30; y += 18)
    for (let x = box.x + 12; x < box.x + box.width - 70; x += 18) {
      await page.mouse.move(x, y);
      const label = await canvas.evaluate((one) => one.closest<HTMLElement>('[title]:not([title=""])')?.title ?? '');
      if (label !== '' && isWanted(label)) return { x, y };
      if (label !== '') labels.push(label);
    }
  throw new Error(`no such place on the map: ${[...new Set(labels)].join(', ')}`);
}
