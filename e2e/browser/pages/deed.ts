import { expect, type Page } from '@playwright/test';

/** Opens a deed's form by its button, fills it, sends it. */
export async function does(page: Page, name: string, fill: () => Promise<unknown> = async () => {}): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await fill();
  await page.getByRole('button', { name: '确定', exact: true }).click();
  await expect(page.locator('form.deed')).toHaveCount(0);
}
