import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { WhistleId } from '../../core/lib/id.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { jpegHead, withExif } from '../../src/ui/camera/testing/exif-jpeg.ts';
import { field } from './pages/field.ts';
import { pointOn, whistlePage } from './pages/whistle.ts';
import { Scripted } from './support/scripted.ts';
import { untilOnDisk } from './support/on-disk.ts';
import { Staff, workerAndClerk } from './support/staff.ts';

/** A whistle on the phone beyond its three taps: marks, voice, duplicates, the community's questions, bad pictures. */
const url = process.env['SHAODAO_URL'] ?? '';
test.use({ permissions: ['camera', 'microphone', 'geolocation'] });

const rowOf = async (staff: Staff, id: WhistleId): Promise<WhistleRow | undefined> =>
  (await staff.rows('whistle')).find((row) => row.id === id);

async function signedIn(page: Page, nth: number) {
  const { worker, clerk } = await workerAndClerk(url, nth);
  const she = field(page);
  await she.signIn(url, worker.username);
  await expect(page.getByRole('link', { name: /^从.+开始$/ })).toBeVisible({ timeout: 60_000 });
  return { she, worker, clerk: await Scripted.signIn(url, clerk), watcher: await Staff.signIn(url, worker) };
}

test('three taps send it; marks are drawn by a finger, by taps and by keys, beside the photo', async ({ page }) => {
  const { she, watcher } = await signedIn(page, 13);
  const on = whistlePage(page);
  await she.tab('吹哨');
  await she.shoot();
  await she.chooseTile(0);
  const id = await on.id();

  const surface = await on.openPhoto(1);
  const [from, to] = [await pointOn(surface, 0.2, 0.2), await pointOn(surface, 0.5, 0.6)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  const marked = (words: string) => expect(page.getByRole('img', { name: words, exact: true }).first()).toBeVisible();
  await marked('标注：1个圈');

  await page.getByRole('button', { name: '箭头' }).click();
  for (const [x, y] of [
    [0.9, 0.9],
    [0.6, 0.5],
  ] as const) {
    const at = await pointOn(surface, x, y);
    await page.mouse.click(at.x, at.y);
  }
  await marked('标注：1个圈、1个箭头');

  await page.getByRole('button', { name: '打码' }).click();
  await surface.focus();
  for (const key of ['Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(key);
  await marked('标注：1个圈、1个箭头、1处打码');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await marked('标注：1个圈、1个箭头、2处打码');
  await page.getByRole('button', { name: '撤销标注' }).click();
  await marked('标注：1个圈、1个箭头、1处打码');

  // A reload in the middle comes back to the very photo.
  await page.reload();
  await expect(surface).toBeVisible();
  await marked('标注：1个圈、1个箭头、1处打码');
  await page.getByRole('dialog', { name: '照片' }).getByRole('button', { name: '完成' }).click();
  await expect(surface).toHaveCount(0);
  await on.done();

  await expect
    .poll(async () => (await rowOf(watcher, id))?.marks.map(({ shape }) => shape), { timeout: 60_000 })
    .toEqual(['circle', 'arrow', 'blur']);
  const [circle] = (await rowOf(watcher, id))?.marks ?? [];
  expect(circle?.from[0]).toBeCloseTo(0.2, 1);
  expect(circle?.to[1]).toBeCloseTo(0.6, 1);
  await page.goto(`${url}/field/whistles/${id}`);
  await marked('标注：1个圈、1个箭头、1处打码');
});

test('what is said is enough: held or tapped, heard before and after it was sent', async ({ page }) => {
  const { she, watcher, clerk } = await signedIn(page, 14);
  const on = whistlePage(page);
  await she.tab('吹哨');
  await page.getByRole('button', { name: '不拍照，只写文字' }).click();
  const hold = page.getByRole('button', { name: '按住说话' });
  await hold.click();
  await expect(page.getByText('正在录')).toBeVisible();
  await expect(page.getByRole('button', { name: /^[12] \/ 60 秒/ })).toBeVisible();
  await page.getByRole('button', { name: /\/ 60 秒/ }).click();
  await expect(page.getByRole('button', { name: '听语音1' })).toBeVisible();

  // Killed here, it is still there.
  await page.reload();
  await page.getByRole('button', { name: '听语音1' }).click();
  await expect(page.getByRole('button', { name: '暂停语音1' })).toBeVisible();
  await she.chooseTile(0);
  const id = await on.id();

  const box = await hold.boundingBox();
  if (!box) throw new Error('no button');
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await expect(page.getByRole('button', { name: /^1 \/ 60 秒/ })).toBeVisible();
  await page.mouse.up();
  await expect(page.getByRole('button', { name: '听语音2' })).toBeVisible();
  await on.done();

  await expect.poll(async () => (await rowOf(watcher, id))?.voice.length, { timeout: 60_000 }).toBe(2);
  const { voice = [] } = (await rowOf(watcher, id)) ?? {};
  for (const sha256 of voice) {
    const isHere = async () =>
      (await watcher.rows('photo')).find((row) => row.whistle === id && row.sha256 === sha256)?.state;
    await expect.poll(isHere, { timeout: 60_000 }).toBe('here');
    const reply = await clerk.staff.get(`/api/media/${sha256}`);
    expect(reply.headers.get('content-type')).toBe('audio/webm');
    expect((await reply.arrayBuffer()).byteLength).toBeLessThan(1024 * 1024);
  }
  await page.goto(`${url}/field/whistles/${id}`);
  await page.getByRole('button', { name: '听语音2' }).click();
  await expect(page.getByRole('button', { name: '暂停语音2' })).toBeVisible();
});

test('a likely duplicate is supported instead, and both can be undone', async ({ page }) => {
  const { worker, watcher, clerk } = await signedIn(page, 15);
  const on = whistlePage(page);
  const [building] = (await watcher.rows('building')).filter(({ grid }) => grid === worker.area);
  const category = (await watcher.rows('category')).find(({ urgency }) => urgency === 'U3');
  if (!building || !category) throw new Error('the grid has no building');
  const [lng, lat] = building.centre;
  const target = await clerk.raise({
    grid: worker.area,
    text: '单元门口灯不亮，台阶看不清',
    category: category.id,
    place: { lng, lat, accuracy: 0, method: 'manual' },
  });
  const card = page.locator(`[data-whistle="${target}"]`);
  const raise = async (): Promise<WhistleId> => {
    await page.goto(`${url}/field/whistle?building=${building.id}&step=choose`);
    await on.text().fill('楼下路灯坏了');
    await on.chooseCategory(category.zh);
    return on.id();
  };
  await expect(async () => {
    await page.goto(`${url}/field/whistles/${target}`);
    await expect(page.getByText('单元门口灯不亮').first()).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 60_000 });

  const mine = await raise();
  await expect(card).toContainText(`${category.zh}已报`);
  await expect(card).toContainText('单元门口灯不亮');
  await card.getByRole('button', { name: '是这件事，我也遇到' }).click();
  await expect(page.getByText('已改为支持这一个')).toBeVisible();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  await expect(page.getByText('已存入待发箱')).toBeVisible();
  await expect(page.getByLabel('补充一句')).toHaveValue('楼下路灯坏了');

  await card.getByRole('button', { name: '是这件事，我也遇到' }).click();
  await expect(page.getByText('已改为支持这一个')).toBeVisible();
  await on.done();
  await expect.poll(async () => (await rowOf(watcher, target))?.supporters.length, { timeout: 60_000 }).toBe(1);
  expect(await rowOf(watcher, mine)).toBeUndefined();
  await page.goto(`${url}/field/whistles/${target}`);
  await expect(page.getByText('还有1人也遇到')).toBeVisible();
  await expect(page.getByRole('button', { name: '我也遇到' })).toHaveCount(0);
});

test('a question is answered, a return is mended and sent again, who handles it is told', async ({ page }) => {
  const { worker, watcher, clerk } = await signedIn(page, 16);
  const colleague = await Scripted.signIn(url, worker);
  const id = await colleague.raise({ text: '楼道有杂物' });
  const open = async (words: string | RegExp) => {
    await page.goto(`${url}/field/whistles/${id}`);
    await expect(page.getByText(words).first()).toBeVisible({ timeout: 60_000 });
  };

  await clerk.send('whistle.ask', { whistle: id, text: '请说明是几单元几楼' });
  await open('请说明是几单元几楼');
  await expect(page.getByRole('heading', { name: '社区请您补充' })).toBeVisible();
  await page.getByLabel('回答社区').fill('三单元五楼');
  await page.reload();
  await expect(page.getByLabel('回答社区')).toHaveValue('三单元五楼');
  await page.locator('form.reply').getByRole('button', { name: '补照片' }).click();
  await page.getByRole('button', { name: '拍照', exact: true }).click();
  await expect(page.getByRole('img', { name: '照片1' })).toBeVisible();
  await page.getByRole('button', { name: '发给社区' }).click();
  await expect(page.getByText('补充 · 已存入待发箱')).toBeVisible();
  await page.getByRole('link', { name: '今天' }).click();
  await expect
    .poll(() => rowOf(watcher, id), { timeout: 60_000 })
    .toMatchObject({ question: null, photos: [expect.any(String)] });

  const asked = await rowOf(watcher, id);
  await clerk.send(
    'whistle.return',
    { whistle: id, reason: 'noPlace', text: '请补上楼栋' },
    { base: asked?.rev ?? 0, expects: 'community' },
  );
  await open('请补上楼栋');
  await expect(page.getByRole('heading', { name: '社区退回了' })).toBeVisible();
  await expect(page.getByText('不知道在哪里').first()).toBeVisible();
  await page.getByRole('button', { name: /^地点：/ }).click();
  await page.locator('.picker .building').first().click();
  await page.getByLabel('补充了什么，或为什么应当受理').fill('是一号楼');
  await page.getByRole('button', { name: '补正重报' }).click();
  await page.getByRole('link', { name: '今天' }).click();
  await expect.poll(async () => (await rowOf(watcher, id))?.stage, { timeout: 60_000 }).toBe('community');
  const resent = await rowOf(watcher, id);
  expect(resent?.place?.method).toBe('building');

  await clerk.send(
    'whistle.takeOn',
    { whistle: id, who: '物业王师傅', promisedOn: '2026-12-31' },
    { base: resent?.rev ?? 0, expects: 'community' },
  );
  await open(/物业王师傅，12月31日/);
});

test('bad pictures and a full phone are told in words, and the draft is unharmed', async ({ page }) => {
  await page.addInitScript(() => {
    const estimate = navigator.storage.estimate.bind(navigator.storage);
    navigator.storage.estimate = async () =>
      localStorage.getItem('test.full') === '1' ? { usage: 99_000_000, quota: 100_000_000 } : estimate();
  });
  const { she, watcher } = await signedIn(page, 17);
  const on = whistlePage(page);
  await she.tab('吹哨');
  await page.getByRole('button', { name: '不拍照，只写文字' }).click();
  await on.text().fill('坏照片也不影响文字');
  await page.getByRole('button', { name: '再拍一张' }).click();

  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)]);
  const good = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#365' } })
    .jpeg()
    .toBuffer();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });
  const where = { lat: [31, 42, 0], latRef: 'N', lng: [118, 30, 18], lngRef: 'E', error: 5 } as const;
  await page
    .locator('input[type=file][multiple]')
    .setInputFiles([
      file('page.jpg', Buffer.from('<html>no picture at all, only its name</html>')),
      file('phone.heic', heic),
      file('huge.jpg', Buffer.from(jpegHead(10_000, 10_000))),
      file('broken.jpg', good.subarray(0, 400)),
      file('good.jpg', Buffer.from(withExif(new Uint8Array(good), where))),
    ]);
  const told = page.getByRole('alert');
  await expect(told).toContainText('不是照片，或者已经损坏');
  await expect(told).toContainText('超过7000万像素');
  await expect(told).toContainText('HEIC');
  await expect(told).toContainText('已有的照片和文字都在');
  await expect(page.getByRole('img', { name: /^照片\d/ })).toHaveCount(1);

  await page.evaluate(() => localStorage.setItem('test.full', '1'));
  await page.getByRole('button', { name: '再拍一张' }).click();
  await page.getByRole('button', { name: '拍照', exact: true }).click();
  await expect(told).toContainText('照片存不下。文字照样可以发');
  await expect(page.getByRole('img', { name: /^照片\d/ })).toHaveCount(1);

  await she.chooseTile(0);
  const id = await on.id();
  await expect(page.getByLabel('补充一句')).toHaveValue('坏照片也不影响文字');
  await on.done();
  await expect.poll(async () => (await rowOf(watcher, id))?.photos.length, { timeout: 60_000 }).toBe(1);
});

