import { see, type Stop } from './stop.ts';

const start = (name: string, path: string): Stop => ({
  name,
  route: null,
  go: async (page, { url }) => {
    await page.goto(url + path);
    await see(page.getByRole('button', { name: /^网格员/ }).first()).toBeVisible();
  },
});

/** Nobody is signed in. */
export const startStops: readonly Stop[] = [
  start('start', '/?start'),
  start('start-from-desk', '/desk'),
  start('start-unknown', '/?nothing'),
];
