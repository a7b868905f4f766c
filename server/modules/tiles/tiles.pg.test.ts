import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const key = 'a secret+key';
const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const accounts = [{ username: 'wang', grants: [{ role: 'worker', area: '990106001001001' }] }] as const;

describe('pictures of the ground', () => {
  const asked: string[] = [];
  let upstream: Server;
  let server: TestServer;
  let without: TestServer;

  beforeAll(async () => {
    upstream = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.startsWith('/cva')) response.writeHead(403, { 'content-type': 'text/html' }).end(`no: ${key}`);
      else if (request.url?.startsWith('/img')) response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      else if (request.url?.startsWith('/cia')) response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    server = await startTestServer({
      accounts,
      env: {
        SEED: 'none',
        TIANDITU_KEY: key,
        TIANDITU_URL: `http://127.0.0.1:${port}/{layer}/{z}/{x}/{y}?tk={key}`,
        TIANDITU_NOTICE: '天地图 GS(2026)0001号',
      },
    });
    without = await startTestServer({ accounts });
  });
  afterAll(async () => {
    await server.close();
    await without.close();
    upstream.close();
  });

  it('come through this server, which alone knows the key, and stay with the browser', async () => {
    const ask = await server.as('wang');
    const reply = await ask('/api/tiles/vec/16/54338/26633');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('image/png');
    expect(reply.headers.get('cache-control')).toBe('private, max-age=604800');
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(picture);
    expect(asked.at(-1)).toBe('/vec/16/54338/26633?tk=a%20secret%2Bkey');
  });

  it('are told with their approval number', async () => {
    const reply = await (await server.as('wang'))('/api/tiles');
    expect(await reply.json()).toEqual({ layers: ['vec', 'cva', 'img', 'cia'], notice: '天地图 GS(2026)0001号' });
  });

  it('are for signed-in staff', async () => {
    expect((await fetch(`${server.url}/api/tiles`)).status).toBe(401);
    expect((await fetch(`${server.url}/api/tiles/vec/16/1/1`)).status).toBe(401);
  });

  it.each(['cva', 'img', 'cia'])(
    'are not there when the service refuses, errs or leads elsewhere (%s)',
    async (layer) => {
      const reply = await (await server.as('wang'))(`/api/tiles/${layer}/16/1/1`);
      expect(reply.status).toBe(404);
      expect(await reply.text()).not.toContain('secret');
    },
  );

  it.each(['vec/0/0/0', 'vec/19/1/1', 'vec/2/4/0', 'other/16/1/1', 'vec/16/-1/1', 'vec/16/1/a'])(
    'are not asked for outside the world (%s)',
    async (path) => {
      const before = asked.length;
      expect((await (await server.as('wang'))(`/api/tiles/${path}`)).status).toBe(400);
      expect(asked).toHaveLength(before);
    },
  );

  it('are off unless they are set up', async () => {
    const ask = await without.as('wang');
    expect(await (await ask('/api/tiles')).json()).toEqual({ layers: [], notice: '' });
    expect((await ask('/api/tiles/vec/16/1/1')).status).toBe(404);
  });
});
