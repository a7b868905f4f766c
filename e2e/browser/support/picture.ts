import { test, type Page } from '@playwright/test';

/** Runs a journey and keeps a picture of where it stood when it failed; the browser is not one of Playwright's own. */
export async function pictured(page: () => Page, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const path = test.info().outputPath('phone.png');
    await page()
      .screenshot({ path, timeout: 5_000 })
      .catch(() => undefined);
    await test
      .info()
      .attach('phone', { path, contentType: 'image/png' })
      .catch(() => undefined);
    throw error;
  }
}
