import { expect, test, type Locator, type Page } from '@playwright/test';
import { field } from './pages/field.ts';
import { fieldStops } from './stops/field-stops.ts';
import { prepareGround, type Ground } from './stops/ground.ts';

/**
 * A phone whose own letters are set to twice the size (32 px), with the elder version on top: nothing runs out of the
 * screen, and what she does next is seen and lies under the thumb.
 */
const url = process.env['SHAODAO_URL'] ?? '';
const size = { width: 360, height: 740 };
const bySight = { name: /./ };

/** The main screens, each with what she does next there, where it is one thing. */
const screens: Record<string, ((page: Page) => Locator) | null> = {
  'field-today': (page) => page.getByRole('link', { name: /^从.+开始$/ }),
  'field-households': null,
  'field-household': (page) => page.getByRole('button', { name: '见到人', exact: true }),
  'field-household-visited': (page) => page.getByRole('button', { name: /^下一户/ }),
  'field-day': null,
  'field-household-edit': (page) => page.getByRole('button', { name: '保存', exact: true }),
  'field-person-add': (page) => page.getByRole('button', { name: '保存', exact: true }),
  'field-need-add': (page) => page.getByRole('button', { name: '已同意登记' }),
  'field-map': (page) => page.getByRole('group', { name: '筛选' }).getByRole('button', bySight).first(),
  'field-building': null,
  'field-viewfinder': (page) => page.getByRole('button', { name: '拍照', exact: true }),
  'field-raised': (page) => page.getByRole('button', { name: '完成', exact: true }),
  'field-whistles': null,
  'field-outbox': null,
  'field-me': null,
};

let at: Ground;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  at = await prepareGround(url, 9);
});

/** What stands out of the screen to the right and cannot be scrolled there by itself. */
const outside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > width + 1)
      .map((one) => one.outerHTML.slice(0, 120));
  });

test('letters of twice the size in the elder version: all fits, and the next step is under the thumb', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await field(page).signIn(url, at.worker.username);
  await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => localStorage.setItem('shaodao.elder', '1'));
  // As the browser does by the phone's setting: the root's 100 % is 32 px, which media queries and the page both see.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });

  const stops = fieldStops.filter(({ name }) => name in screens);
  expect(stops.map(({ name }) => name).toSorted()).toEqual(Object.keys(screens).toSorted());
  for (const { name, go } of stops)
    await test.step(name, async () => {
      await go(page, at);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
      expect.soft(await outside(page), name).toEqual([]);
      const next = screens[name]?.(page);
      if (!next) return;
      await expect.soft(next, name).toBeInViewport({ ratio: 0.9 });
      const box = await next.boundingBox();
      const middle = (box?.y ?? 0) + (box?.height ?? 0) / 2;
      expect.soft(middle, `${name}: the middle of the next step`).toBeGreaterThanOrEqual(size.height * 0.6);
      expect.soft(middle, `${name}: the middle of the next step`).toBeLessThanOrEqual(size.height);
    });
});
