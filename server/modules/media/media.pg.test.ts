import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7 } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { PullReply } from '../../../core/protocol/pull.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { PgStore } from '../sync/pg-store.ts';
import { loadRows } from '../sync/load.ts';
import { mp4Of, oggOf, webmOf } from './testing/voice-bytes.ts';

type Call = (path: string, init?: RequestInit) => Promise<Response>;
const district = '990106';
const gridId = '990106001001001';
const chunk = 256 * 1024;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
let numbers = 0;
const uuid = (): string => uuidv7(Date.now(), new Uint8Array(10).fill(++numbers));

async function photo(hue: number, side = 900): Promise<Uint8Array<ArrayBuffer>> {
  const noise = Buffer.alloc(side * side * 3, 0).map((_, i) => (i * 7919 * (hue + 1)) % 251);
  const picture = sharp(noise, { raw: { width: side, height: side, channels: 3 } });
  return bytesOf(
    await picture
      .jpeg({ quality: 95 })
      .withExif({ IFD0: { Make: 'phone' }, IFD3: { GPSLatitude: '31/1 0/1 0/1' } })
      .toBuffer(),
  );
}

const metadata = (sha256: string, size: 'thumb' | 'full', type = 'image/jpeg'): string =>
  Object.entries({ sha256, size, type })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
const tus = { 'tus-resumable': '1.0.0' };

const begin = (call: Call, bytes: Uint8Array, sha256 = sha(bytes), size: 'thumb' | 'full' = 'full') =>
  call('/api/media', {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata(sha256, size) },
  });

const patch = (call: Call, location: string, bytes: Uint8Array<ArrayBuffer>, offset: number) =>
  call(location, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body: bytes.slice(offset, offset + chunk),
  });

async function upload(
  call: Call,
  bytes: Uint8Array<ArrayBuffer>,
  sha256 = sha(bytes),
  size: 'thumb' | 'full' = 'full',
) {
  const begun = await begin(call, bytes, sha256, size);
  expect(begun.status).toBe(201);
  const location = begun.headers.get('location') ?? '';
  let last = begun;
  for (let offset = 0; offset < bytes.length; offset += chunk) last = await patch(call, location, bytes, offset);
  return last;
}

const grid = (id: string) => ({
  kind: 'grid' as const,
  row: { id, rev: 1, name: id, community: id.slice(0, 12), boundary: [] },
});

