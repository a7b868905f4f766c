import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const now = Date.parse('2026-11-24T02:00:00.000Z');
const id = (n: number): string => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const unknown = id(99);
const json = { 'content-type': 'application/json' };

describe('putting a whistle aside', () => {
  let server: TestServer;
  let nowMs = now;
  beforeAll(async () => {
    server = await startTestServer({
      now: () => nowMs,
      accounts: [
        { username: 'zhang', grants: [{ role: 'community', area: '990106001001' }] },
        { username: 'li', grants: [{ role: 'community', area: '990106001001' }] },
        { username: 'other', grants: [{ role: 'community', area: '990106001002' }] },
        { username: 'wang', grants: [{ role: 'worker', area: '990106001001001' }] },
      ],
    });
    for (const n of [1, 2])
      await server.fresh.database.reference.query(
        'insert into whistle (district, id, rev, "row") values ($1, $2, 1, $3)',
        ['990106', id(n), { id: id(n), rev: 1, grid: '990106001001001', stage: 'community', raisedAt: '2026-11-24' }],
      );
  });
  afterAll(() => server.close());

  const put = async (username: string, whistle: string, until: string): Promise<number> => {
    const ask = await server.as(username);
    const body = JSON.stringify({ until });
    return (await ask(`/api/snoozes/${whistle}`, { method: 'PUT', headers: json, body })).status;
  };
  const list = async (username: string): Promise<unknown> =>
    ((await (await (await server.as(username))('/api/snoozes')).json()) as { snoozes: unknown }).snoozes;

  it('is personal, can be moved and comes back by itself', async () => {
    expect(await put('zhang', id(1), '2026-11-25T00:30:00.000Z')).toBe(200);
    expect(await put('zhang', id(2), '2026-11-24T03:00:00.000Z')).toBe(200);
    expect(await put('zhang', id(1), '2026-11-26T00:30:00.000Z')).toBe(200);
    expect(await list('zhang')).toEqual([
      { whistle: id(2), until: '2026-11-24T03:00:00.000Z' },
      { whistle: id(1), until: '2026-11-26T00:30:00.000Z' },
    ]);
    expect(await list('li')).toEqual([]);
    nowMs = now + 2 * 60 * 60_000;
    expect(await list('zhang')).toEqual([{ whistle: id(1), until: '2026-11-26T00:30:00.000Z' }]);
    nowMs = now;
  });

  it('ends at once, and twice does no harm', async () => {
    expect(await put('li', id(1), '2026-11-25T00:30:00.000Z')).toBe(200);
    const ask = await server.as('li');
    for (const _ of [1, 2]) expect((await ask(`/api/snoozes/${id(1)}`, { method: 'DELETE' })).status).toBe(204);
    expect(await list('li')).toEqual([]);
  });

  it.each([
    ['a moment that is past', 'zhang', id(1), '2026-11-23T00:00:00.000Z', 400],
    ['a moment years away', 'zhang', id(1), '2030-11-23T00:00:00.000Z', 400],
    ['what is no moment', 'zhang', id(1), 'tomorrow', 400],
    ['a whistle that does not exist', 'zhang', unknown, '2026-11-25T00:30:00.000Z', 404],
    ["another community's whistle", 'other', id(1), '2026-11-25T00:30:00.000Z', 404],
    ['one without an inbox', 'wang', id(1), '2026-11-25T00:30:00.000Z', 403],
    ['what is no id', 'zhang', 'wh_1', '2026-11-25T00:30:00.000Z', 400],
  ])('is refused for %s', async (_what, username, whistle, until, status) => {
    expect(await put(username, whistle, until)).toBe(status);
  });

  it('writes no event and touches no row of the whistle', async () => {
    await put('zhang', id(2), '2026-11-25T03:00:00.000Z');
    const found = await server.fresh.database.reference.query<{ rev: number }>(
      'select rev from whistle where district = $1 and id = $2',
      ['990106', id(2)],
    );
    expect(found.rows[0]?.rev).toBe(1);
  });
});
