import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemShape } from '../core/protocol/problem.ts';
import { pushBytesLimit } from '../core/protocol/push.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

const secret = 'select * from secret_table';

const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

const bodyOf = (length: number) => `"${'a'.repeat(length - 2)}"`;

describe('the app', () => {
  let server: TestServer;
  let refusedRoute: unknown;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] },
        { username: 'lingdao', grants: [{ role: 'leader', area: '990106' }] },
      ],
      extend: (app) => {
        try {
          app.get('/api/test/open', async () => 1);
        } catch (error) {
          refusedRoute = error;
        }
        app.post('/api/test/echo', { config: { access: 'public' } }, async (request) => ({
          bytes: JSON.stringify(request.body).length,
        }));
        app.post('/api/test/mine', { config: { access: 'session' } }, async () => ({ done: true }));
        app.get('/api/test/leaders', { config: { access: ['leader'] } }, async () => ({ done: true }));
        app.get('/api/test/bug', { config: { access: 'public' } }, async () => {
          throw new Error(`bug in ${import.meta.filename}: ${secret}`);
        });
        app.get('/api/test/sql', { config: { access: 'public' } }, async () => {
          await server.fresh.database.reference.query(secret);
        });
      },
    });
  });
  afterAll(() => server.close());

  const problemAt = async (path: string, init: RequestInit = {}) => {
    const reply = await fetch(`${server.url}${path}`, init);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = problemShape.parse(await reply.json());
    expect(problem.status).toBe(reply.status);
    return problem;
  };
  const echo = (body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/test/echo`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  it('is not built with a route that does not say who may call it', () => {
    expect(String(refusedRoute)).toContain('GET /api/test/open does not say who may call it');
  });

  it('answers an unknown address and a wrong method with a problem', async () => {
    expect((await problemAt('/api/nothing')).code).toBe('not-found');
    expect((await problemAt('/healthz', { method: 'PUT' })).code).toBe('not-found');
  });

  it('never shows a stack, a path or SQL', async () => {
    for (const path of ['/api/test/bug', '/api/test/sql']) {
      const problem = await problemAt(path);
      expect(problem.code).toBe('server-fault');
      expect(JSON.stringify(problem)).not.toMatch(/secret|select|\.ts|relation|\/server|at /);
    }
  });

  it('sends its security headers and no-store with every answer of the API, errors too', async () => {
    for (const path of ['/healthz', '/api/session', '/api/nothing', '/api/test/bug', '/api/openapi.json']) {
      const { headers } = await fetch(`${server.url}${path}`);
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('permissions-policy')).toBe('camera=(self), microphone=(self), geolocation=(self)');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };

  it('sends them with answers to what is no address and no HTTP, as problems', async () => {
    const end = 'Host: localhost\r\nConnection: close\r\n\r\n';
    for (const [text, status] of [
      [`GET /api/%zz HTTP/1.1\r\n${end}`, 400],
      [`GET /%c0%ae%c0%ae/ HTTP/1.1\r\n${end}`, 400],
      [`GET /healthz HTTP/1.1\r\nExpect: the impossible\r\n${end}`, 200],
      ['not http at all\r\n\r\n', 400],
      ['GET / HTTP/9.9\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nContent-Length: x\r\n${end}`, 400],
      [`POST /api/session HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n${end}`, 400],
      [`GET / HTTP/1.1\r\nX-Long: ${'a'.repeat(20_000)}\r\n${end}`, 431],
    ] as const) {
      const answer = await raw(text);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head).toContain("content-security-policy: default-src 'none'");
      expect(head).toContain('x-content-type-options: nosniff');
      expect(head).toContain('cache-control: no-store');
      if (status === 200) continue;
      expect(head).toContain('application/problem+json');
      expect(problemShape.parse(JSON.parse(body)).status).toBe(status);
    }
  });

  it('lets only those roles in that a route names', async () => {
    expect((await problemAt('/api/test/leaders')).code).toBe('not-signed-in');
    expect((await (await server.as('wangge'))('/api/test/leaders')).status).toBe(403);
    expect((await (await server.as('lingdao'))('/api/test/leaders')).status).toBe(200);
  });

  it('takes a change under a cookie only with its header and from its own pages', async () => {
    const ask = await server.as('wangge');
    const change = async (headers: Record<string, string>) =>
      (await ask('/api/test/mine', { method: 'POST', headers })).status;
    expect(await change({})).toBe(200);
    expect(await change({ 'x-shaodao': '' })).toBe(403);
    expect(await change({ origin: server.url })).toBe(200);
    expect(await change({ origin: 'https://evil.example' })).toBe(403);
    expect(await change({ origin: 'null' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('takes nothing under a session that is not of the account whose work it carries', async () => {
    const ask = await server.as('wangge');
    const change = (account: string) =>
      ask('/api/test/mine', { method: 'POST', headers: { 'x-shaodao-account': account } });
    expect((await change(server.ids.get('wangge') ?? '')).status).toBe(200);
    for (const other of [server.ids.get('lingdao') ?? '', 'ac_somebody', '']) {
      const reply = await change(other);
      expect(reply.status).toBe(401);
      expect(problemShape.parse(await reply.json()).code).toBe('not-signed-in');
    }
  });

  it('refuses a sign-in that another site sends', async () => {
    const problem = await problemAt('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: '{"username":"wangge","password":"x"}',
    });
    expect(problem.code).toBe('forbidden');
  });

  it('inflates gzip and deflate bodies', async () => {
    const body = JSON.stringify({ text: '哨'.repeat(1000) });
    for (const [encoding, packed] of [
      ['gzip', gzipSync(body)],
      ['deflate', deflateSync(body)],
    ] as const)
      expect(await (await echo(bytes(packed), { 'content-encoding': encoding })).json()).toEqual({
        bytes: body.length,
      });
  });

  it('stops inflating at the limit', async () => {
    const bomb = gzipSync(`"${'a'.repeat(50_000_000)}"`);
    expect(bomb.length).toBeLessThan(pushBytesLimit);
    const before = process.memoryUsage().arrayBuffers;
    const reply = await echo(bytes(bomb), { 'content-encoding': 'gzip' });
    expect(reply.status).toBe(413);
    expect(problemShape.parse(await reply.json()).code).toBe('too-large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('takes a body of just the limit and refuses one byte more', async () => {
    expect((await echo(bodyOf(pushBytesLimit))).status).toBe(200);
    expect((await echo(bodyOf(pushBytesLimit + 1))).status).toBe(413);
    expect((await echo(bytes(gzipSync(bodyOf(pushBytesLimit))), { 'content-encoding': 'gzip' })).status).toBe(200);
    expect((await echo(bytes(gzipSync(bodyOf(pushBytesLimit + 1))), { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it('refuses what is not the JSON it claims to be', async () => {
    expect((await echo('{"a":')).status).toBe(400);
    expect((await echo('no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await echo('{}', { 'content-encoding': 'x-own' })).status).toBe(400);
    expect((await echo('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(400);
    expect((await echo('')).status).toBe(400);
  });

  it('does not read __proto__ out of a body', async () => {
    expect((await echo('{"__proto__":{"isAdmin":true}}')).status).toBe(400);
  });

  it('compresses what is worth it', async () => {
    const reply = await new Promise<string | undefined>((resolve, reject) => {
      rawRequest(`${server.url}/api/openapi.json`, { headers: { 'accept-encoding': 'br, gzip' } }, (res) => {
        res.resume();
        resolve(res.headers['content-encoding']);
      })
        .on('error', reject)
        .end();
    });
    expect(reply).toBe('br');
  });

  it('lists every route of the API in its description', async () => {
    const described = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(described.openapi).toBe('3.1.0');
    const listed = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const routes = server.app.authority.filter(({ method }) => method !== 'HEAD');
    expect(routes.length).toBeGreaterThan(8);
    for (const { method, url } of routes)
      expect(listed).toContain(`${method.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });

  it('says that it can serve', async () => {
    const health = await (await fetch(`${server.url}/healthz`)).json();
    expect(health).toEqual({
      status: 'ok',
      version: '0.0.0-test',
      epoch: await server.fresh.database.epoch(),
      database: 'embedded',
    });
  });

  it('knows no demo accounts without the demo', async () => {
    expect((await problemAt('/api/demo/accounts')).code).toBe('not-found');
  });
});