test('without a camera or a microphone it is said in words, and text is enough', async ({ browser }) => {
  const context = await browser.newContext({ permissions: [] });
  const page = await context.newPage();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  const { she } = await signedIn(page, 17);
  const on = whistlePage(page);
  await she.tab('吹哨');
  await expect(page.getByRole('heading', { name: '没有使用相机的许可' })).toBeVisible();
  await expect(page.getByText('用手机自带相机', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '不拍照，只写文字' }).click();
  await page.getByRole('button', { name: '按住说话' }).click();
  await expect(page.getByRole('alert')).toContainText('没有使用话筒的许可');
  await on.text().fill('井盖翘起');
  await she.chooseTile(0);
  await context.close();
});

test('in danger the numbers stand first; a place outside the grid is marked', async ({ page, context }) => {
  const { she, watcher } = await signedIn(page, 18);
  const on = whistlePage(page);
  await context.setGeolocation({ latitude: 31.2, longitude: 118.1, accuracy: 8 });
  await she.tab('吹哨');
  await she.shoot();
  await expect(page.getByText('这个位置不在您的网格里')).toBeVisible();
  await she.chooseTile(0);
  const id = await on.id();
  await page.getByRole('switch', { name: /^紧急/ }).click();
  await expect(page.getByRole('heading', { name: '有危险先打电话' })).toBeVisible();
  const calls = page.locator('.first a');
  await expect(calls.first()).toHaveAttribute('href', 'tel:110');
  await expect(calls.nth(1)).toHaveAttribute('href', 'tel:119');
  await page.getByRole('button', { name: '存燃气电话' }).click();
  await page.getByLabel('本地燃气抢修电话').fill('0555-246 0000');
  await page.getByRole('button', { name: '存在本机' }).click();
  await expect(calls.last()).toHaveAttribute('href', 'tel:05552460000');
  await on.done();
  await expect.poll(() => rowOf(watcher, id), { timeout: 60_000 }).toMatchObject({ emergency: true, outOfGrid: true });
});

