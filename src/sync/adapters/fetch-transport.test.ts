import { afterEach, describe, expect, it, vi } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { accountId, testNow, testUuid } from '../../../core/testing/builders.ts';
import { makeId } from '../../../core/lib/id.ts';
import { protocolVersion, type PushRequest } from '../../../core/protocol/push.ts';
import { openMemoryKv } from '../../local/memory-kv.ts';
import { madeTables } from '../../local/made.ts';
import type { Upload } from '../ports.ts';
import { fetchTransport } from './fetch-transport.ts';
import { gzipCodec } from './gzip.ts';
import { uploadByTus } from './tus-upload.ts';
import { uploadUrlsIn } from './upload-urls.ts';

afterEach(() => vi.unstubAllGlobals());

const json = 'application/json; charset=utf-8';
const transport = () =>
  fetchTransport(accountId(1), uploadUrlsIn(openMemoryKv(madeTables)), () => Promise.resolve(uploadByTus));
const request: PushRequest = {
  protocol: protocolVersion,
  epoch: null,
  device: makeId('device', testUuid(1)),
  mutations: [],
};
const answering = (body: string, status: number, type: string) =>
  vi.stubGlobal('fetch', async () => new Response(body, { status, headers: { 'content-type': type } }));
const problemBody = (status: number, code: string) =>
  JSON.stringify({ type: 'about:blank', title: code, status, code, detail: code });
const good = JSON.stringify({ results: [], epoch: 'e', serverTime: testNow });

describe('what comes back over a network', () => {
  it.each([
    ['the server’s answer', good, 200, json, 'ok'],
    ['a problem', problemBody(409, 'device-forked'), 409, 'application/problem+json', 'problem'],
    ['a sign-in page of the network', '<html>欢迎使用免费网络</html>', 200, 'text/html', 'foreign'],
    ['JSON of a stranger', '{"login":true}', 200, json, 'foreign'],
    ['a stranger’s refusal', '{"error":"no"}', 403, json, 'foreign'],
    ['an answer cut off', good.slice(0, 20), 200, json, 'lost'],
    ['a proxy without its server', '<html>502</html>', 502, 'text/html', 'lost'],
    ['a proxy that finds it too large', '<html>413</html>', 413, 'text/html', 'problem'],
    ['a proxy that is asked too often', '', 429, 'text/plain', 'problem'],
  ])('%s', async (_, body, status, type, kind) => {
    answering(body, status, type);
    expect((await transport().push(request)).kind).toBe(kind);
  });

  it('nothing', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await transport().push(request)).toEqual({ kind: 'lost' });
  });

  it('a redirect, which the server never sends', async () => {
    vi.stubGlobal('fetch', async () => ({ type: 'opaqueredirect' }));
    expect(await transport().push(request)).toEqual({ kind: 'foreign' });
  });
});

describe('a snapshot over a network', () => {
  const url = '/api/sync/snapshots/grid:990106001001003/W/7';
  const fetched = (path = url, seen: number[] = []) => transport().snapshot(path, (bytes) => seen.push(bytes));

  it('comes as bytes, and says how many came', async () => {
    answering('{"format":1}', 200, json);
    const seen: number[] = [];
    expect(await fetched(url, seen)).toEqual({ kind: 'ok', body: new TextEncoder().encode('{"format":1}') });
    expect(seen.at(-1)).toBe(12);
  });

  it.each([
    ['gone', problemBody(404, 'not-found'), 404, 'application/problem+json', 'problem'],
    ['a sign-in page', '<html></html>', 200, 'text/html', 'foreign'],
    ['a proxy without its server', '', 502, 'text/html', 'lost'],
  ])('%s', async (_, body, status, type, kind) => {
    answering(body, status, type);
    expect((await fetched()).kind).toBe(kind);
  });

  it('breaks off on the way', async () => {
    const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError('network error')) });
    vi.stubGlobal('fetch', async () => new Response(body, { headers: { 'content-type': json } }));
    expect(await fetched()).toEqual({ kind: 'lost' });
  });

  it('is not fetched from elsewhere, whatever a reply says', async () => {
    const asked = vi.fn<typeof fetch>();
    vi.stubGlobal('fetch', asked);
    for (const path of ['https://example.org/x', '//example.org/api/sync/snapshots/', '/api/media/x'])
      expect(await fetched(path)).toEqual({ kind: 'foreign' });
    expect(asked).not.toHaveBeenCalled();
  });
});

it('says whose work it carries, and packs what is long', async () => {
  const asked = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(
    async () => new Response(good, { headers: { 'content-type': json } }),
  );
  vi.stubGlobal('fetch', asked);
  await transport().push({ ...request, epoch: 'e'.repeat(2000) });
  const [path, init] = asked.mock.calls[0] ?? [];
  expect(path).toBe('/api/sync/push');
  expect(init?.headers).toMatchObject({
    'X-Shaodao': '1',
    'X-Shaodao-Account': accountId(1),
    'Content-Encoding': 'gzip',
  });
  expect(JSON.parse(gunzipSync(init?.body as Uint8Array).toString())).toMatchObject({ epoch: 'e'.repeat(2000) });
  await transport().push(request);
  expect(JSON.parse(asked.mock.calls[1]?.[1].body as string)).toEqual(request);
});

