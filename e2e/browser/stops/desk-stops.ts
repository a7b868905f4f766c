import type { Page } from '@playwright/test';
import { desk } from '../pages/desk.ts';
import type { Ground } from './ground.ts';
import { page as plain, see, type Stop } from './stop.ts';

const whistles = '/desk/whistles/:whistle?';
const households = '/desk/households/:household?';

const toWhistle = async (page: Page, { url, alike }: Ground): Promise<void> => {
  await page.goto(`${url}/desk/whistles/${alike.last}?q=${alike.word}`);
  await see(desk(page).detail()).toContainText(alike.word);
};
/** A decision's form, by its key. */
const form = (name: string, key: string): Stop => ({
  name: `desk-${name}`,
  route: whistles,
  part: '.desk-form',
  go: async (page, at) => {
    await toWhistle(page, at);
    await page.keyboard.press(key);
    await see(page.locator('.desk-form').first()).toBeVisible();
  },
});
const toBulk = async (page: Page, { url, alike }: Ground): Promise<void> => {
  await page.goto(`${url}/desk/whistles?q=${alike.word}`);
  await see(desk(page).item(alike.last)).toBeVisible();
  for (const nth of [0, 1, 2]) await desk(page).items().nth(nth).locator('..').getByRole('checkbox').check();
  await see(page.getByRole('heading', { name: '已选3件' })).toBeVisible();
};

const toHousehold = async (page: Page, { url, household }: Ground): Promise<void> => {
  await page.goto(`${url}/desk/households/${household}`);
  await see(page.getByRole('region', { name: '一户的内容' }).getByRole('heading', { level: 2 })).toBeVisible();
};
/** What a button of a household's page opens. */
const dialog = (name: string, button: string | RegExp): Stop => ({
  name: `desk-${name}`,
  route: households,
  part: '[role=dialog]',
  go: async (page, at) => {
    await toHousehold(page, at);
    await page.getByRole('main').getByRole('button', { name: button, exact: true }).first().click();
    await see(page.getByRole('dialog')).toBeVisible();
  },
});

const noticesStop: Stop = {
  name: 'desk-notices',
  route: '/desk/notices',
  go: async (page, { url }) => {
    await page.goto(`${url}/desk/notices`);
    await see(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
  },
};

/** A community's clerk. */
export const clerkStops: readonly Stop[] = [
  noticesStop,
  {
    name: 'desk-inbox',
    route: whistles,
    isPrinted: true,
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/whistles`);
      await see(desk(page).items().first()).toBeVisible();
    },
  },
  { name: 'desk-whistle', route: whistles, isPrinted: true, go: toWhistle },
  form('take-on', 'Digit1'),
  form('merge', 'Digit2'),
  form('return', 'Digit3'),
  form('escalate', 'Digit4'),
  form('settle', 'Digit5'),
  form('ask', 'KeyA'),
  form('regrid', 'KeyM'),
  form('recategorise', 'KeyC'),
  form('comment', 'KeyL'),
  form('snooze', 'KeyH'),
  { name: 'desk-bulk', route: whistles, part: '.bulk', go: toBulk },
  {
    name: 'desk-bulk-preview',
    route: whistles,
    part: '.bulk',
    go: async (page, at) => {
      await toBulk(page, at);
      await page.keyboard.press('Digit5');
      await see(page.getByRole('radio', { name: '现场处理完毕' })).toBeFocused();
      await page.keyboard.press('Digit1');
      await page.keyboard.press('Enter');
      await see(page.getByText('3件都会办理。')).toBeVisible();
    },
  },
  {
    name: 'desk-shortcuts',
    route: whistles,
    part: '[role=dialog]',
    go: async (page, at) => {
      await toWhistle(page, at);
      await page.keyboard.press('Shift+Slash');
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  plain('desk-visits', '/desk/visits', '走访', { isPrinted: true }),
  plain('desk-outbox', '/desk/outbox', '待发箱', { isPrinted: true }),
  {
    name: 'desk-households',
    route: households,
    isPrinted: true,
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/households`);
      await see(page.locator('[data-household]').first()).toBeVisible();
    },
  },
  { name: 'desk-household', route: households, isPrinted: true, go: toHousehold },
  {
    name: 'desk-household-clash',
    route: households,
    part: 'article.clash',
    go: async (page, { url, clashed }) => {
      await page.goto(`${url}/desk/households/${clashed}`);
      await see(page.locator('article.clash').first()).toBeVisible();
    },
  },
  dialog('household-correct', '更正'),
  dialog('household-move-out', '搬离'),
  dialog('household-remove', '删除这一户'),
  dialog('person-add', '添加人员'),
  dialog('person-correct', /^更正.+/),
  dialog('person-remove', /^移除.+/),
  {
    name: 'desk-household-add',
    route: households,
    part: '[role=dialog]',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/households`);
      await page.getByRole('button', { name: '新增住户' }).click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'desk-why-help',
    route: households,
    go: async (page, at) => {
      await toHousehold(page, at);
      await page.getByRole('button', { name: '查看原因' }).click();
      await page.getByText('核对救助资格').click();
      await page.getByRole('button', { name: '记录并查看' }).click();
      await see(page.getByText('此次查看已记录')).toBeVisible();
    },
  },
  plain('desk-print-looks', '/desk/print/looks/:household', '查看记录', {
    path: ({ household }) => `/desk/print/looks/${household}`,
    isPrinted: true,
  }),
  {
    name: 'desk-links',
    route: whistles,
    go: async (page, { url, surveyed }) => {
      await page.goto(`${url}/desk/whistles/${surveyed}?part=all`);
      await page.getByRole('button', { name: '生成链接' }).click();
      await see(page.getByRole('button', { name: '复制链接' })).toBeVisible();
    },
  },
  {
    name: 'desk-print-ballots',
    route: '/desk/print/ballots/:whistle',
    isPrinted: true,
    go: async (page, { url, surveyed }) => {
      await page.goto(`${url}/desk/print/ballots/${surveyed}`);
      await page.getByRole('button', { name: '生成', exact: true }).click();
      await see(page.getByRole('listitem').first()).toBeVisible();
    },
  },
  {
    name: 'desk-print-grid',
    route: '/desk/print/grid/:grid',
    isPrinted: true,
    go: async (page, { url, worker }) => {
      await page.goto(`${url}/desk/print/grid/${worker.area}`);
      await see(page.locator('[data-door]').first()).toBeVisible();
    },
  },
  plain('desk-staff', '/desk/staff', '网格员', { isPrinted: true }),
  {
    name: 'desk-once-password',
    route: '/desk/staff',
    part: '[role=dialog]',
    go: async (page, { url, worker }) => {
      await page.goto(`${url}/desk/staff`);
      await page.locator(`[data-account="${worker.username}"]`).getByRole('button').click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'desk-stand-in-end',
    route: '/desk/staff',
    part: '[role=dialog]',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/staff`);
      await page
        .getByRole('button', { name: /^提前结束/ })
        .first()
        .click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
  plain('desk-not-here', '/desk/:rest(.*)*', '没有这一页', { path: () => '/desk/nowhere' }),
];

