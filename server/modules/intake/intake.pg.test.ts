import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7 } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { PushReply } from '../../../core/protocol/push.ts';
import { unsentReplyShape, type UnsentReply } from '../../../core/protocol/unsent.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const grid = '990106001001001';
const community = grid.slice(0, 12);
let numbers = 0;
const uuid = (): string => uuidv7(Date.now(), new Uint8Array(10).fill(++numbers));
const phone = makeId('device', uuid());

const raising = (set: object = {}) => ({
  id: uuid(),
  type: 'whistle.raise',
  v: 1,
  at: isoOf(Date.now()),
  clock: { errorMs: 0, contactAt: isoOf(Date.now() - 60_000) },
  payload: {
    whistle: makeId('whistle', uuid()),
    grid,
    category: null,
    text: '路灯不亮',
    emergency: false,
    place: null,
    photos: [],
    household: null,
    occurredAt: isoOf(Date.now()),
    ...set,
  },
});

describe('a file of what a phone could not send', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: grid }] },
        { username: 'left', grants: [{ role: 'worker', area: grid, to: isoOf(Date.now() - 30_000) }] },
        { username: 'far', grants: [{ role: 'worker', area: '990106001002001' }] },
        { username: 'shequ', grants: [{ role: 'community', area: community }] },
        { username: 'shequ2', grants: [{ role: 'community', area: community }] },
        { username: 'other', grants: [{ role: 'community', area: '990106001002' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
      ],
    });
    await server.fresh.database.reference.query('insert into grid (district, id, rev, "row") values ($1, $2, 1, $3)', [
      '990106',
      grid,
      { id: grid, rev: 1, community, name: '网格1', boundary: [] },
    ]);
  });
  afterAll(() => server.close());

  const post = async (username: string, path: string, body: object): Promise<Response> =>
    (await server.as(username))(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const fileOf = (username: string, records: object[], photos: object[] = []) => ({
    format: 'shaodao-unsent',
    version: 2,
    device: phone,
    account: { id: server.ids.get(username), username, name: '老周' },
    exportedAt: isoOf(Date.now()),
    records,
    photos,
  });
  const takeIn = (by: string, file: object) => post(by, '/api/desk/unsent-files', file);
  const taken = async (by: string, file: object): Promise<UnsentReply> => {
    const reply = await takeIn(by, file);
    expect(reply.status).toBe(200);
    return unsentReplyShape.parse(await reply.json());
  };
  const rows = async <T extends object>(text: string, ...given: unknown[]): Promise<T[]> =>
    (await server.fresh.database.reference.query<T>(text, given)).rows;

  it('is applied as its maker’s work, and says through whose hands it came', async () => {
    const record = raising();
    const reply = await taken('shequ', fileOf('wangge', [record]));
    expect(reply.results).toMatchObject([{ id: record.id, outcome: 'applied', repeated: false, refusal: null }]);
    const [entry] = await rows<{ by_account: string; device: string }>(
      'select by_account, device from audit where mutation = $1',
      record.id,
    );
    expect(entry?.by_account).toBe(server.ids.get('wangge'));
    expect(
      await rows('select account, file_device, taken_by from unsent_intake where device = $1', entry?.device),
    ).toEqual([{ account: server.ids.get('wangge'), file_device: phone, taken_by: server.ids.get('shequ') }]);
  });

  it('counts once, however often and by whomever it is taken in, and when the phone sends it later', async () => {
    const record = raising();
    const [first] = (await taken('shequ', fileOf('wangge', [record]))).results;
    const [second] = (await taken('shequ2', fileOf('wangge', [record]))).results;
    expect(second).toEqual({ ...first, repeated: true });
    const push = await post('wangge', '/api/sync/push', {
      protocol: 1,
      epoch: null,
      device: makeId('device', uuid()),
      mutations: [{ ...record, seq: 1 }],
    });
    const { results } = (await push.json()) as PushReply;
    expect(results).toMatchObject([{ outcome: 'applied', repeated: true, receipt: first?.receipt }]);
    expect(await rows('select 1 from whistle where id = $1', record.payload.whistle)).toHaveLength(1);
    expect(await rows('select 1 from audit where mutation = $1', record.id)).toHaveLength(1);
  });

  it('brings its photos, under the name of the phone’s owner', async () => {
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
      .jpeg()
      .toBuffer();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const record = raising({ photos: [sha256] });
    const lie = { sha256: 'b'.repeat(64), base64: bytes.toString('base64') };
    const reply = await taken('shequ', fileOf('wangge', [record], [{ sha256, base64: bytes.toString('base64') }, lie]));
    expect(reply.photos.map(({ state }) => state)).toEqual(['here', 'refused']);
    expect(await rows(`select "row"->>'state' as state from photo where "row"->>'sha256' = $1`, sha256)).toEqual([
      { state: 'here' },
    ]);
    const seen = await (await server.as('wangge'))(`/api/media/${sha256}/state`);
    expect(await seen.json()).toMatchObject({ state: 'here' });
  });

  it('says of each record what became of it: one refused stops no other', async () => {
    const records = [raising({ text: '', photos: [] }), { ...raising(), type: 'no.such' }, raising()];
    const { results } = await taken('shequ', fileOf('wangge', records));
    expect(results.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
      'nothing-said',
      'unknown-type',
      'applied',
    ]);
  });

  it('is taken in for somebody who has left, for what she did while she was here', async () => {
    const record = { ...raising(), at: isoOf(Date.now() - 40_000) };
    const { results } = await taken('shequ', fileOf('left', [record, { ...raising(), at: isoOf(Date.now()) }]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'refused']);
  });

  it('of somebody who never worked here is not found, as one of nobody is', async () => {
    const unknown = { ...fileOf('wangge', [raising()]), account: { id: makeId('account', uuid()) } };
    const replies = [
      await takeIn('shequ', fileOf('far', [raising()])),
      await takeIn('other', fileOf('wangge', [raising()])),
      await takeIn('shequ', unknown),
    ];
    const problems = await Promise.all(replies.map(async (reply) => problemShape.parse(await reply.json())));
    expect(problems.map(({ code }) => code)).toEqual(['not-found', 'not-found', 'not-found']);
    expect(new Set(problems.map(({ detail }) => detail)).size).toBe(1);
  });

  it('is for communities alone, and a file of another kind or of too many records is none', async () => {
    expect((await takeIn('wangge', fileOf('wangge', [raising()]))).status).toBe(403);
    expect((await takeIn('jiedao', fileOf('wangge', [raising()]))).status).toBe(403);
    expect((await takeIn('shequ', { ...fileOf('wangge', [raising()]), version: 1 })).status).toBe(400);
    const many = Array.from({ length: 51 }, () => raising());
    expect((await takeIn('shequ', fileOf('wangge', many))).status).toBe(400);
    let deep: object = {};
    for (let n = 0; n < 200; n++) deep = { deep };
    expect((await takeIn('shequ', fileOf('wangge', [{ ...raising(), payload: deep }]))).status).toBe(400);
  });
});
