/**
 * `npm run pictures`: the pictures of the README, from the running app on a demo town of its own, in docs/pictures/.
 * The phone's camera sees a drawn scene; everything else is what a person would do.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect as expectSoon, type Browser, type BrowserContext, type Page } from '@playwright/test';
import sharp from 'sharp';
import { desk } from '../e2e/browser/pages/desk.ts';
import { chooseAccount, field } from '../e2e/browser/pages/field.ts';
import { filmOf } from '../e2e/browser/support/camera.ts';
import { chromiumArgs, chromiumPath } from '../e2e/browser/support/chromium.ts';
import { openFront } from '../e2e/browser/support/front.ts';
import { startServer } from '../e2e/browser/support/server.ts';
import { demoAccount, Staff } from '../e2e/browser/support/staff.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'pictures');
const bytesLimit = 300 * 1024;
const expect = expectSoon.configure({ timeout: 60_000 });

/** Few colours keep a picture of a screen small without showing it. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const shot = await page.screenshot({ animations: 'disabled' });
  const png = await sharp(shot).png({ palette: true, quality: 92, effort: 9, compressionLevel: 9 }).toBuffer();
  if (png.length > bytesLimit) throw new Error(`${name} has ${Math.round(png.length / 1024)} kB`);
  writeFileSync(join(folder, `${name}.png`), png);
  console.log(`${name}.png ${Math.round(png.length / 1024)} kB`);
}

const contextOf = (browser: Browser, viewport: { width: number; height: number }, deviceScaleFactor: number) =>
  browser.newContext({
    viewport,
    deviceScaleFactor,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: ['camera', 'geolocation', 'background-sync'],
    geolocation: { latitude: 31.7, longitude: 118.5 },
  });
const phoneContext = (browser: Browser): Promise<BrowserContext> => contextOf(browser, { width: 360, height: 740 }, 2);

async function startPage(browser: Browser, url: string): Promise<void> {
  const context = await contextOf(browser, { width: 1200, height: 800 }, 1);
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.locator('[data-username="wangge"]')).toBeVisible();
  await take(page, 'start');
  await context.close();
}

/** In front of a house of her own grid. */
async function standsIn(url: string): Promise<{ longitude: number; latitude: number; accuracy: number }> {
  const worker = await demoAccount(url, 'wangge2');
  const buildings = await (await Staff.signIn(url, worker)).rows('building');
  const [longitude, latitude] = buildings.find(({ grid }) => grid === worker.area)?.centre ?? [118.5, 31.7];
  return { longitude, latitude, accuracy: 12 };
}

/** The one of her buildings with most floors. */
async function tallBuilding(url: string): Promise<string> {
  const worker = await demoAccount(url, 'wangge2');
  const buildings = await (await Staff.signIn(url, worker)).rows('building');
  const [tallest] = buildings.filter(({ grid }) => grid === worker.area).toSorted((a, b) => b.floors - a.floors);
  return tallest?.id ?? '';
}

async function workersDay(browser: Browser, url: string): Promise<void> {
  const front = await openFront(url);
  const context = await phoneContext(browser);
  try {
    const page = await context.newPage();
    const she = field(page);
    await she.signIn(front.url, 'wangge2');
    await context.setGeolocation(await standsIn(url));
    await she.prepare();
    await take(page, 'today');
    await she.tab('地图');
    await expect(page.locator('canvas').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await take(page, 'map');
    await page.goto(`${front.url}/field/buildings/${await tallBuilding(url)}`);
    await expect(page.getByRole('table')).toBeVisible();
    await take(page, 'section');
    await she.tab('今天');
    await she.openFirstDue();
    await expect(page.getByRole('button', { name: '见到人' })).toBeVisible();
    await take(page, 'household');

    // One visit while there is a network: it has its receipt.
    await she.visit('见到人');
    await she.tab('待发箱');
    await expect(page.getByText('已收到', { exact: true })).toHaveCount(1);

    // Then none: a visit and a whistle.
    await context.setOffline(true);
    await she.tab('今天');
    await she.openFirstDue();
    await she.visit('没人');
    await she.tab('吹哨');
    await she.shoot();
    await expect(page.getByRole('img', { name: '照片1' })).toBeVisible();
    await take(page, 'whistle');
    await she.chooseTile(0);
    await page.getByRole('button', { name: '完成' }).click();
    await she.tab('待发箱');
    await expect(page.getByText('待发', { exact: true })).toHaveCount(2);
    await take(page, 'outbox-waiting');

    const door = Promise.withResolvers<void>();
    front.gate = (path) => (path === '/api/sync/push' ? door.promise : Promise.resolve());
    await context.setOffline(false);
    await expect(page.getByText('发送中', { exact: true }).first()).toBeVisible();
    await take(page, 'outbox-sending');
    door.resolve();
    await expect(page.getByText('已收到', { exact: true })).toHaveCount(3);
    await expect(page.getByText('照片1张都已传到')).toBeVisible();
    await expect(page.getByText('已连接').first()).toBeVisible();
    await take(page, 'outbox-received');
  } finally {
    await context.close();
    await front.close();
  }
}

async function elderToday(browser: Browser, url: string): Promise<void> {
  const context = await phoneContext(browser);
  const page = await context.newPage();
  await field(page).signIn(url, 'wangge');
  await field(page).prepare();
  await take(page, 'today-elder');
  await context.close();
}

async function clerksBulk(browser: Browser, url: string): Promise<void> {
  const context = await contextOf(browser, { width: 1440, height: 900 }, 1);
  const page = await context.newPage();
  await chooseAccount(page, url, 'shequ4');
  await page.waitForURL('**/desk/**');
  for (const n of [0, 1, 2]) await desk(page).items().nth(n).locator('..').getByRole('checkbox').check();
  await page.keyboard.press('Digit4');
  await expect(page.getByRole('textbox', { name: '社区意见' })).toBeVisible();
  await take(page, 'desk-bulk');
  await context.close();
}

async function clerksInbox(browser: Browser, url: string): Promise<void> {
  const context = await contextOf(browser, { width: 1440, height: 900 }, 1);
  const page = await context.newPage();
  await chooseAccount(page, url, 'shequ4');
  await page.waitForURL('**/desk/**');
  const withPhoto = desk(page)
    .items()
    .filter({ has: page.locator('img') });
  await withPhoto.first().click();
  await expect(page.getByRole('button', { name: '放大照片1' })).toBeVisible();
  await expect(desk(page).detail().locator('canvas').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Digit4');
  await expect(page.getByRole('textbox', { name: '社区意见' })).toBeVisible();
  // The form scrolled itself into sight; here the whole is to be seen.
  await page.locator('.inbox__detail').evaluate((detail) => detail.scrollTo(0, 0));
  await take(page, 'desk');
  await context.close();
}

mkdirSync(folder, { recursive: true });
const films = mkdtempSync(join(tmpdir(), 'shaodao-film-'));
const server = process.env['SHAODAO_URL'] ? null : await startServer();
const url = process.env['SHAODAO_URL'] ?? server?.url ?? '';
const film = await filmOf('pipe', join(films, 'pipe.mjpeg'));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArgs, film] });
try {
  await startPage(browser, url);
  await workersDay(browser, url);
  await elderToday(browser, url);
  await clerksInbox(browser, url);
  await clerksBulk(browser, url);
} finally {
  await browser.close();
  await server?.stop();
  if (server) rmSync(server.dataDir, { recursive: true, force: true });
  rmSync(films, { recursive: true, force: true });
}
