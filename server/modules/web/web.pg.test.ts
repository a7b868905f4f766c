import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/server.ts';

describe('the built app', () => {
  let server: TestServer;
  let distDir = '';
  beforeAll(async () => {
    distDir = await mkdtemp(join(tmpdir(), 'shaodao-dist-'));
    await mkdir(join(distDir, 'assets'));
    await writeFile(join(distDir, 'index.html'), '<!doctype html><title>哨到</title>');
    await writeFile(join(distDir, 'sw.js'), '// worker');
    await writeFile(join(distDir, 'assets', 'app-1a2b3c.js'), '// app');
    server = await startTestServer({ distDir });
  });
  afterAll(async () => {
    await server.close();
    await rm(distDir, { recursive: true, force: true });
  });
  const get = (path: string) => fetch(`${server.url}${path}`);

  it.each(['/', '/field', '/field/whistle/wh_1', '/desk/inbox?stage=street', '/?x=1'])(
    'gives the page at %s, never kept',
    async (path) => {
      const reply = await get(path);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toMatch(/^text\/html/);
      expect(reply.headers.get('cache-control')).toBe('no-cache');
      expect(reply.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await reply.text()).toContain('哨到');
    },
  );

  it('keeps hashed files for a year and asks for the service worker each time', async () => {
    const asset = await get('/assets/app-1a2b3c.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/sw.js')).headers.get('etag')).toMatch(/^W?\/?"/);
  });

  it.each([
    '/assets/app-old.js',
    '/field/missing.js',
    '/other',
    '/api/nothing',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%ff',
  ])('has nothing at %s', async (path) => {
    const reply = await get(path);
    expect([400, 404]).toContain(reply.status);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});
