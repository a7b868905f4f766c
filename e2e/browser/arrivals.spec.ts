import { expect, test, type Browser, type Page } from '@playwright/test';
import { desk } from './pages/desk.ts';
import { Scripted } from './support/scripted.ts';
import { workerAndClerk, type DemoAccount } from './support/staff.ts';
import { watch } from './support/watch.ts';

/** What arrives is counted, badged and heard on every page of the desk, not in the inbox alone. */
const url = process.env['SHAODAO_URL'] ?? '';

interface Recorded {
  tones: string[];
}

/** Writes down each tone that begins, with the state of the audio at that moment. */
function recordTones(): void {
  const tones: string[] = [];
  (globalThis as unknown as Recorded).tones = tones;
  const begin = Object.getOwnPropertyDescriptor(AudioScheduledSourceNode.prototype, 'start')?.value as (
    this: AudioScheduledSourceNode,
    when?: number,
  ) => void;
  AudioScheduledSourceNode.prototype.start = function start(when?: number): void {
    tones.push(this.context.state);
    begin.call(this, when);
  };
}

/** As a browser does that keeps a page mute: the audio stays suspended until somebody has clicked in it. */
function keepMute(): void {
  let isTouched = false;
  addEventListener('click', ({ isTrusted }) => (isTouched ||= isTrusted), { capture: true });
  const Real = AudioContext;
  globalThis.AudioContext = class extends Real {
    override get state(): AudioContextState {
      return isTouched ? super.state : 'suspended';
    }
    override resume(): Promise<void> {
      return isTouched ? super.resume() : Promise.withResolvers<undefined>().promise;
    }
  };
}

const tonesOf = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as unknown as Recorded).tones);

async function openDesk(browser: Browser, clerk: DemoAccount, ...scripts: (() => void)[]) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const seen = watch(context, url);
  for (const script of scripts) await context.addInitScript(script);
  const page = await context.newPage();
  await desk(page).signIn(url, clerk.username);
  return { page, seen, she: desk(page), whistles: page.getByRole('link', { name: /^收哨/ }) };
}

test.describe('a new whistle', () => {
  let worker: Scripted;
  let clerk: DemoAccount;

  test.beforeAll(async () => {
    const pair = await workerAndClerk(url, 12);
    clerk = pair.clerk;
    worker = await Scripted.signIn(url, pair.worker);
  });

  test('is counted, badged and heard on another page, and marked new in the inbox', async ({ browser }) => {
    const { page, seen, she, whistles } = await openDesk(browser, clerk, recordTones);
    await page.getByRole('button', { name: '提示音：关' }).click();
    await expect(page.getByRole('button', { name: '提示音：开' })).toBeVisible();
    // Turned on, it is heard once: two tones.
    await expect.poll(() => tonesOf(page)).toEqual(['running', 'running']);

    await page.getByRole('link', { name: '走访', exact: true }).click();
    await expect(page.getByRole('heading', { name: '最近走访' })).toBeVisible();
    await expect(whistles).toHaveAccessibleName('收哨');
    const title = await page.title();
    const first = await worker.raise({ text: '在别的页面时来的第一件' });
    await expect(whistles).toHaveAccessibleName('收哨 新到1件');
    await expect(page).toHaveTitle(`(1) ${title}`);
    await expect(page.getByRole('status').filter({ hasText: '新到1件哨' })).toBeAttached();
    await expect.poll(() => tonesOf(page)).toEqual(Array.from({ length: 4 }, () => 'running'));

    await page.getByRole('link', { name: '人员', exact: true }).click();
    await expect(page.getByRole('heading', { name: '人员' })).toBeVisible();
    const second = await worker.raise({ text: '在别的页面时来的第二件' });
    await expect(whistles).toHaveAccessibleName('收哨 新到2件');
    await expect.poll(async () => (await tonesOf(page)).length).toBe(6);

    await whistles.click();
    await expect(she.item(first)).toContainText('新到');
    await expect(she.item(second)).toContainText('新到');
    await she.item(first).click();
    await expect(she.item(first)).not.toContainText('新到');
    await expect(whistles).toHaveAccessibleName('收哨 新到1件');
    // What its reporter takes back is no news any more.
    await worker.send('whistle.withdraw', { whistle: second }, { base: 1 });
    await expect(whistles).toHaveAccessibleName('收哨');
    await expect(page).not.toHaveTitle(/^\(/);
    expect(seen).toEqual({ foreign: [], errors: [] });
    await page.context().close();
  });

  test('is not heard where the sound is off', async ({ browser }) => {
    const { page, whistles } = await openDesk(browser, clerk, recordTones);
    await worker.raise({ text: '静静地来一件' });
    await expect(whistles).toHaveAccessibleName('收哨 新到1件');
    expect(await tonesOf(page)).toEqual([]);
    await page.context().close();
  });

  test('waits to be heard where the browser keeps the page mute, and the foot says so', async ({ browser }) => {
    const { page, whistles } = await openDesk(browser, clerk, recordTones, keepMute);
    const notice = page.getByText('点一下页面才能出声');
    await page.getByRole('button', { name: '提示音：关' }).click();
    await expect.poll(async () => (await tonesOf(page)).length).toBe(2);
    await expect(notice).toBeHidden();

    // The setting is kept, the permission is not.
    await page.reload();
    await expect(notice).toBeVisible();
    await page.keyboard.press('KeyG');
    await page.keyboard.press('KeyV');
    await expect(page.getByRole('heading', { name: '最近走访' })).toBeVisible();
    await expect(notice).toBeVisible();
    await worker.raise({ text: '没有声音时来的一件' });
    await worker.raise({ text: '没有声音时又来一件' });
    await expect(whistles).toHaveAccessibleName('收哨 新到2件');
    expect(await tonesOf(page), 'nothing sounds before the click').toEqual([]);

    await page.getByRole('heading', { name: '最近走访' }).click();
    await expect(notice).toBeHidden();
    await expect.poll(() => tonesOf(page), 'once for both').toEqual(['running', 'running']);
    await worker.raise({ text: '有声音以后来的一件' });
    await expect.poll(async () => (await tonesOf(page)).length).toBe(4);
    await page.context().close();
  });
});
