import { expect, it } from 'vitest';
import { isNewVersionHere } from './new-version.ts';

/** A worker that is being installed until the test says what became of it. */
class Installing extends EventTarget {
  state = 'installing';
  becomes(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
const registration = (set: object) => async () =>
  ({ update: async () => {}, installing: null, waiting: null, ...set }) as unknown as ServiceWorkerRegistration;

it('finds a version that waits already', async () => {
  expect(await isNewVersionHere(registration({ waiting: {} }))).toBe(true);
});

it('waits for one that is being fetched', async () => {
  const worker = new Installing();
  const found = { update: async () => {}, installing: worker, waiting: null as unknown };
  const answer = isNewVersionHere(async () => found as unknown as ServiceWorkerRegistration);
  await Promise.resolve();
  await Promise.resolve();
  found.waiting = worker;
  worker.becomes('installed');
  expect(await answer).toBe(true);
});

it('goes on without one: nothing new, one that failed, no network, no service worker', async () => {
  expect(await isNewVersionHere(registration({}))).toBe(false);
  const broken = new Installing();
  const answer = isNewVersionHere(registration({ installing: broken }));
  await Promise.resolve();
  await Promise.resolve();
  broken.becomes('redundant');
  expect(await answer).toBe(false);
  expect(await isNewVersionHere(registration({ update: () => Promise.reject(new TypeError('offline')) }))).toBe(false);
  expect(await isNewVersionHere(async () => undefined)).toBe(false);
});