/** A whistle of the ground, opened by its address. */
const openedAt = (name: string, of: (at: Ground) => string, shown: string): Stop => ({
  name,
  route: '/desk/work/:whistle?',
  part: 'article.detail',
  go: async (page, at) => {
    await page.goto(`${at.url}/desk/work/${of(at)}`);
    await see(page.locator('article.detail')).toContainText(shown);
  },
});
const toWork = async (page: Page, { url }: Ground): Promise<void> => {
  await page.goto(`${url}/desk/work`);
  await see(page.getByRole('main').getByRole('listitem').getByRole('button').first()).toBeVisible();
};
/** The first of what waits, opened. */
const opened = (name: string): Stop => ({
  name,
  route: '/desk/work/:whistle?',
  go: async (page, at) => {
    await toWork(page, at);
    await page.getByRole('main').getByRole('listitem').getByRole('button').first().click();
    await see(page.locator('article.detail')).toBeVisible();
  },
});
/** A deed's form at the first of what waits that offers it; it is given up again, so that it is not kept as a draft. */
const deed = (name: string, button: string): Stop => ({
  name: `desk-${name}`,
  route: '/desk/work/:whistle?',
  part: 'form.deed',
  go: async (page, at) => {
    await toWork(page, at);
    const offered = page.locator('section.deeds').getByRole('button', { name: button, exact: true });
    for (const one of await page.getByRole('main').getByRole('listitem').getByRole('button').all()) {
      await one.click();
      await see(page.locator('[aria-current="true"]')).toHaveCount(1);
      await see(page.locator('section.deeds')).toBeVisible();
      if ((await offered.count()) > 0) break;
      // On a phone the list stands in its stead again.
      const back = page.getByRole('button', { name: '回到列表' });
      if (await back.isVisible()) await back.click();
    }
    await offered.click();
    await see(page.locator('form.deed')).toBeVisible();
    await see(page.locator('form.deed').getByText('正在取回…')).toHaveCount(0);
  },
  leave: (page) => page.locator('form.deed').getByRole('button', { name: '取消' }).click(),
});
/** A deed's form of a community, at a whistle of the ground. */
const communityDeed = (name: string, button: string, of: (at: Ground) => string): Stop => ({
  name: `desk-${name}`,
  route: whistles,
  part: 'form.deed',
  go: async (page, at) => {
    await page.goto(`${at.url}/desk/whistles/${of(at)}?part=all`);
    await page.locator('section.deeds').getByRole('button', { name: button, exact: true }).click();
    await see(page.locator('form.deed')).toBeVisible();
  },
  leave: (page) => page.locator('form.deed').getByRole('button', { name: '取消' }).click(),
});

