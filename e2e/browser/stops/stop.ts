import { expect, type Page } from '@playwright/test';
import type { Ground } from './ground.ts';

/**
 * A screen of the app in one of its states, and how a person comes there. What is looked at on every screen (axe, the
 * size of targets, pictures) walks these lists; a route without a stop fails routes.test.ts.
 */
export interface Stop {
  /** Letters and hyphens: pictures are called so. */
  name: string;
  /** As the face's router writes it; null: the start page, which has none. */
  route: string | null;
  /** It is also seen on paper. */
  isPrinted?: boolean;
  /** Only this is new here: around it stands a screen that is a stop of its own. */
  part?: string;
  /** From any page of the same account, in Chinese. */
  go: (page: Page, at: Ground) => Promise<unknown>;
  /** Takes away what would outlast the page. */
  leave?: (page: Page) => Promise<unknown>;
}

/** Patient also outside of Playwright's own runner. */
export const see = expect.configure({ timeout: 30_000 });

/** A page that an address alone opens, by the heading that it has. */
export const page = (
  name: string,
  route: string,
  heading: string | RegExp,
  set: { path?: (at: Ground) => string; isPrinted?: boolean } = {},
): Stop => ({
  name,
  route,
  ...(set.isPrinted && { isPrinted: true }),
  go: async (tab, at) => {
    await tab.goto(at.url + (set.path?.(at) ?? route));
    await see(tab.getByRole('heading', { name: heading }).first()).toBeAttached();
  },
});
