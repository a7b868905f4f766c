/**
 * `npm run looks`: a picture of every screen from the running app on a demo town of its own: phone and desk in the size
 * of each (the start page in both), both languages, the elder version of the start and the phone, and what is printed.
 * The screens are the stops of e2e/browser/stops. They lie in e2e/looks/ (untracked), one file
 * `<screen>-<size>-<language>.png`. Names can be chosen: `npm run looks -- field desk-list`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chooseAccount } from './browser/pages/field.ts';
import {
  adminStops,
  cityStops,
  clerkStops,
  communityLoopStops,
  dispatcherStops,
  streetStops,
  unitStops,
} from './browser/stops/desk-stops.ts';
import { fieldStops } from './browser/stops/field-stops.ts';
import { prepareGround, type Ground } from './browser/stops/ground.ts';
import { residentPages } from './browser/stops/resident-stops.ts';
import { startStops } from './browser/stops/start-stops.ts';
import type { Stop } from './browser/stops/stop.ts';
import { filmOf } from './browser/support/camera.ts';
import { chromiumArgs, chromiumPath } from './browser/support/chromium.ts';
import { startServer } from './browser/support/server.ts';

const folder = join(import.meta.dirname, 'looks');
const wanted = process.argv.slice(2);
const sizes = { phone: { width: 360, height: 740 }, wide: { width: 1440, height: 900 } };

/** One person at one screen, who walks her stops. */
interface Walk {
  who: (at: Ground) => string | null;
  size: keyof typeof sizes;
  stops: readonly Stop[];
  hasElder: boolean;
}
const walks: Walk[] = [
  { who: () => null, size: 'phone', stops: startStops, hasElder: true },
  { who: () => null, size: 'wide', stops: startStops, hasElder: false },
  { who: ({ worker }) => worker.username, size: 'phone', stops: fieldStops, hasElder: true },
  { who: ({ clerk }) => clerk.username, size: 'wide', stops: clerkStops, hasElder: false },
  { who: ({ clerk }) => clerk.username, size: 'wide', stops: communityLoopStops, hasElder: false },
  { who: ({ clerk }) => clerk.username, size: 'phone', stops: communityLoopStops, hasElder: false },
  { who: ({ street }) => street.username, size: 'wide', stops: streetStops, hasElder: false },
  { who: ({ street }) => street.username, size: 'phone', stops: streetStops, hasElder: false },
  { who: () => 'qu', size: 'wide', stops: dispatcherStops, hasElder: false },
  { who: () => 'shi', size: 'wide', stops: cityStops, hasElder: false },
  { who: () => 'bumen', size: 'wide', stops: unitStops, hasElder: false },
  { who: () => 'bumen', size: 'phone', stops: unitStops, hasElder: false },
  { who: ({ admin }) => admin.username, size: 'wide', stops: adminStops, hasElder: false },
];

/** As when another tab of the device was set so. */
const speak = (page: Page, language: 'zh' | 'en'): Promise<void> =>
  page.evaluate((chosen) => {
    localStorage.setItem('shaodao.language', chosen);
    dispatchEvent(new StorageEvent('storage', { key: 'shaodao.language', newValue: chosen }));
  }, language);

const take = async (page: Page, name: string, fullPage = false): Promise<void> => {
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
};

async function look(page: Page, at: Ground, { name, go, leave, isPrinted }: Stop, size: string, isElder: boolean) {
  await speak(page, 'zh');
  await go(page, at);
  if (isElder) await take(page, `${name}-${size}-elder`);
  else {
    await take(page, `${name}-${size}-zh`);
    if (isPrinted) {
      await page.emulateMedia({ media: 'print' });
      await take(page, `${name}-print-zh`, true);
      await page.emulateMedia({ media: null });
    }
    await speak(page, 'en');
    await take(page, `${name}-${size}-en`);
    await speak(page, 'zh');
  }
  await leave?.(page);
}

async function walk(browser: Browser, at: Ground, { who, size, stops, hasElder }: Walk): Promise<void> {
  const chosen = stops.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
  if (chosen.length === 0) return;
  const context = await browser.newContext({
    viewport: sizes[size],
    deviceScaleFactor: 1,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: ['camera', 'geolocation'],
    geolocation: { latitude: 31.7, longitude: 118.5 },
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  const username = who(at);
  if (username === null) await page.goto(`${at.url}/?start`);
  else {
    await chooseAccount(page, at.url, username);
    await page.waitForURL(/\/(field|desk)/);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }
  for (const isElder of hasElder ? [false, true] : [false]) {
    await page.evaluate((on) => localStorage.setItem('shaodao.elder', on ? '1' : '0'), isElder);
    for (const stop of chosen)
      await look(page, at, stop, size, isElder).catch((error: Error) =>
        console.error(`${stop.name}: ${error.message.split('\n')[0]}`),
      );
  }
  await context.close();
}

/** By links, without a script, in both sizes and languages: the address says which language. */
async function lookAsResident(browser: Browser, at: Ground): Promise<void> {
  if (wanted.length > 0 && !wanted.some((word) => word.startsWith('resident'))) return;
  const pages = await residentPages(at);
  for (const [size, viewport] of Object.entries(sizes)) {
    const context = await browser.newContext({ viewport, deviceScaleFactor: 1, javaScriptEnabled: false });
    const page = await context.newPage();
    for (const [name, address] of Object.entries(pages))
      for (const language of ['zh', 'en']) {
        await page.goto(language === 'en' ? `${address}?lang=en` : address);
        await take(page, `${name}-${size}-${language}`, true);
      }
    await context.close();
  }
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const server = process.env['SHAODAO_URL'] ? null : await startServer();
const films = mkdtempSync(join(tmpdir(), 'shaodao-film-'));
const film = await filmOf('lamp', join(films, 'lamp.mjpeg'));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArgs, film] });
try {
  const at = await prepareGround(process.env['SHAODAO_URL'] ?? server?.url ?? '', 0);
  for (const one of walks) await walk(browser, at, one);
  await lookAsResident(browser, at);
} finally {
  await browser.close();
  await server?.stop();
  rmSync(films, { recursive: true, force: true });
}
console.log(`pictures in ${folder}`);
