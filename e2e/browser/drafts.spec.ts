import { expect, test } from '@playwright/test';
import { field } from './pages/field.ts';
import { openDevice, type Device } from './support/device.ts';
import { untilOnDisk } from './support/on-disk.ts';
import { pictured } from './support/picture.ts';
import { Scripted } from './support/scripted.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/**
 * The browser is killed with -9 after every single step of a visit and of a whistle, in flight mode. Each time she
 * opens the app at its front door and stands on the very screen, with everything that she had said; in the end each
 * record reaches the server once, whole.
 */
const url = process.env['SHAODAO_URL'] ?? '';

interface Step {
  name: string;
  /** What she does. Left out where only the kill is of interest. */
  run?: (device: Device) => Promise<unknown>;
  /** What she sees then, and again after the kill. */
  sees: (device: Device) => Promise<unknown>;
}

async function playWithKills(device: Device, steps: readonly Step[]): Promise<void> {
  for (const { name, run, sees } of steps)
    await test.step(name, async () => {
      await run?.(device);
      await sees(device);
      await device.kill();
      await device.start();
      await device.page.goto(device.url);
      await sees(device);
    });
}

const button = ({ page }: Device, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const photos = ({ page }: Device) => page.getByRole('img', { name: /^照片\d/ });

/** @param nth a worker whom no other journey uses */
async function phoneInFlight(nth: number): Promise<{ device: Device; watcher: Staff; area: string }> {
  const { worker } = await workerAndClerk(url, nth);
  const device = await openDevice(url);
  await field(device.page).signIn(device.url, worker.username);
  await field(device.page).prepare();
  await device.setFlightMode(true);
  // Chromium writes cookies every half a minute, or when it is closed.
  await device.close();
  await device.start();
  await device.page.goto(device.url);
  return { device, watcher: await Staff.signIn(url, worker), area: worker.area };
}

test('a visit survives a kill after each of its steps', async () => {
  test.setTimeout(240_000);
  const { device, watcher } = await phoneInFlight(19);
  const walk = async () => {
    const before = await watcher.rows('visit');
    let door = '';
    const note = () => device.page.getByRole('textbox', { name: '其他情况' });
    const isAtDoor = () => expect(device.page).toHaveURL(`${device.url}/field/households/${door}`);
    const hasChosen = async (outcome: string) => {
      await isAtDoor();
      await expect(device.page.locator('[aria-pressed="true"]').filter({ hasText: outcome }).first()).toBeVisible();
    };
    const steps: Step[] = [
      {
        name: 'the door is open',
        run: async ({ page }) => {
          await field(page).openFirstDue();
          await page.waitForURL('**/field/households/*');
          door = page.url().split('/').at(-1) ?? '';
        },
        sees: async () => {
          await isAtDoor();
          await expect(button(device, '见到人')).toBeVisible();
        },
      },
      {
        name: 'nobody was in',
        run: ({ page }) => field(page).visit('没人'),
        sees: () => hasChosen('没人'),
      },
      {
        name: 'then somebody came',
        run: () => button(device, '见到人').click(),
        sees: () => hasChosen('见到人'),
      },
      {
        name: 'a tile of the note',
        run: () => button(device, '需要帮办事项').click(),
        sees: () => hasChosen('需要帮办事项'),
      },
      {
        name: 'half a sentence',
        run: async ({ page }) => {
          await note().pressSequentially('轮椅坏了');
          await untilOnDisk(page, '轮椅坏了');
        },
        sees: () => expect(note()).toHaveValue('轮椅坏了'),
      },
      {
        name: 'the whole sentence',
        run: async ({ page }) => {
          await note().fill('轮椅坏了，下周要复查 𠮷');
          await untilOnDisk(page, '下周要复查 𠮷');
          await note().blur();
        },
        sees: () => expect(note()).toHaveValue('轮椅坏了，下周要复查 𠮷'),
      },
      {
        name: 'a need, with consent',
        run: async ({ page }) => {
          await button(device, '登记需求').click();
          await page.getByRole('group', { name: '是哪一类？' }).getByRole('button').first().click();
          await button(device, '已同意登记').click();
        },
        sees: () => expect(device.page.getByRole('status').filter({ hasText: '已登记：' })).toBeVisible(),
      },
      {
        name: 'next door',
        run: () => field(device.page).nextDoor(),
        sees: async () => {
          await expect(device.page).toHaveURL(/\/field\/households\/hh_/);
          await expect(device.page).not.toHaveURL(new RegExp(door));
          await expect(button(device, '见到人')).toBeVisible();
        },
      },
    ];
    await playWithKills(device, steps);

    await field(device.page).tab('待发箱');
    await expect(device.page.locator('article[data-state]')).toHaveCount(1);
    await device.setFlightMode(false);
    await expect(device.page.getByText('已收到', { exact: true })).toHaveCount(1);
    const known = new Set(before.map(({ id }) => id));
    const made = (await watcher.rows('visit')).filter(({ id }) => !known.has(id));
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ household: door, outcome: 'met', note: '需要帮办事项\n轮椅坏了，下周要复查 𠮷' });
    const needs = (await watcher.rows('need')).filter(({ id }) => made[0]?.needs.includes(id));
    expect(needs.map(({ household, consent }) => ({ household, how: consent.how }))).toEqual([
      { household: door, how: 'spoken' },
    ]);
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await device.dispose();
  }
});

