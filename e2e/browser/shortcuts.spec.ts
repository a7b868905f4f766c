import { expect, test, type Browser, type Page } from '@playwright/test';
import { isoOf } from '../../core/lib/time.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { desk, mutationsOf } from './pages/desk.ts';
import { Scripted } from './support/scripted.ts';
import { Staff, workerAndClerk, type DemoAccount } from './support/staff.ts';

/** The keys of the inbox that stand beside the daily ones, and that all of them are hers to change or switch off. */
const url = process.env['SHAODAO_URL'] ?? '';

async function openDesk(browser: Browser, clerk: DemoAccount): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await desk(page).signIn(url, clerk.username);
  return page;
}

test.describe('shortcuts', () => {
  let worker: Scripted;
  let clerk: DemoAccount;
  let watcher: Staff;

  test.beforeAll(async () => {
    const pair = await workerAndClerk(url, 9);
    clerk = pair.clerk;
    worker = await Scripted.signIn(url, pair.worker);
    watcher = await Staff.signIn(url, clerk);
  });

  const rowOf = async (id: string): Promise<WhistleRow | undefined> =>
    (await watcher.rows('whistle')).find((row) => row.id === id);
  async function openWhistle(page: Page, text: string, category: string | null = '0201'): Promise<string> {
    const id = await worker.raise({ text, category });
    await page.goto(`${url}/desk/whistles/${id}`);
    await expect(desk(page).detail()).toContainText(text);
    return id;
  }
  const formFocus = (page: Page) => page.locator('.desk-form :focus');

  test('M moves it to another grid', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const id = await openWhistle(page, '用键盘移到别的网格');
    await page.keyboard.press('KeyM');
    await expect(page.getByRole('group', { name: '移到哪个网格' })).toBeVisible();
    await expect(formFocus(page)).toBeAttached();
    await page.keyboard.press('Digit1');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await rowOf(id))?.grid !== worker.area, { timeout: 30_000 }).toBe(true);
    await page.close();
  });

  test('C changes the category to the one that the words point to', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const [wanted] = (await watcher.rows('category')).filter(({ id, zh }) => id !== '0201' && zh.length >= 4);
    if (!wanted) throw new Error('a catalogue without categories');
    const id = await openWhistle(page, `${wanted.zh}，请看一下`);
    await page.keyboard.press('KeyC');
    await expect(page.getByRole('radio', { name: wanted.zh })).toBeFocused();
    await page.keyboard.press('Digit1');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await rowOf(id))?.category, { timeout: 30_000 }).toBe(wanted.id);
    await page.close();
  });

  test('L comments, and leaves it where it is', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const id = await openWhistle(page, '用键盘留言');
    await page.keyboard.press('KeyL');
    const text = page.getByRole('textbox', { name: '留言' });
    await text.focus();
    await page.keyboard.insertText('已转告楼栋长');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('status').filter({ hasText: '已留言：' })).toBeVisible();
    await expect(desk(page).item(id)).toHaveAttribute('aria-current', 'true');
    await expect
      .poll(async () => (await watcher.rows('event')).filter(({ whistle }) => whistle === id).length, {
        timeout: 30_000,
      })
      .toBe(2);
    await page.close();
  });

  test('4 raises it to the street with its category', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const id = await openWhistle(page, '用键盘上报街道');
    await page.keyboard.press('Digit4');
    await page.getByRole('textbox', { name: '社区意见' }).focus();
    await page.keyboard.insertText('需要街道协调');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await rowOf(id))?.stage, { timeout: 30_000 }).toBe('street');

    // Where a key has nothing to do it says so.
    await page.goto(`${url}/desk/whistles/${id}?part=street`);
    await expect(desk(page).detail()).toContainText('用键盘上报街道');
    await page.keyboard.press('Digit5');
    await expect(page.getByText('这件哨现在不能「就地办结」。')).toBeVisible();
    await page.close();
  });

  test('H puts it aside; Z brings it back, and so does its hour', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    const id = await openWhistle(page, '用键盘挂起');
    await page.keyboard.press('KeyH');
    await expect(formFocus(page)).toBeAttached();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: '已挂起1件' })).toBeVisible();
    await expect(she.item(id)).toHaveCount(0);
    await page.keyboard.press('KeyZ');
    await expect(she.item(id)).toBeVisible();

    // Another one is put aside on another computer until a moment from now: it is away, then it is back by itself.
    const text = `到点自己回来${Date.now()}`;
    const later = await worker.raise({ text, category: '0201' });
    const until = isoOf(Date.now() + 12_000);
    const told = await watcher.ask(`/api/snoozes/${later}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ until }),
    });
    expect(told.ok, await told.text()).toBe(true);
    await page.goto(`${url}/desk/whistles?q=${text}`);
    // Others of this clerk may be aside as well.
    await expect(page.getByRole('button', { name: /^挂起 [1-9]/ })).toBeVisible();
    await expect(she.items()).toHaveCount(0);
    // She looks away and back at the page, which reads the clock then.
    await expect
      .poll(async () => {
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        return she.item(later).count();
      })
      .toBe(1);
    await page.close();
  });

  test('another key is kept over a reload, and the old one is free', async ({ browser }) => {
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    await openWhistle(page, '换一个键');
    await page.keyboard.press('Shift+Slash');
    const help = page.getByRole('dialog', { name: '键盘快捷键' });
    await help.getByRole('button', { name: '改「就地办结」的按键' }).click();
    await page.keyboard.press('KeyJ');
    await expect(help.getByRole('alert')).toHaveText('J 已经用于「下一件」，请换一个键。');
    await page.keyboard.press('KeyE');
    await expect(help.getByRole('row', { name: /^就地办结/ })).toContainText('E');
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    for (const nth of ['first', 'after a reload']) {
      await page.keyboard.press('Digit5');
      await page.keyboard.press('KeyE');
      await expect(page.getByRole('textbox', { name: '怎么办结的' }), nth).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: /^就地办结/ }), nth).toHaveText(/E$/);
      await page.reload();
      await expect(she.detail()).toContainText('换一个键');
      await page.keyboard.press('Digit5');
      await expect(page.locator('.desk-form'), nth).toHaveCount(0);
    }
    await page.close();
  });

  test('switched off, no key acts and no hint is shown, while the button still opens the table', async ({
    browser,
  }) => {
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    const id = await openWhistle(page, '关掉快捷键');
    const hints = page.locator('.panel kbd, .bulk kbd, .foot kbd');
    await expect(hints).not.toHaveCount(0);
    const open = page.getByRole('button', { name: '快捷键', exact: true });
    const help = page.getByRole('dialog', { name: '键盘快捷键' });
    const enabled = help.getByRole('checkbox', { name: '启用单键快捷键' });
    await open.click();
    await enabled.focus();
    await page.keyboard.press('Space');
    await expect(enabled).not.toBeChecked();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();

    await she.item(id).focus();
    for (const key of ['KeyJ', 'KeyK', 'Digit5', 'KeyX', 'Shift+Slash', 'Slash']) await page.keyboard.press(key);
    await expect(she.item(id)).toHaveAttribute('aria-current', 'true');
    await expect(she.item(id)).toBeFocused();
    await expect(page.locator('.desk-form')).toHaveCount(0);
    await expect(help).toBeHidden();
    await expect(hints).toHaveCount(0);
    await she.item(id).locator('..').getByRole('checkbox').check();
    await expect(page.getByRole('heading', { name: '已选1件' })).toBeVisible();
    await expect(hints).toHaveCount(0);
    await page.getByRole('button', { name: '取消选择' }).click();

    await open.click();
    await enabled.focus();
    await page.keyboard.press('Space');
    await expect(enabled).toBeChecked();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    await she.item(id).focus();
    await page.keyboard.press('Digit5');
    await expect(page.getByRole('textbox', { name: '怎么办结的' })).toBeVisible();
    await page.close();
  });

  test('keys are read by their place while an input method is on, and ignored while a word is composed', async ({
    browser,
  }) => {
    const page = await openDesk(browser, clerk);
    const she = desk(page);
    const sent = mutationsOf(page);
    const id = await openWhistle(page, '输入法开着');
    await she.item(id).focus();
    const press = (code: string, isComposing: boolean) =>
      page.evaluate(
        ({ code: at, isComposing: composing }) =>
          document.activeElement?.dispatchEvent(
            new KeyboardEvent('keydown', {
              code: at,
              key: 'Process',
              isComposing: composing,
              bubbles: true,
              cancelable: true,
            }),
          ),
        { code, isComposing },
      );
    for (const code of ['KeyJ', 'KeyK', 'Digit5', 'KeyX', 'KeyH']) await press(code, true);
    await expect(she.item(id)).toHaveAttribute('aria-current', 'true');
    await expect(page.locator('.desk-form')).toHaveCount(0);
    await press('Digit5', false);
    const text = page.getByRole('textbox', { name: '怎么办结的' });
    await expect(text).toBeVisible();

    // A word that is being composed in the text: its Enter takes the word and saves nothing.
    await text.focus();
    const ime = await page.context().newCDPSession(page);
    await ime.send('Input.imeSetComposition', { text: 'yi xiu', selectionStart: 6, selectionEnd: 6 });
    await press('Enter', true);
    await press('Digit1', true);
    await expect(text).toBeVisible();
    await ime.send('Input.insertText', { text: '已修好' });
    await expect(text).toHaveValue('已修好');
    expect(sent).toEqual([]);
    await page.close();
  });
});
