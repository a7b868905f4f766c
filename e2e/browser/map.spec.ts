import { expect, test } from '@playwright/test';
import type { RowByKind } from '../../core/protocol/rows.ts';
import { field } from './pages/field.ts';
import { openDevice, type Device } from './support/device.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/** Map, section, jump and search on the demo town, without a network. */
let device: Device;
let households: RowByKind['household'][];
let needs: RowByKind['need'][];
let buildings: RowByKind['building'][];

test.beforeAll(async () => {
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker } = await workerAndClerk(url, 2);
  const staff = await Staff.signIn(url, worker);
  [households, needs, buildings] = await Promise.all([
    staff.rows('household'),
    staff.rows('need'),
    staff.rows('building'),
  ]);
  device = await openDevice(url);
  const she = field(device.page);
  await she.signIn(device.url, worker.username);
  await she.prepare();
  await device.setFlightMode(true);
});
test.afterAll(() => device.dispose());

const open = (path: string) => device.page.goto(`${device.url}${path}`);

test('the map opens offline; its filter is the list’s filter, with the same number', async () => {
  const { page } = device;
  await open('/field/map');
  await expect(page.getByRole('region', { name: '我的网格地图' }).locator('canvas')).toHaveCount(1);
  await page.locator('[data-filter="livingAlone"]').click();
  const alone = new Set(needs.filter(({ kind }) => kind === 'livingAlone').map(({ household }) => household)).size;
  await expect(page.locator('[data-filter="livingAlone"]')).toHaveAccessibleName(`独居，${alone}户`);
  // The ground's list says how many match; never that they live alone.
  const places = await page.getByRole('navigation', { name: '地图上的地点列表' }).getByRole('button').allTextContents();
  expect(places.join(' ')).toContain('符合筛选');
  expect(places.join(' ')).not.toMatch(/独居|残疾|低保/u);
  await page.getByRole('radio', { name: '列表' }).check();
  await expect(page.getByRole('button', { name: '离我近的在前' })).toBeVisible();
  await page.getByRole('navigation', { name: '主要页面' }).getByRole('link', { name: '今天' }).click();
  await page.getByRole('link', { name: '找住户' }).click();
  await expect(page.locator('[data-filter="livingAlone"]')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText(`${alone}户`, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page.getByText(`${households.length}户`, { exact: true })).toBeVisible();
});

test('a building is a table of floors and doors with every household of the unit', async () => {
  const { page } = device;
  const building = buildings.find(({ kind }) => kind === 'walkup' || kind === 'highrise');
  expect(building, 'this grid has houses alone').toBeDefined();
  await open(`/field/buildings/${building?.id}`);
  const table = page.getByRole('table');
  await expect(table.getByRole('rowheader').first()).toHaveText(`${building?.floors}层`);
  await expect(table.getByRole('columnheader')).toHaveCount((building?.doors ?? 0) + 1);
  const doors = households.filter((one) => one.building === building?.id && one.unit === 1);
  await expect(table.getByRole('link')).toHaveCount(doors.length);
  const box = await table.getByRole('link').first().boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(60);
});

test('the jump box leads to a door from Today in one code', async () => {
  const { page } = device;
  const number = (id: string) => /(\d+)(?:号楼|幢|栋)/u.exec(buildings.find((one) => one.id === id)?.name ?? '')?.[1];
  const door = households.find((one) => number(one.building) !== undefined && one.name !== '');
  expect(door, 'no numbered building in this grid').toBeDefined();
  await open('/field');
  await page.getByRole('button', { name: '跳到门牌' }).click();
  for (const sign of `${number(door?.building ?? '')}-${door?.unit}-${door?.room}`)
    await page.getByRole('button', { name: sign === '-' ? /^横线/ : sign, exact: sign !== '-' }).click();
  await page.getByRole('button', { name: /^去 / }).click();
  await expect(page).toHaveURL(new RegExp(`/field/households/${door?.id}`));
});

test('the search takes pinyin, initials and the other script, offline', async () => {
  const { page } = device;
  const named = households.find(
    ({ keys, kind, name }) => kind === 'lived' && name.length === 3 && keys.split(' ').length === 3,
  );
  expect(named, 'no name with two scripts in this grid').toBeDefined();
  const [traditional = '', pinyin = '', initials = ''] = named?.keys.split(' ') ?? [];
  await open('/field/households');
  for (const query of [traditional, pinyin, initials, named?.name.slice(1) ?? '']) {
    await page.getByRole('searchbox').fill(query);
    await expect(page.locator(`a[href="/field/households/${named?.id}"]`)).toBeVisible();
  }
  expect(device.foreign).toEqual([]);
});