test('a whistle survives a kill after each of its steps', async () => {
  test.setTimeout(240_000);
  const { device, watcher } = await phoneInFlight(19);
  const walk = async () => {
    const before = new Set((await watcher.rows('whistle')).map(({ id }) => id));
    const text = () => device.page.getByRole('textbox', { name: '补充一句' });
    const isAtChoice = async (count: number) => {
      await expect(device.page.getByRole('heading', { name: '是什么事？点一下就发出' })).toBeVisible();
      await expect(photos(device)).toHaveCount(count);
    };
    const emergency = () => device.page.getByRole('switch', { name: /^紧急/ });
    const steps: Step[] = [
      {
        name: 'the viewfinder',
        run: ({ page }) => field(page).tab('吹哨'),
        sees: () => expect(button(device, '拍照')).toBeEnabled(),
      },
      {
        name: 'the shutter',
        run: async ({ page }) => {
          await field(page).shoot();
          await expect(page.getByRole('img', { name: '照片1' })).toBeVisible();
        },
        sees: () => isAtChoice(1),
      },
      {
        name: 'the viewfinder again',
        run: () => button(device, '再拍一张').click(),
        sees: () => expect(button(device, '1张，下一步')).toBeVisible(),
      },
      {
        name: 'a second photo',
        run: async ({ page }) => {
          // A camera that was just started shows what it showed then, and the same picture twice is one.
          await expect(async () => {
            const again = button(device, '再拍一张');
            if (await again.isVisible()) await again.click();
            await field(page).shoot();
            await expect(page.getByRole('img', { name: '照片2' })).toBeVisible({ timeout: 5_000 });
          }).toPass();
        },
        sees: () => isAtChoice(2),
      },
      {
        name: 'the tile',
        run: ({ page }) => field(page).chooseTile(0),
        sees: async () => {
          await expect(device.page.getByRole('heading', { name: '已存入待发箱' })).toBeVisible();
          await expect(photos(device)).toHaveCount(2);
        },
      },
      {
        name: 'half a sentence',
        run: async ({ page }) => {
          await text().pressSequentially('二楼转角');
          await untilOnDisk(page, '二楼转角');
        },
        sees: () => expect(text()).toHaveValue('二楼转角'),
      },
      {
        name: 'an emergency',
        run: () => emergency().click(),
        sees: async () => {
          await expect(emergency()).toBeChecked();
          await expect(text()).toHaveValue('二楼转角');
        },
      },
    ];
    await playWithKills(device, steps);
    await button(device, '完成').click();
    await expect(device.page.getByRole('heading', { name: '今天' })).toBeVisible();

    // In words only: every letter is a draft.
    const say = () => device.page.getByRole('textbox', { name: /^是什么事？/ });
    const inWords: Step[] = [
      {
        name: 'words without a photo',
        run: async ({ page }) => {
          await field(page).tab('吹哨');
          await button(device, '不拍照，只写文字').click();
          await say().pressSequentially('路口红绿灯不亮');
          await untilOnDisk(page, '路口红绿灯不亮');
        },
        sees: () => expect(say()).toHaveValue('路口红绿灯不亮'),
      },
      {
        name: 'their tile',
        run: ({ page }) => field(page).chooseTile(1),
        sees: () => expect(text()).toHaveValue('路口红绿灯不亮'),
      },
    ];
    await playWithKills(device, inWords);
    await button(device, '完成').click();

    await field(device.page).tab('待发箱');
    // On a slow machine the eight seconds are over between two steps: what she adds then is a record of its own.
    const records = device.page.locator('article[data-state]');
    await expect(records.filter({ has: device.page.getByRole('heading', { name: /^吹哨 · / }) })).toHaveCount(2);
    await device.setFlightMode(false);
    await expect(device.page.locator('article[data-state="received"]')).toHaveCount(await records.count());
    const made = (await watcher.rows('whistle')).filter(({ id }) => !before.has(id));
    expect(made).toHaveLength(2);
    expect(new Set(made.map((one) => one.text))).toEqual(new Set(['二楼转角', '路口红绿灯不亮']));
    const seen = made.find((one) => one.text === '二楼转角');
    expect(seen).toMatchObject({ emergency: true, photos: [expect.any(String), expect.any(String)] });
    await expect
      .poll(
        async () =>
          (await watcher.rows('photo')).filter(({ whistle, state }) => whistle === seen?.id && state === 'here').length,
      )
      .toBe(2);
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await device.dispose();
  }
});

