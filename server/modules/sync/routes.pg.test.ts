import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7 } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { PullReply } from '../../../core/protocol/pull.ts';
import type { PushReply } from '../../../core/protocol/push.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from './load.ts';
import { PgStore } from './pg-store.ts';

type Call = (path: string, init?: RequestInit) => Promise<Response>;
const district = '990106';
const grid = '990106001001001';
let numbers = 0;
const uuid = (): string => uuidv7(Date.now(), new Uint8Array(10).fill(++numbers));
const json = { 'content-type': 'application/json' };

const problemOf = async (reply: Response | Promise<Response>) => {
  const got = await reply;
  expect(got.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemShape.parse(await got.json());
  expect(problem.status).toBe(got.status);
  return problem;
};
const raising = (seq: number, set: object = {}) => ({
  seq,
  id: uuid(),
  type: 'whistle.raise',
  v: 1,
  at: isoOf(Date.now()),
  payload: {
    whistle: makeId('whistle', uuid()),
    grid,
    category: null,
    text: '路灯不亮 🔦',
    emergency: false,
    place: null,
    photos: [],
    household: null,
    occurredAt: isoOf(Date.now()),
    ...set,
  },
});

describe('the addresses of sync', () => {
  let server: TestServer;
  let wang: Call;
  let epoch = '';

  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: grid }] },
        { username: 'shequ', grants: [{ role: 'community', area: grid.slice(0, 12) }] },
      ],
    });
    const row = { id: grid, rev: 1, name: '一网格', community: grid.slice(0, 12), boundary: [] };
    await loadRows(new PgStore(() => server.fresh.database.reference), district, {
      rows: [{ kind: 'grid', row }],
      audit: [],
    });
    wang = await server.as('wangge');
    epoch = await server.fresh.database.epoch();
  });
  afterAll(() => server.close());

  const post = (path: string, body: unknown, call = wang) =>
    call(path, { method: 'POST', headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const pushing = (mutations: object[], set: object = {}) => ({
    protocol: 1,
    epoch,
    device: makeId('device', uuid()),
    sentAt: isoOf(Date.now()),
    mutations,
    ...set,
  });

  it('take a whistle up and bring it down again', async () => {
    const body = pushing([raising(1)]);
    const pushed = (await (await post('/api/sync/push', body)).json()) as PushReply;
    expect(pushed.results).toEqual([
      expect.objectContaining({ seq: 1, outcome: 'applied', receipt: expect.stringMatching(/^\d{6}-\d{5}-\d$/) }),
    ]);
    const repeated = (await (await post('/api/sync/push', body)).json()) as PushReply;
    expect(repeated.results).toEqual(pushed.results.map((one) => ({ ...one, repeated: true })));
    const clerk = await server.as('shequ');
    const asked = { protocol: 1, epoch, device: makeId('device', uuid()), cursors: {} };
    const pulled = (await (await post('/api/sync/pull', asked, clerk)).json()) as PullReply;
    expect(pulled.scopes[`grid:${grid}`]?.changes.map(({ kind }) => kind)).toEqual(['grid', 'whistle', 'event']);
  });

  it('answer 200 with a refusal, not with a problem', async () => {
    const reply = await post(
      '/api/sync/push',
      pushing([raising(1, { grid: '990106001001999' }), { ...raising(2), type: 'whistle.sing' }]),
    );
    expect(reply.status).toBe(200);
    const { results } = (await reply.json()) as PushReply;
    expect(results.map((one) => one.outcome === 'refused' && one.refusal.code)).toEqual(['not-found', 'unknown-type']);
  });

  it('answer 409 with what the phone needs to put itself right', async () => {
    const device = makeId('device', uuid());
    await post('/api/sync/push', pushing([raising(1)], { device }));
    expect(await problemOf(post('/api/sync/push', pushing([raising(5)], { device })))).toMatchObject({
      code: 'sequence-gap',
      expected: 2,
    });
    expect(await problemOf(post('/api/sync/push', pushing([raising(1)], { device })))).toMatchObject({
      code: 'device-forked',
    });
    const old = { device, epoch: 'of long ago' };
    expect(await problemOf(post('/api/sync/push', pushing([raising(2)], old)))).toMatchObject({
      code: 'epoch-changed',
      epoch,
      lastSeq: 1,
    });
    const pull = { protocol: 1, cursors: {}, ...old };
    expect(await problemOf(post('/api/sync/pull', pull))).toMatchObject({ code: 'epoch-changed', epoch, lastSeq: 1 });
  });

  it('answer 426 to another version of the protocol, whatever else it says', async () => {
    for (const path of ['/api/sync/push', '/api/sync/pull'])
      for (const protocol of [0, 2, '1'])
        expect(await problemOf(post(path, { protocol, news: true }))).toMatchObject({
          status: 426,
          code: 'protocol-too-old',
        });
  });

  it('answer 413 to more than 50 mutations, and to more than 256 KiB, inflated', async () => {
    const many = Array.from({ length: 51 }, (_, i) => raising(i + 1));
    expect(await problemOf(post('/api/sync/push', pushing(many)))).toMatchObject({ status: 413, code: 'too-large' });
    const large = JSON.stringify(pushing([raising(1, { spare: 'x'.repeat(257 * 1024) })]));
    expect(await problemOf(post('/api/sync/push', large))).toMatchObject({ status: 413, code: 'too-large' });
    const zipped = await wang('/api/sync/push', {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(large)),
    });
    expect(await problemOf(zipped)).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('take a compressed body', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify(pushing([raising(1)]))));
    const reply = await wang('/api/sync/push', {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body,
    });
    expect(reply.status).toBe(200);
  });

  it('answer 400 to what is no request', async () => {
    const deep = `{"protocol":1,"mutations":[${'['.repeat(5000)}${']'.repeat(5000)}]}`;
    for (const body of ['', 'null', '[]', '{', '{"protocol":1}', deep, JSON.stringify(pushing([{ seq: 0 }]))])
      expect(await problemOf(post('/api/sync/push', body))).toMatchObject({
        status: expect.toSatisfy((s) => s === 400 || s === 426),
      });
    const cursors = { 'grid:1': 3, __proto__: 1 };
    expect(
      await problemOf(post('/api/sync/pull', { protocol: 1, epoch, device: makeId('device', uuid()), cursors })),
    ).toMatchObject({ code: 'bad-request' });
  });

  it('answer 401 without a session and 403 without the header of the app', async () => {
    for (const path of ['/api/sync/push', '/api/sync/pull']) {
      const headers = { ...json, 'x-shaodao': '1' };
      expect(await problemOf(fetch(`${server.url}${path}`, { method: 'POST', headers, body: '{}' }))).toMatchObject({
        status: 401,
      });
      expect(
        await problemOf(wang(path, { method: 'POST', headers: { ...json, 'x-shaodao': '0' }, body: '{}' })),
      ).toMatchObject({ status: 403 });
    }
  });

  it('answer 503 while the database is away, and go on when it is back', async () => {
    const { database } = server.fresh;
    const body = pushing([raising(1)]);
    const pool = database.poolFor(district);
    const connect = pool.connect.bind(pool);
    const gone = Object.assign(new Error('gone'), { syscall: 'connect', code: 'ECONNREFUSED' });
    // A query of the pool hands in a callback, a transaction waits for a promise.
    const away = (told?: (fault: Error) => void) => (told ? told(gone) : Promise.reject(gone));
    pool.connect = away as typeof pool.connect;
    try {
      expect(await problemOf(post('/api/sync/push', body))).toMatchObject({ status: 503, code: 'database-away' });
    } finally {
      pool.connect = connect;
    }
    expect((await post('/api/sync/push', body)).status).toBe(200);
  });
});