test('where she was last is the place until a fix comes, and what she chose stays', async ({ page, context }) => {
  const { she, watcher } = await signedIn(page, 13);
  const [household] = await watcher.rows('household');
  const buildings = await watcher.rows('building');
  const last = buildings.find(({ id }) => id === household?.building);
  const other = buildings.find(({ id }) => id !== household?.building);
  if (!last || !other) throw new Error('the grid has two buildings');
  const place = page.getByRole('button', { name: /更改$/ });
  const stand = (latitude: number) => context.setGeolocation({ longitude: last.centre[0], latitude, accuracy: 12 });
  const begin = async () => {
    await page.goto(`${url}/field/households/${household?.id}`);
    await expect(she.outcome('见到人')).toBeVisible();
    await she.tab('吹哨');
    await she.shoot();
  };

  await context.setGeolocation(null);
  await begin();
  await expect(place).toContainText(`上次所在：${last.name}`);
  await stand(last.centre[1]);
  await expect(place).toContainText('地点：当前位置');
  await page.getByRole('button', { name: '不吹了' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '不吹了' }).click();

  await context.setGeolocation(null);
  await begin();
  await expect(place).toContainText(`上次所在：${last.name}`);
  await place.click();
  await page.getByRole('dialog').getByRole('button', { name: other.name }).first().click();
  await expect(place).toContainText(`地点：${other.name}`);
  await stand(last.centre[1]);
  await she.chooseTile(0);
  const id = await whistlePage(page).id();
  await page.getByRole('group', { name: '谁在场（选填）' }).getByRole('button', { name: '物业' }).click();
  await whistlePage(page).done();
  await expect.poll(async () => (await rowOf(watcher, id))?.text, { timeout: 60_000 }).toBe('在场：物业');
  expect((await rowOf(watcher, id))?.place?.building).toBe(other.id);
});

