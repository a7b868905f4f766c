import { expect, test } from '@playwright/test';
import { chooseAccount, field } from './pages/field.ts';
import { openDevice } from './support/device.ts';
import { pictured } from './support/picture.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/**
 * The offline day: prepare, flight mode, the browser killed in the middle, three visits, two whistles with photos, the
 * network back with the page closed, the desk, and the answer on the phone.
 */
test('a day without a network reaches the desk once, and the answer reaches the phone', async ({ browser }) => {
  test.setTimeout(300_000);
  const url = process.env['SHAODAO_URL'] ?? '';
  const { worker, clerk } = await workerAndClerk(url, 1);
  const staff = await Staff.signIn(url, clerk);
  const before = { visits: (await staff.rows('visit')).length, whistles: (await staff.rows('whistle')).length };
  // Unlike any other of the town, and of an earlier try.
  const said = `三单元楼道灯不亮，台阶看不清 🏮𠮷 ${Date.now()}`;

  // The desk is open the whole day.
  const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await chooseAccount(desk, url, clerk.username);
  await desk.waitForURL('**/desk/**');
  await expect(desk.getByRole('heading', { name: '收哨' })).toBeVisible({ timeout: 60_000 });

  const device = await openDevice(url);
  const walk = async () => {
    let she = field(device.page);
    await she.signIn(device.url, worker.username);
    await she.prepare();

    // Flight mode; the app is closed and opened again.
    await device.setFlightMode(true);
    await device.close();
    await device.start();
    she = field(device.page);
    await device.page.goto(device.url);
    await expect(device.page.getByRole('heading', { name: '今天' })).toBeVisible();

    await she.openFirstDue();
    await she.visit('见到人');
    await she.nextDoor();
    await she.visit('没人');
    const door = device.page.url();
    await device.kill();
    await device.start();
    she = field(device.page);
    await device.page.goto(device.url);
    // Back at the very door.
    await device.page.waitForURL(door);
    await expect(she.outcome('没人')).toHaveAttribute('aria-pressed', 'true');
    await she.tab('今天');
    await she.openFirstDue();
    await she.visit('电话');

    // A whistle; killed between shutter and tile, it comes back to the very screen.
    await she.tab('吹哨');
    await she.shoot();
    await expect(device.page.getByRole('img', { name: '照片1' })).toBeVisible();
    await device.kill();
    await device.start();
    she = field(device.page);
    await device.page.goto(device.url);
    await expect(device.page.getByRole('img', { name: '照片1' })).toBeVisible();
    await she.chooseTile(0);
    await device.page.getByLabel('补充一句').fill(said);
    await device.page.getByRole('button', { name: '完成' }).click();

    await she.tab('吹哨');
    await she.shoot();
    await expect(device.page.getByRole('img', { name: '照片1' })).toBeVisible();
    await she.chooseTile(1);
    await device.page.getByRole('button', { name: '完成' }).click();

    await she.tab('待发箱');
    await expect
      .poll(() => device.page.locator('article[data-state]').allTextContents())
      .toEqual(Array.from({ length: 5 }, () => expect.stringContaining('待发')));
    // Held for undo until the screens are left; then they wait for the network, and the browser knows.
    await expect
      .poll(() =>
        device.page.evaluate(
          async () =>
            (
              await (
                (await navigator.serviceWorker.ready) as unknown as { sync: { getTags(): Promise<string[]> } }
              ).sync.getTags()
            ).length,
        ),
      )
      .toBeGreaterThan(0);

    // The network comes back while the page is closed. Chromium took the closed door for a busy server and would wait
    // five minutes until it tries again: its event is dispatched in its place.
    await device.page.goto('about:blank');
    expect((await staff.rows('whistle')).length - before.whistles, 'nothing passes in flight').toBe(0);
    expect((await staff.rows('visit')).length - before.visits, 'nothing passes in flight').toBe(0);
    await device.setFlightMode(false);
    await device.wakeUp();
    await expect.poll(async () => (await staff.rows('whistle')).length - before.whistles, { timeout: 60_000 }).toBe(2);
    await expect.poll(async () => (await staff.rows('visit')).length - before.visits, { timeout: 60_000 }).toBe(3);
    const raised = (await staff.rows('whistle')).find(({ text }) => text === said);
    expect(raised).toBeDefined();
    await expect
      .poll(
        async () =>
          (await staff.rows('photo')).filter(({ whistle, state }) => whistle === raised?.id && state === 'here').length,
        { timeout: 60_000 },
      )
      .toBe(1);

    // At the desk it arrived by itself; she settles it.
    await desk.goto(`${url}/desk/whistles/${raised?.id}`);
    await expect(desk.getByText(said).first()).toBeVisible();
    await expect(desk.getByRole('button', { name: '放大照片1' })).toBeVisible();
    await desk.getByRole('button', { name: /^就地办结/ }).click();
    await desk.getByRole('textbox', { name: '怎么办结的' }).fill('电工今晚更换线路，已装临时灯。');
    await desk.getByRole('button', { name: '确定办结' }).click();
    await expect
      .poll(async () => (await staff.rows('whistle')).find(({ id }) => id === raised?.id)?.stage, { timeout: 30_000 })
      .toBe('settled');

    // The phone opens, hears the answer, and has it offline, too.
    await device.page.goto(`${device.url}/field/outbox`);
    await expect(device.page.getByText('已收到', { exact: true })).toHaveCount(5, { timeout: 60_000 });
    await device.page.goto(`${device.url}/field/whistles/${raised?.id}`);
    await expect(device.page.getByText('电工今晚更换线路，已装临时灯。').first()).toBeVisible();
    await device.setFlightMode(true);
    await device.kill();
    await device.start();
    await device.page.goto(`${device.url}/field/whistles/${raised?.id}`);
    await expect(device.page.getByText('电工今晚更换线路，已装临时灯。').first()).toBeVisible();
    await device.setFlightMode(false);

    // Exactly once.
    expect((await staff.rows('whistle')).length - before.whistles).toBe(2);
    expect((await staff.rows('visit')).length - before.visits).toBe(3);
    expect(device.foreign).toEqual([]);
  };
  try {
    await pictured(() => device.page, walk);
  } finally {
    await device.dispose();
    await desk.close();
  }
});