test('an answer, a comment and the forms about a door survive a kill, each on its very screen', async () => {
  test.setTimeout(240_000);
  const { worker, clerk } = await workerAndClerk(url, 19);
  const whistle = await (await Scripted.signIn(url, worker)).raise({ text: '楼道里堆了杂物' });
  await (await Scripted.signIn(url, clerk)).send('whistle.ask', { whistle, text: '请说明是几单元' });
  const { device, watcher } = await phoneInFlight(19);
  const lived = (await watcher.rows('household')).find(({ kind }) => kind === 'lived');
  const someone = (await watcher.rows('person')).find(({ household }) => household === lived?.id);
  if (!lived || !someone) throw new Error('a grid without people');
  const box = (name: string | RegExp) => device.page.getByRole('textbox', { name });
  const onPage = async (path: string, sees: () => Promise<unknown>) => {
    await expect(device.page).toHaveURL(device.url + path);
    await sees();
  };
  /** Written, and on the disk with the screen on which it stands. */
  const written = async (path: string, write: () => Promise<unknown>, words: string) => {
    await device.page.goto(device.url + path);
    await write();
    await untilOnDisk(device.page, words);
    await untilOnDisk(device.page, `"path":"${path}","atMs"`);
  };
  const page = `/field/whistles/${whistle}`;
  const at = (form: string) => `/field/households/${lived.id}/${form}`;
  const steps: Step[] = [
    {
      name: 'an answer to the community',
      run: () => written(page, () => box('回答社区').fill('三单元二楼'), '三单元二楼'),
      sees: () => onPage(page, () => expect(box('回答社区')).toHaveValue('三单元二楼')),
    },
    {
      name: 'a comment',
      run: () => written(page, () => box('给社区留言').fill('又多了一堆'), '又多了一堆'),
      sees: () =>
        onPage(page, async () => {
          await expect(box('给社区留言')).toHaveValue('又多了一堆');
          await expect(box('回答社区')).toHaveValue('三单元二楼');
        }),
    },
    {
      name: 'a correction of the household',
      run: () => written(at('edit'), () => box(/^上门提示/).fill('狗很凶'), '狗很凶'),
      sees: () => onPage(at('edit'), () => expect(box(/^上门提示/)).toHaveValue('狗很凶')),
    },
    {
      name: 'a need',
      run: () => written(at('needs/add'), () => box(/^要帮什么/).fill('要一辆轮椅'), '要一辆轮椅'),
      sees: () => onPage(at('needs/add'), () => expect(box(/^要帮什么/)).toHaveValue('要一辆轮椅')),
    },
    {
      name: 'a move-out',
      run: () => written(at('move-out'), () => device.page.getByLabel(someone.name).check(), someone.id),
      sees: () => onPage(at('move-out'), () => expect(device.page.getByLabel(someone.name)).toBeChecked()),
    },
  ];
  try {
    await pictured(
      () => device.page,
      async () => {
        await playWithKills(device, steps);
        await device.page.goto(`${device.url}/field/outbox`);
        const drafts = device.page.locator('[data-draft]');
        await expect(drafts).toHaveCount(5);
        await drafts.filter({ hasText: '又多了一堆' }).getByRole('button', { name: '删除草稿' }).click();
        await expect(drafts).toHaveCount(4);
        await drafts.filter({ hasText: '三单元二楼' }).getByRole('link', { name: '继续' }).click();
        await onPage(page, () => expect(box('回答社区')).toHaveValue('三单元二楼'));
        await expect(box('给社区留言')).toHaveValue('');
      },
    );
  } finally {
    await device.dispose();
  }
});
