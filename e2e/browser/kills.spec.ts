import { expect, test } from '@playwright/test';
import { killBrowser } from '../kills/browser.ts';
import { KillableServer } from './support/killable.ts';

/** A few kills here; `node e2e/kills/browser.ts --kills 200` does many. */
test('everything that was shown as saved reaches the server once, however often the browser is killed', async () => {
  test.setTimeout(300_000);
  const server = await KillableServer.start();
  try {
    const { kills, shown, faults } = await killBrowser(server, 4, 1);
    expect(faults).toEqual([]);
    expect(kills).toBe(4);
    expect(shown).toBeGreaterThan(0);
  } finally {
    await server.dispose();
  }
});
