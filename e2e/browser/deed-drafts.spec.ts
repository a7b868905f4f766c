import { expect, test } from '@playwright/test';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { chooseAccount } from './pages/field.ts';
import { openDevice } from './support/device.ts';
import { untilOnDisk } from './support/on-disk.ts';
import { demoAccount, Staff } from './support/staff.ts';

/** A unit's liaison writes into a form, and her browser is killed with -9 in the middle of it. */
const url = process.env['SHAODAO_URL'] ?? '';

test('what was typed into a deed is back in the very form after a kill, and gone once it is sent', async () => {
  test.setTimeout(180_000);
  const unit = await demoAccount(url, 'bumen');
  const liaison = await Staff.signIn(url, unit);
  const asked = (await liaison.rows('whistle')).find(
    ({ stage, loop }) =>
      stage === 'consulting' && loop?.consults.some((one) => one.unit === unit.area && one.answer === null),
  );
  if (!asked) throw new Error('nobody asks the unit');
  const device = await openDevice(url);
  const path = `${device.url}/desk/work/${asked.id}`;
  const grounds = () => device.page.getByLabel('依据哪条职责');
  await chooseAccount(device.page, device.url, unit.username);
  await device.page.waitForURL('**/desk/**');
  await device.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await device.page.goto(path);
  await expect(device.page.getByRole('button', { name: '答复征询', exact: true })).toBeVisible({ timeout: 60_000 });
  // Chromium writes cookies every half a minute, or when it is closed.
  await device.close();
  await device.start();
  await device.page.goto(path);
  const opine = device.page.getByRole('button', { name: '答复征询', exact: true });
  await expect(opine).toBeVisible({ timeout: 60_000 });
  await opine.click();
  await device.page.getByLabel('不同意').check();
  await grounds().pressSequentially('这一段由街道代管');
  await untilOnDisk(device.page, '这一段由街道代管');
  await device.kill();
  await device.start();
  await device.page.goto(path);
  await expect(grounds()).toHaveValue('这一段由街道代管');
  await expect(device.page.getByLabel('不同意')).toBeChecked();
  await expect(device.page.getByText('上次没写完的，已放回表里。')).toBeVisible();

  await device.page.getByRole('button', { name: '确定', exact: true }).click();
  await expect(device.page.locator('form.deed')).toHaveCount(0);
  await device.page.reload();
  await expect(device.page.getByText('这一段由街道代管').first()).toBeVisible();
  await expect(device.page.locator('form.deed')).toHaveCount(0);
  await expect
    .poll(
      async () => {
        const row: WhistleRow | undefined = (await liaison.rows('whistle')).find(({ id }) => id === asked.id);
        return row?.loop?.consults.find((one) => one.unit === unit.area)?.answer?.grounds;
      },
      { timeout: 60_000 },
    )
    .toBe('这一段由街道代管');
  await device.dispose();
});
