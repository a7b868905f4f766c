import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const accounts = [
  { username: 'wangge', password: 'known', name: '老周', role: 'worker', area: '990106001001001' },
] as const;

/** With headers that `fetch` would not send. */
const statusAt = (url: string, headers: Record<string, string>): Promise<{ status: number; code: unknown }> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (reply) => {
      let body = '';
      reply.on('data', (chunk: Buffer) => (body += chunk.toString()));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, code: (JSON.parse(body) as { code?: string }).code }),
      );
    })
      .on('error', reject)
      .end();
  });

describe('the demo', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: {}, demoAccounts: accounts });
  });
  afterAll(() => server.close());

  it('lists its accounts to its own machine', async () => {
    const reply = await fetch(`${server.url}/api/demo/accounts`);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual(accounts);
  });

  it.each(['localhost:8700', '127.0.0.1', '[::1]:8700', 'shaodao.localhost'])('answers at %s', async (host) => {
    expect((await statusAt(`${server.url}/healthz`, { host })).status).toBe(200);
  });

  it.each(['shaodao.example', '192.168.1.5:8700', '127.0.0.1.evil.example', '0.0.0.0:8700', 'localhost.evil.example'])(
    'refuses at "%s"',
    async (host) => {
      for (const path of ['/api/demo/accounts', '/healthz', '/api/session', '/'])
        expect(await statusAt(`${server.url}${path}`, { host })).toEqual({ status: 403, code: 'demo-only-here' });
    },
  );

  it.each(['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via'])(
    'refuses what came by a proxy: %s',
    async (name) => {
      expect(await statusAt(`${server.url}/api/demo/accounts`, { [name]: '127.0.0.1' })).toEqual({
        status: 403,
        code: 'demo-only-here',
      });
    },
  );

  it('is open to everybody only where its operator said so', async () => {
    const open = await startTestServer({ env: { DEMO_PUBLIC: '1', HOST: '0.0.0.0' }, demoAccounts: accounts });
    expect((await statusAt(`${open.url}/api/demo/accounts`, { host: 'demo.example' })).status).toBe(200);
    await open.close();
    const shut = await startTestServer({ env: { HOST: '0.0.0.0' }, demoAccounts: accounts });
    expect((await statusAt(`${shut.url}/api/demo/accounts`, { host: 'localhost' })).status).toBe(403);
    await shut.close();
  });

  it('guards nothing where there is no demo', async () => {
    const real = await startTestServer({ env: { SEED: 'none' } });
    expect(
      (await statusAt(`${real.url}/healthz`, { host: 'shaodao.example', 'x-forwarded-for': '10.0.0.1' })).status,
    ).toBe(200);
    await real.close();
  });
});