test('a draft whose grid is no longer hers asks for one that is', async ({ page }) => {
  const { worker, watcher } = await signedIn(page, 13);
  const on = whistlePage(page);
  await page.goto(`${url}/field/whistle?step=choose`);
  await on.text().fill('草稿开始时网格还是她的');
  await untilOnDisk(page, '草稿开始时网格还是她的');
  const draft = page.url();
  const key = `whistle:${new URL(draft).searchParams.get('draft')}`;
  // As after a hand-over: the draft on the disk names a grid that she does not hold.
  await page.goto(`${url}/field`);
  await page.evaluate(
    async ([grid = '', at = '']) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error ?? new Error('not read')));
        });
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name ?? ''));
        if (database.objectStoreNames.contains('drafts')) {
          const drafts = database.transaction('drafts', 'readwrite').objectStore('drafts');
          const kept: unknown = await done(drafts.get(at));
          if (typeof kept === 'object') await done(drafts.put({ ...kept, grid }, at));
        }
        database.close();
      }
    },
    ['990106009009009', key],
  );
  await page.goto(draft);
  await expect(page.getByRole('heading', { name: '原来的网格现在不归您负责' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '是什么事？点一下就发出' })).toHaveCount(0);
  await page.getByRole('button', { name: /^报在/ }).click();
  await field(page).chooseTile(0);
  const id = await on.id();
  await on.done();
  await expect.poll(async () => (await rowOf(watcher, id))?.grid, { timeout: 60_000 }).toBe(worker.area);
});

