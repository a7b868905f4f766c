import type { Page } from '@playwright/test';
import { field } from '../pages/field.ts';
import { whistlePage } from '../pages/whistle.ts';
import type { Ground } from './ground.ts';
import { page as plain, see, type Stop } from './stop.ts';

/** A form or page about something, by its address: it stands when it has its title and something to press. */
const about = (name: string, route: string, path: (at: Ground) => string): Stop => ({
  name,
  route,
  go: async (page, at) => {
    await page.goto(at.url + path(at));
    await see(page.getByRole('heading', { level: 1 })).toBeVisible();
    await see(page.getByRole('main').getByRole('button').first()).toBeVisible();
  },
});

/** One of her whistles in a later stage, by words that only then stand on the page. */
const whistleIn = (
  name: string,
  which: (at: Ground) => string,
  { sees, go }: { sees: string; go?: (page: Page) => Promise<void> },
): Stop => ({
  name: `field-whistle-${name}`,
  route: '/field/whistles/:id',
  go: async (page, at) => {
    await page.goto(`${at.url}/field/whistles/${which(at)}`);
    await see(page.getByRole('main').getByText(sees).first()).toBeVisible();
    await go?.(page);
  },
});

const toTiles = async (page: Page, { url }: Ground): Promise<void> => {
  await page.goto(`${url}/field/whistle`);
  await see(page.getByRole('button', { name: '拍照', exact: true })).toBeEnabled();
  await field(page).shoot();
};
const toRaised = async (page: Page, at: Ground): Promise<void> => {
  await toTiles(page, at);
  await field(page).chooseTile(0);
};
const toToday = async (page: Page, { url }: Ground): Promise<void> => {
  // The address of Today leads back to what was left unfinished, which a stop before may have done.
  await page.goto(`${url}/field/me`);
  await field(page).tab('今天');
  await see(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
};

/** One record that the server did not take, one that waits: the worker visits a door that the desk removes. */
async function toRefused(page: Page, at: Ground): Promise<void> {
  const network = page.context();
  const refused = page.locator('article[data-state="refused"]');
  await page.goto(`${at.url}/field/outbox`);
  await see(page.getByRole('heading', { name: '待发箱' })).toBeVisible();
  if ((await refused.count()) === 0) {
    const door = await at.addDoor();
    await see(async () => {
      await page.goto(`${at.url}/field/households/${door}`);
      await see(field(page).outcome('见到人')).toBeVisible({ timeout: 4000 });
    }).toPass({ timeout: 60_000 });
    await network.setOffline(true);
    await field(page).visit('见到人');
    await at.removeDoor(door);
    await field(page).tab('待发箱');
    await network.setOffline(false);
    await see(refused).toBeVisible({ timeout: 60_000 });
  }
  await network.setOffline(true);
  await field(page).tab('今天');
  await see(page.getByRole('heading', { name: '今天' })).toBeVisible();
  await field(page).openFirstDue();
  await field(page).visit('没人');
  await field(page).tab('待发箱');
  await see(page.locator('article[data-state]').first()).toBeVisible();
}

/** A worker's phone, in the order in which they are walked. */
export const fieldStops: readonly Stop[] = [
  { name: 'field-today', route: '/field', go: toToday },
  {
    name: 'field-jump',
    route: '/field',
    part: '[role=dialog]',
    go: async (page, at) => {
      await toToday(page, at);
      await page.getByRole('button', { name: '跳到门牌' }).click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'field-cover',
    route: '/field',
    go: async (page, at) => {
      await toToday(page, at);
      await page.getByRole('button', { name: '挡屏' }).click();
      await see(page.getByRole('button', { name: '点两下继续' })).toBeVisible();
    },
    leave: async (page) => {
      for (let press = 0; press < 2; press += 1) await page.locator('.cover').click();
    },
  },
  plain('field-households', '/field/households', '住户'),
  about('field-household', '/field/households/:id', ({ household }) => `/field/households/${household}`),
  {
    name: 'field-household-visited',
    route: '/field/households/:id',
    go: async (page, at) => {
      await toToday(page, at);
      await field(page).openFirstDue();
      await field(page).visit('没人');
    },
  },
  {
    name: 'field-household-clash',
    route: '/field/households/:id',
    go: async (page, { url, clashed }) => {
      await page.goto(`${url}/field/households/${clashed}`);
      await see(page.getByRole('button', { name: '填别的' }).first()).toBeVisible();
      await page.getByRole('button', { name: '填别的' }).first().click();
    },
  },
  plain('field-day', '/field/day', '今天的记录'),
  about('field-visit', '/field/visits/:id', ({ visit }) => `/field/visits/${visit}`),
  about('field-household-edit', '/field/households/:id/edit', ({ household }) => `/field/households/${household}/edit`),
  about(
    'field-move-out',
    '/field/households/:id/move-out',
    ({ household }) => `/field/households/${household}/move-out`,
  ),
  about(
    'field-person-add',
    '/field/households/:id/people/add',
    ({ household }) => `/field/households/${household}/people/add`,
  ),
  about(
    'field-person',
    '/field/households/:id/people/:person',
    ({ household, person }) => `/field/households/${household}/people/${person}`,
  ),
  about(
    'field-need-add',
    '/field/households/:id/needs/add',
    ({ household }) => `/field/households/${household}/needs/add`,
  ),
  about(
    'field-need',
    '/field/households/:id/needs/:need',
    ({ household, need }) => `/field/households/${household}/needs/${need}`,
  ),
  about(
    'field-household-add',
    '/field/buildings/:building/add',
    ({ building }) => `/field/buildings/${building}/add?unit=1&floor=1`,
  ),
  plain('field-map', '/field/map', '地图'),
  plain('field-map-list', '/field/map', '地图', { path: () => '/field/map?as=list' }),
  about('field-building', '/field/buildings/:id', ({ building }) => `/field/buildings/${building}`),
  {
    name: 'field-viewfinder',
    route: '/field/whistle',
    go: async (page, { url }) => {
      await page.goto(`${url}/field/whistle`);
      await see(page.getByRole('button', { name: '拍照', exact: true })).toBeEnabled();
    },
  },
  { name: 'field-tiles', route: '/field/whistle', go: toTiles },
  {
    name: 'field-place',
    route: '/field/whistle',
    part: '[role=dialog]',
    go: async (page, at) => {
      await toTiles(page, at);
      await page.getByRole('button', { name: /^地点：|^上次所在：/ }).click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'field-raised', route: '/field/whistle/:id/more', go: toRaised },
  {
    name: 'field-call-first',
    route: '/field/whistle/:id/more',
    go: async (page, at) => {
      await toRaised(page, at);
      await page.getByRole('switch').first().click();
      await see(page.getByRole('heading', { name: '有危险先打电话' })).toBeVisible();
    },
    leave: async (page) => page.getByRole('switch').first().click(),
  },
  {
    name: 'field-photo',
    route: '/field/whistle',
    go: async (page, at) => {
      await toTiles(page, at);
      await see(await whistlePage(page).openPhoto(1)).toBeVisible();
    },
  },
  plain('field-whistles', '/field/whistles', '哨'),
  {
    name: 'field-whistle',
    route: '/field/whistles/:id',
    go: async (page, { url, whistle }) => {
      await page.goto(`${url}/field/whistles/${whistle}`);
      await see(page.getByRole('heading', { name: '经过' })).toBeVisible();
    },
  },
  whistleIn('check', ({ claimed }) => claimed, {
    sees: '核查通过',
    go: async (page) => {
      await page.getByRole('button', { name: '核查通过', exact: true }).click();
      await see(page.locator('form.deed')).toBeVisible();
    },
  }),
  whistleIn('surveyed', ({ surveyed }) => surveyed, { sees: '满意度测评' }),
  whistleIn('returned', ({ returned }) => returned, { sees: '社区退回了' }),
  whistleIn('merged', ({ merged }) => merged, { sees: '看合并到的那一件' }),
  whistleIn('linked', ({ whistle }) => whistle, {
    sees: '给居民看进展',
    go: async (page) => {
      await page.getByRole('button', { name: '生成链接' }).click();
      await see(page.getByLabel('进展链接')).toBeVisible();
      await page.getByLabel('进展链接').scrollIntoViewIfNeeded();
    },
  }),
  whistleIn('gone', () => 'wh_none', { sees: '找不到这个哨' }),
  plain('field-outbox', '/field/outbox', '待发箱'),
  {
    name: 'field-outbox-refused',
    route: '/field/outbox',
    go: toRefused,
    leave: (page) => page.context().setOffline(false),
  },
  plain('field-me', '/field/me', '设置'),
  {
    name: 'field-notices',
    route: '/field/notices',
    go: async (page, { url }) => {
      await page.goto(`${url}/field/notices`);
      await see(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
    },
  },
  {
    name: 'field-complaint',
    route: '/field/me',
    go: async (page, { url }) => {
      await page.goto(`${url}/field/me`);
      await page.getByRole('button', { name: '对这个应用有意见' }).click();
      await see(page.getByLabel('哪里不好用？')).toBeVisible();
    },
  },
];
