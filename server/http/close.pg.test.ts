import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startTestServer } from '../testing/server.ts';

it('the server ends requests under way and waits for no connection on which nothing was asked', async () => {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const server = await startTestServer({
    extend: (app) => {
      app.get('/api/test/slow', { config: { access: 'public' } }, async () => {
        arrived.resolve();
        await release.promise;
        return { done: true };
      });
    },
  });
  const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(silent, 'connect');
  const slow = fetch(`${server.url}/api/test/slow`);
  await arrived.promise;
  const before = performance.now();
  const closed = server.app.close();
  release.resolve();
  expect(await (await slow).json()).toEqual({ done: true });
  await closed;
  expect(performance.now() - before).toBeLessThan(4000);
  await server.close();
});