describe('photos and voice', () => {
  let server: TestServer;
  let wang: Call;
  let other: Call;
  let clerk: Call;
  let seq = 0;
  const device = makeId('device', uuid());

  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: gridId }] },
        { username: 'wangge2', grants: [{ role: 'worker', area: '990106001002001' }] },
        { username: 'shequ', grants: [{ role: 'community', area: '990106001001' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'admin', grants: [{ role: 'admin', area: '990106' }] },
      ],
    });
    await loadRows(new PgStore(() => server.fresh.database.reference), district, {
      rows: [grid(gridId), grid('990106001002001')],
      audit: [],
    });
    wang = await server.as('wangge');
    other = await server.as('wangge2');
    clerk = await server.as('shequ');
  });
  afterAll(() => server.close());

  async function push(type: string, payload: object) {
    const now = isoOf(Date.now());
    const body = {
      protocol: 1,
      epoch: await server.fresh.database.epoch(),
      device,
      sentAt: now,
      mutations: [{ seq: ++seq, id: uuid(), type, v: 1, at: now, payload }],
    };
    const reply = await wang('/api/sync/push', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(((await reply.json()) as { results: object[] }).results).toEqual([
      expect.objectContaining({ outcome: 'applied' }),
    ]);
  }

  async function raise(photos: string[], voice: string[] = []) {
    const whistle = makeId('whistle', uuid());
    const occurredAt = isoOf(Date.now());
    const said = { category: null, text: null, emergency: false, place: null, photos, voice };
    await push('whistle.raise', { whistle, grid: gridId, ...said, household: null, occurredAt });
    return whistle;
  }

  async function photoRow(whistle: string, sha256: string) {
    const reply = await clerk('/api/sync/pull', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, epoch: null, device: makeId('device', uuid()), cursors: {} }),
    });
    const { scopes } = (await reply.json()) as PullReply;
    const changes = scopes[`grid:${gridId}`]?.changes ?? [];
    return changes.flatMap((one) =>
      one.op === 'put' && one.kind === 'photo' && one.id === `${whistle}:${sha256}` ? [one.row] : [],
    )[0];
  }
  const state = async (call: Call, sha256: string) => (await call(`/api/media/${sha256}/state`)).json();

  it('come in chunks, are made anew without metadata, and reach the whistle', async () => {
    const bytes = await photo(1);
    expect(bytes.length).toBeGreaterThan(chunk);
    const sha256 = sha(bytes);
    const whistle = await raise([sha256]);
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'awaited', rev: 1 });
    const pokes: string[] = [];
    const stop = server.pokes.subscribe((some) => pokes.push(...some.map(({ scope }) => scope)));
    const last = await upload(wang, bytes);
    stop();
    expect(last.status).toBe(204);
    expect(last.headers.get('x-shaodao-sha256')).toBe(sha256);
    expect(pokes).toEqual([`grid:${gridId}`]);
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'here', rev: 2, width: 900, height: 900 });
    for (const size of ['thumb', 'full']) {
      const shown = await clerk(`/api/media/${sha256}?size=${size}`);
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-type')).toBe('image/jpeg');
      expect(shown.headers.get('cache-control')).toBe('no-store');
      const told = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
      expect(told.exif).toBeUndefined();
      expect(told.width).toBe(size === 'thumb' ? 320 : 900);
    }
    expect(await state(wang, sha256)).toEqual({ sha256, state: 'here' });
  });

  it('go on where they ended', async () => {
    const bytes = await photo(2);
    await raise([sha(bytes)]);
    const location = (await begin(wang, bytes)).headers.get('location') ?? '';
    await patch(wang, location, bytes, 0);
    expect((await patch(wang, location, bytes, 0)).status).toBe(409);
    const head = await wang(location, { method: 'HEAD', headers: tus });
    expect(head.headers.get('upload-offset')).toBe(String(chunk));
    let last = head;
    for (let offset = chunk; offset < bytes.length; offset += chunk) last = await patch(wang, location, bytes, offset);
    expect(last.headers.get('x-shaodao-sha256')).toBe(sha(bytes));
    // The upload is gone: what became of the bytes is asked by their hash.
    expect((await wang(location, { method: 'HEAD', headers: tus })).status).toBe(404);
  });

  it('count when they came before their whistle', async () => {
    const bytes = await photo(3, 60);
    const sha256 = sha(bytes);
    await upload(wang, bytes);
    const whistle = await raise([sha256]);
    await expect.poll(() => photoRow(whistle, sha256)).toMatchObject({ state: 'here' });
  });

  it('count when an answer was lost and the phone asks for them', async () => {
    const bytes = await photo(4, 60);
    const sha256 = sha(bytes);
    const whistle = await raise([sha256]);
    // The bytes are on record, but the server died before their whistle was told.
    await new PgStore(() => server.fresh.database.reference).write(district, (tx) =>
      tx.claimMedia({
        account: server.ids.get('wangge') ?? makeId('account', uuid()),
        sha256,
        state: 'here',
        type: 'image/jpeg',
        width: 60,
        height: 60,
        at: isoOf(Date.now()),
      }),
    );
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'awaited' });
    expect(await state(wang, sha256)).toEqual({ sha256, state: 'here' });
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'here' });
  });

  it('of another account prove nothing for this one’s whistle', async () => {
    const bytes = await photo(5, 60);
    const sha256 = sha(bytes);
    const whistle = await raise([sha256]);
    expect((await upload(other, bytes)).headers.get('x-shaodao-sha256')).toBe(sha256);
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'awaited' });
    expect(await state(wang, sha256)).toEqual({ sha256, state: 'unknown' });
    // Nor do they open: whoever only knows a hash names it in a whistle of her own, and sees nothing.
    for (const size of ['full', 'thumb'])
      for (const call of [wang, clerk]) expect((await call(`/api/media/${sha256}?size=${size}`)).status).toBe(404);
    await upload(wang, bytes);
    for (const size of ['full', 'thumb'])
      for (const call of [wang, clerk]) expect((await call(`/api/media/${sha256}?size=${size}`)).status).toBe(200);
  });

  it('are shown by the right to their whistle alone', async () => {
    const bytes = await photo(6, 60);
    const sha256 = sha(bytes);
    await raise([sha256]);
    await upload(wang, bytes);
    await upload(other, bytes);
    for (const [who, status] of [
      ['wangge', 200],
      ['shequ', 200],
      ['jiedao', 200],
      ['wangge2', 404],
      ['admin', 404],
    ] as const) {
      const call = await server.as(who);
      expect([who, (await call(`/api/media/${sha256}?size=thumb`)).status]).toEqual([who, status]);
    }
    expect((await fetch(`${server.url}/api/media/${sha256}`)).status).toBe(401);
    expect((await wang(`/api/media/${'0'.repeat(64)}`)).status).toBe(404);
  });

  it('show the small picture that came ahead, of the reporter and of nobody else', async () => {
    const full = await photo(7, 60);
    const sha256 = sha(full);
    await raise([sha256]);
    const small = bytesOf(await sharp(full).resize(30).jpeg().toBuffer());
    await upload(other, bytesOf(await sharp(full).resize(10).jpeg().toBuffer()), sha256, 'thumb');
    expect((await clerk(`/api/media/${sha256}?size=thumb`)).status).toBe(404);
    expect((await upload(wang, small, sha256, 'thumb')).status).toBe(204);
    const shown = await clerk(`/api/media/${sha256}?size=thumb`);
    expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(30);
    expect((await clerk(`/api/media/${sha256}?size=full`)).status).toBe(404);
  });

  it('that are not what they claim are refused, and the whistle says so', async () => {
    const page = bytesOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'));
    const broken = bytesOf(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]));
    for (const bytes of [page, broken]) {
      const sha256 = sha(bytes);
      const whistle = await raise([sha256]);
      const last = await upload(wang, bytes);
      expect(last.status).toBe(415);
      expect(last.headers.get('content-type')).toBe('application/problem+json');
      expect(await last.json()).toMatchObject({ code: 'not-a-photo', status: 415 });
      expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'refused' });
      expect((await clerk(`/api/media/${sha256}`)).status).toBe(404);
      expect(await state(wang, sha256)).toEqual({ sha256, state: 'refused' });
    }
  });

  it('of more pixels than 40 million are refused before they are unpacked', async () => {
    const wide = sharp({ create: { width: 8000, height: 5001, channels: 3, background: '#fff' } });
    const last = await upload(wang, bytesOf(await wide.jpeg({ quality: 40 }).toBuffer()));
    expect(last.status).toBe(415);
  });

  it('of more than 8 MB are not begun', async () => {
    const begun = await begin(wang, new Uint8Array(8 * 1024 * 1024 + 1), 'a'.repeat(64));
    expect(begun.status).toBe(413);
    expect(await begun.json()).toMatchObject({ code: 'too-large' });
  });

  it('that arrive as other bytes than were named are told by their own hash, and not kept', async () => {
    const bytes = await photo(8, 60);
    const named = sha(await photo(9, 60));
    const last = await upload(wang, bytes, named);
    expect(last.status).toBe(204);
    expect(last.headers.get('x-shaodao-sha256')).toBe(sha(bytes));
    expect(await state(wang, named)).toEqual({ sha256: named, state: 'unknown' });
  });

  it('need a name, a session and the header of the app', async () => {
    const nameless = await wang('/api/media', { method: 'POST', headers: { ...tus, 'upload-length': '10' } });
    expect(nameless.status).toBe(400);
    expect(await nameless.json()).toMatchObject({ code: 'bad-request' });
    expect((await fetch(`${server.url}/api/media`, { method: 'POST' })).status).toBe(403);
    const anonymous = await fetch(`${server.url}/api/media`, { method: 'POST', headers: { 'x-shaodao': '1' } });
    expect(anonymous.status).toBe(401);
  });

  it('being sent belong to whoever began them', async () => {
    const bytes = await photo(10);
    const location = (await begin(wang, bytes)).headers.get('location') ?? '';
    expect((await other(location, { method: 'HEAD', headers: tus })).status).toBe(404);
    expect((await patch(other, location, bytes, 0)).status).toBe(404);
    expect((await other(location, { method: 'DELETE', headers: tus })).status).toBe(404);
    expect((await patch(wang, location, bytes, 0)).status).toBe(204);
  });

  it.each([
    ['audio/webm', webmOf(3000)],
    ['audio/ogg', oggOf(3000)],
    ['audio/mp4', mp4Of(3000)],
  ] as const)('keep a voice note in %s as it is, for those who see its whistle', async (type, bytes) => {
    const sha256 = sha(bytes);
    const whistle = await raise([], [sha256]);
    expect((await upload(wang, bytes)).status).toBe(204);
    expect(await photoRow(whistle, sha256)).toMatchObject({ state: 'here', width: null });
    const shown = await clerk(`/api/media/${sha256}`);
    expect(shown.headers.get('content-type')).toBe(type);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes);
    expect((await other(`/api/media/${sha256}`)).status).toBe(404);
  });

  it('refuse what is no voice note, and the whistle says so', async () => {
    const film = webmOf(1000, 1);
    const page = bytesOf(Buffer.concat([webmOf(0).subarray(0, 40), Buffer.from('<script>alert(1)</script>')]));
    for (const bytes of [film, page]) {
      const whistle = await raise([], [sha(bytes)]);
      const last = await upload(wang, bytes);
      expect(last.status).toBe(415);
      expect(await last.json()).toMatchObject({ code: 'not-a-photo', detail: expect.stringContaining('voice note') });
      expect(await photoRow(whistle, sha(bytes))).toMatchObject({ state: 'refused' });
    }
  });

  it('refuse a voice note of more than a minute', async () => {
    const last = await upload(wang, webmOf(62_000));
    expect(last.status).toBe(413);
    expect(await last.json()).toMatchObject({ code: 'too-large', detail: expect.stringContaining('60 seconds') });
    expect((await upload(wang, webmOf(60_500))).status).toBe(204);
  });

  it('refuse a voice note of more than 1 MB', async () => {
    const long = bytesOf(Buffer.concat([mp4Of(1000), Buffer.alloc(1024 * 1024, 3)]));
    const last = await upload(wang, long);
    expect(last.status).toBe(413);
    expect(await last.json()).toMatchObject({ detail: expect.stringContaining('1 MB') });
  });
});