/** A street, which reads lists. */
export const streetStops: readonly Stop[] = [
  {
    name: 'desk-work',
    route: '/desk/work/:whistle?',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/work`);
      await see(page.getByRole('main').getByRole('listitem').getByRole('button').first()).toBeVisible();
    },
  },
  opened('desk-work-open'),
  deed('work-report', '报区'),
  deed('work-merge', '并案'),
  deed('work-take-on', '自办'),
  deed('work-station', '站所到场'),
  deed('work-park', '挂账'),
  {
    name: 'desk-list',
    route: '/desk/list/:whistle?',
    isPrinted: true,
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/list`);
      await see(page.getByRole('table')).toBeVisible();
    },
  },
  {
    name: 'desk-list-searched',
    route: '/desk/list/:whistle?',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/list?q=${encodeURIComponent('路灯')}`);
      await page.locator('footer.more').scrollIntoViewIfNeeded();
      await see(page.locator('footer.more')).toBeInViewport();
    },
  },
  {
    name: 'desk-work-none',
    route: '/desk/work/:whistle?',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/work?q=${encodeURIComponent('没有这样的事')}`);
      await see(page.getByRole('button', { name: /^(显示全部|Show all)$/u })).toBeVisible();
    },
  },
  {
    name: 'desk-listed',
    route: '/desk/list/:whistle?',
    part: '[role=dialog]',
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/list`);
      await page.getByRole('table').getByRole('button').first().click();
      await see(page.getByRole('dialog')).toBeVisible();
    },
  },
];

/** A district's dispatcher and a department. */
export const dispatcherStops: readonly Stop[] = [
  opened('desk-dispatcher'),
  deed('dispatcher-dispatch', '派单'),
  deed('dispatcher-ask', '征询单位'),
  deed('dispatcher-merge', '并案'),
  deed('dispatcher-lasting', '立长效'),
  deed('dispatcher-hand-back', '裁定退单'),
  deed('dispatcher-to-city', '报市'),
  openedAt('desk-dispatcher-views', ({ consulted }) => consulted, '护栏归公路养护单位管'),
];
export const cityStops: readonly Stop[] = [openedAt('desk-city', ({ atCity }) => atCity, '过境货车')];
export const unitStops: readonly Stop[] = [
  opened('desk-unit'),
  { ...noticesStop, name: 'desk-unit-notices' },
  deed('unit-opine', '答复征询'),
  deed('unit-report-in', '报到'),
  deed('unit-progress', '进展'),
  deed('unit-claim', '申请核查'),
  deed('unit-more-time', '申请延期'),
  deed('unit-hand-back', '退单'),
  {
    name: 'desk-unit-offline',
    route: '/desk/work/:whistle?',
    go: async (page, at) => {
      await toWork(page, at);
      await page.context().setOffline(true);
      await page.getByRole('main').getByRole('listitem').getByRole('button').first().click();
      await see(page.locator('article.detail')).toBeVisible();
    },
    leave: (page) => page.context().setOffline(false),
  },
];
/** The loop at a community: the joint meeting, and an evaluation put right. */
export const communityLoopStops: readonly Stop[] = [
  communityDeed('sound', '应急直派', ({ emergency }) => emergency),
  communityDeed('meeting', '会议办结', ({ tabled }) => tabled),
  communityDeed('correct-evaluation', '更正评价', ({ evaluated }) => evaluated),
];

export const adminStops: readonly Stop[] = [
  {
    name: 'desk-about',
    route: '/desk/about',
    isPrinted: true,
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/about`);
      await see(page.getByText('数据库')).toBeVisible();
    },
  },
  {
    name: 'desk-accounts',
    route: '/desk/staff',
    isPrinted: true,
    go: async (page, { url }) => {
      await page.goto(`${url}/desk/staff`);
      await see(page.locator('[data-account]').first()).toBeVisible();
    },
  },
];

/** Of every post at a desk. */
export const deskStops: readonly Stop[] = [
  ...clerkStops,
  ...communityLoopStops,
  ...streetStops,
  ...dispatcherStops,
  ...cityStops,
  ...unitStops,
  ...adminStops,
];
