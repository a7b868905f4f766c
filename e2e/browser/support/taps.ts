import type { Page } from '@playwright/test';

/** Touches and keys as the page itself feels them, whatever a page object calls them. */
export interface Hand {
  taps: number;
  keys: number;
}

export interface Hands {
  /** What it took to do this. */
  of: (run: () => Promise<unknown>) => Promise<Hand>;
}

/** Before the page is loaded. */
export async function watchHands(page: Page): Promise<Hands> {
  const felt: Hand = { taps: 0, keys: 0 };
  await page.exposeFunction('felt', (what: keyof Hand) => {
    felt[what] += 1;
  });
  await page.addInitScript(() => {
    const tell = (what: string) => (event: Event) => {
      if (event.isTrusted) (window as unknown as { felt: (what: string) => void }).felt(what);
    };
    addEventListener('pointerdown', tell('taps'), { capture: true });
    addEventListener('keydown', tell('keys'), { capture: true });
  });
  return {
    of: async (run) => {
      const before = { ...felt };
      await run();
      // What was felt until now has been told before this is answered.
      await page.evaluate(() => undefined);
      return { taps: felt.taps - before.taps, keys: felt.keys - before.keys };
    },
  };
}