test('what was left half written stays a draft; from another door a new whistle begins there, one tap from the old', async ({
  page,
}) => {
  const { watcher } = await signedIn(page, 13);
  const on = whistlePage(page);
  const [first, second] = (await watcher.rows('household')).filter(({ kind }) => kind === 'lived');
  if (!first || !second) throw new Error('a grid without households');
  const raiseAt = async (household: string) => {
    await page.goto(`${url}/field/households/${household}`);
    await page.getByRole('link', { name: '为这一户吹哨' }).click();
    await page.getByRole('button', { name: /^不拍照，只写文字|^\d张，下一步/ }).click();
  };
  await raiseAt(first.id);
  await on.text().fill('第一户门口的灯');
  await untilOnDisk(page, '第一户门口的灯');

  await raiseAt(second.id);
  await expect(on.text()).toHaveValue('');
  await on.text().fill('第二户楼上漏水');
  await untilOnDisk(page, '第二户楼上漏水');
  await page.getByRole('button', { name: /^继续上次没写完的/ }).click();
  await expect(on.text()).toHaveValue('第一户门口的灯');
  // The other one waits as well: neither stands in the other's way.
  await page.getByRole('button', { name: /^继续上次没写完的/ }).click();
  await expect(on.text()).toHaveValue('第二户楼上漏水');
  await field(page).chooseTile(0);
  const id = await on.id();
  await on.done();
  await expect
    .poll(() => rowOf(watcher, id), { timeout: 60_000 })
    .toMatchObject({ household: second.id, text: '第二户楼上漏水' });

  await field(page).tab('待发箱');
  const draft = page.locator('[data-draft]').filter({ hasText: '第一户门口的灯' });
  await draft.getByRole('link', { name: '继续' }).click();
  await expect(on.text()).toHaveValue('第一户门口的灯');
  await field(page).chooseTile(0);
  const left = await on.id();
  await on.done();
  await expect.poll(() => rowOf(watcher, left), { timeout: 60_000 }).toMatchObject({ household: first.id });
});