it('unpacks what it packed, and what a browser without compression kept', async () => {
  const text = JSON.stringify({ 户: '陈桂兰'.repeat(500) });
  const packed = await gzipCodec.pack(text);
  expect(packed.length).toBeLessThan(text.length);
  expect(await gzipCodec.unpack(packed)).toBe(text);
  expect(await gzipCodec.unpack(new TextEncoder().encode(text))).toBe(text);
});

const tusReply = (status: number, headers: Record<string, string> = {}, body: string | null = null) =>
  new Response(body, { status, headers: { 'Tus-Resumable': '1.0.0', ...headers } });

describe('a photo', () => {
  const sha256 = 'a'.repeat(64);
  const photo: Upload = { sha256, size: 'full', type: 'image/jpeg', bytes: new Uint8Array(600 * 1024).fill(7) };

  /** A tus server that keeps one upload, and loses the network when told to. */
  function tusServer() {
    const server = { held: 0, chunks: [] as number[], created: 0, failAfter: Infinity, state: 'unknown', gone: false };
    vi.stubGlobal(
      'fetch',
      async (url: string, init: { method?: string; headers?: Record<string, string>; body?: unknown }) => {
        if (url.endsWith('/state'))
          return tusReply(200, { 'content-type': json }, JSON.stringify({ sha256, state: server.state }));
        if (init.method === 'POST') {
          server.created += 1;
          server.held = 0;
          server.gone = false;
          return tusReply(201, { Location: '/api/media/up1' });
        }
        if (server.gone) return tusReply(404);
        if (init.method === 'HEAD')
          return tusReply(200, { 'Upload-Offset': String(server.held), 'Upload-Length': String(photo.bytes.length) });
        if (server.chunks.length >= server.failAfter) throw new TypeError('Failed to fetch');
        const length = (init.body as Blob).size;
        server.chunks.push(length);
        server.held += length;
        const isLast = server.held === photo.bytes.length;
        return tusReply(204, { 'Upload-Offset': String(server.held), ...(isLast && { 'X-Shaodao-Sha256': sha256 }) });
      },
    );
    return server;
  }

  it('goes in chunks of 256 KiB and is confirmed by the hash that the server said', async () => {
    const server = tusServer();
    const seen: number[] = [];
    expect(await transport().upload(photo, (sent) => seen.push(sent))).toEqual({ kind: 'ok', body: { sha256 } });
    expect(server.chunks).toEqual([262_144, 262_144, 90_112]);
    expect(seen).toEqual([262_144, 524_288, 614_400]);
  });

  it('goes on at the last chunk that the server has', async () => {
    const server = tusServer();
    const carrier = transport();
    server.failAfter = 2;
    expect(await carrier.upload(photo, () => {})).toEqual({ kind: 'lost' });
    server.failAfter = Infinity;
    expect(await carrier.upload(photo, () => {})).toMatchObject({ kind: 'ok' });
    expect(server.chunks).toEqual([262_144, 262_144, 90_112]);
    expect(server.created).toBe(1);
  });

  it('is begun anew where the server no longer knows the upload', async () => {
    const server = tusServer();
    const carrier = transport();
    server.failAfter = 1;
    await carrier.upload(photo, () => {});
    Object.assign(server, { failAfter: Infinity, gone: true });
    expect(await carrier.upload(photo, () => {})).toMatchObject({ kind: 'ok' });
    expect(server.created).toBe(2);
  });

  it('is not sent again when it had arrived and only the answer was lost', async () => {
    const server = tusServer();
    const carrier = transport();
    server.failAfter = 2;
    await carrier.upload(photo, () => {});
    server.state = 'here';
    expect(await carrier.upload(photo, () => {})).toEqual({ kind: 'ok', body: { sha256 } });
    expect(server.chunks).toHaveLength(2);
  });

  it('is refused for good in the server’s words', async () => {
    vi.stubGlobal(
      'fetch',
      async () =>
        new Response(problemBody(415, 'not-a-photo'), {
          status: 415,
          headers: { 'content-type': 'application/problem+json' },
        }),
    );
    expect(await transport().upload(photo, () => {})).toMatchObject({
      kind: 'problem',
      problem: { code: 'not-a-photo' },
    });
  });

  it('is kept where a stranger answers', async () => {
    vi.stubGlobal(
      'fetch',
      async () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }),
    );
    expect(await transport().upload(photo, () => {})).toEqual({ kind: 'foreign' });
  });
});
