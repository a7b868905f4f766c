import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import {
  adminStops,
  cityStops,
  clerkStops,
  communityLoopStops,
  dispatcherStops,
  streetStops,
  unitStops,
} from './stops/desk-stops.ts';
import { fieldStops } from './stops/field-stops.ts';
import { prepareGround, type Ground } from './stops/ground.ts';
import { startStops } from './stops/start-stops.ts';
import type { Stop } from './stops/stop.ts';
import { smallTargets } from './support/targets.ts';
import { watch, type Watch } from './support/watch.ts';

/**
 * Every stop of the start, of the phone and of the desk: no violation that axe finds, targets that a thumb hits, no
 * word to another origin, no error in the console.
 */
const url = process.env['SHAODAO_URL'] ?? '';
const phone = { width: 360, height: 740 };
const wide = { width: 1440, height: 900 };
const plainTargets = { least: 48 };
const elderTargets = { least: 48, leastPrimary: 60 };

let at: Ground;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  at = await prepareGround(url, 9);
});

async function violationsOf(page: Page, name: string, part?: string): Promise<string[]> {
  // What is still fading in has not its colours yet.
  await page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (animation.effect?.getTiming().iterations !== Infinity) animation.finish();
  });
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await (part === undefined ? builder : builder.include(part)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${name}: ${id} at ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`),
  );
}

/** Walks the stops; what is wrong at each, on the screen and, where it is printed, on paper. */
async function faultsAt(page: Page, stops: readonly Stop[], sizes: typeof elderTargets | typeof plainTargets) {
  const found: string[] = [];
  for (const { name, go, leave, isPrinted, part } of stops)
    await test.step(name, async () => {
      try {
        await go(page, at);
      } catch (fault) {
        found.push(`${name}: not reached: ${String(fault).split('\n', 4).join(' ')}`);
        return;
      }
      found.push(...(await violationsOf(page, name, part)), ...(await smallTargets(page, name, { ...sizes, part })));
      if (isPrinted) {
        await page.emulateMedia({ media: 'print' });
        found.push(...(await violationsOf(page, `${name}, printed`)));
        await page.emulateMedia({ media: null });
      }
      await leave?.(page);
    });
  return found;
}

/** Where a stop cuts the network, the browser writes down each thing that it could not get. */
const notCut = ({ foreign, errors }: Watch): Watch => ({
  foreign,
  errors: errors.filter((error) => !error.includes('net::ERR_INTERNET_DISCONNECTED')),
});

const speak = (page: Page, isElder: boolean) =>
  page.evaluate((on) => localStorage.setItem('shaodao.elder', on ? '1' : '0'), isElder);

for (const isElder of [false, true]) {
  const version = isElder ? ' in the elder version' : '';
  const sizes = isElder ? elderTargets : plainTargets;

  test(`the start page${version}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: phone });
    const seen = watch(context, url);
    const page = await context.newPage();
    await page.goto(`${url}/?start`);
    await speak(page, isElder);
    expect(await faultsAt(page, startStops, sizes)).toEqual([]);
    expect(seen).toEqual({ foreign: [], errors: [] });
    await context.close();
  });

  test(`the phone${version}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({ viewport: phone, permissions: ['camera', 'geolocation'] });
    const seen = watch(context, url);
    const page = await context.newPage();
    await field(page).signIn(url, at.worker.username);
    await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await speak(page, isElder);
    expect(await faultsAt(page, fieldStops, sizes)).toEqual([]);
    expect(notCut(seen)).toEqual({ foreign: [], errors: [] });
    await context.close();
  });
}

/** The desk is also opened on tablets: what can be operated there has the kit's own size. */
async function walkDesk(browser: Browser, username: string, stops: readonly Stop[], viewport = wide): Promise<void> {
  const context = await browser.newContext({ viewport });
  const seen = watch(context, url);
  const page = await context.newPage();
  await chooseAccount(page, url, username);
  await page.waitForURL('**/desk/**');
  expect(await faultsAt(page, stops, plainTargets)).toEqual([]);
  expect(notCut(seen), username).toEqual({ foreign: [], errors: [] });
  await context.close();
}

test('the desk of a community, on the screen and on paper', async ({ browser }) => {
  test.setTimeout(360_000);
  await walkDesk(browser, at.clerk.username, clerkStops);
});

test('the desks above it, on the screen and on paper', async ({ browser }) => {
  test.setTimeout(120_000);
  await walkDesk(browser, at.street.username, streetStops);
  await walkDesk(browser, at.admin.username, adminStops);
});

test('the loop at each of its desks', async ({ browser }) => {
  test.setTimeout(360_000);
  await walkDesk(browser, at.clerk.username, communityLoopStops);
  await walkDesk(browser, 'qu', dispatcherStops);
  await walkDesk(browser, 'shi', cityStops);
  await walkDesk(browser, 'bumen', unitStops);
});

test('a unit on its phone', async ({ browser }) => {
  test.setTimeout(240_000);
  await walkDesk(browser, 'bumen', unitStops, phone);
});
