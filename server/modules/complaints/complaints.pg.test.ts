import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../core/lib/id.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

interface List {
  complaints: { id: string; face: string; text: string; byName: string; at: string }[];
}

const start = Date.parse('2026-11-18T02:00:00.000Z');
let nowMs = start;
const id = (n: number): string => uuidv7(start + n, new Uint8Array(10).fill(n % 256));
const grid = '990106001001001';

describe('a complaint about the app', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      now: () => nowMs,
      env: { SEED: 'none', FILING_NUMBER: ' 演示ICP备2026000001号 ' },
      accounts: [
        { username: 'laozhou', name: '老周', grants: [{ role: 'worker', area: grid }] },
        { username: 'xiaolin', name: '小林', grants: [{ role: 'worker', area: grid }] },
        { username: 'shequ', grants: [{ role: 'community', area: grid.slice(0, 12) }] },
        { username: 'admin', grants: [{ role: 'admin', area: '990106' }] },
        { username: 'admin2', district: '990107', grants: [{ role: 'admin', area: '990107' }] },
      ],
    });
  });
  afterAll(() => server.close());

  const complain = async (username: string, body: unknown): Promise<Response> =>
    (await server.as(username))('/api/complaints', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const listOf = async (username: string): Promise<List['complaints']> =>
    ((await (await (await server.as(username))('/api/desk/complaints')).json()) as List).complaints;

  it('reaches the admin of the district, newest first, with who and when, and no other admin', async () => {
    expect((await complain('laozhou', { id: id(1), face: 'field', text: '字太小' })).status).toBe(201);
    nowMs += 60_000;
    const reply = await complain('shequ', { id: id(2), face: 'desk', text: '列表\n太慢' });
    expect([reply.status, await reply.json()]).toEqual([201, { at: '2026-11-18T02:01:00.000Z' }]);
    expect(await listOf('admin')).toEqual([
      { id: id(2), face: 'desk', text: '列表\n太慢', byName: 'shequ', at: '2026-11-18T02:01:00.000Z' },
      { id: id(1), face: 'field', text: '字太小', byName: '老周', at: '2026-11-18T02:00:00.000Z' },
    ]);
    expect(await listOf('admin2')).toEqual([]);
  });

  it('is kept once when the answer was lost and it is sent again', async () => {
    const before = (await listOf('admin')).length;
    const first = await complain('laozhou', { id: id(3), face: 'field', text: '收不到验证' });
    nowMs += 5_000;
    const again = await complain('laozhou', { id: id(3), face: 'field', text: '收不到验证' });
    expect([again.status, await again.json()]).toEqual([201, await first.json()]);
    expect(await listOf('admin')).toHaveLength(before + 1);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['more than 2000 characters', '字'.repeat(2001)],
    ['what cannot be stored', '坏\u0000'],
  ])('is refused when it holds %s', async (_, text) => {
    expect((await complain('laozhou', { id: id(4), face: 'field', text })).status).toBe(400);
  });

  it('is refused of an unknown face, without an id, without a session, without the header', async () => {
    expect((await complain('laozhou', { id: id(5), face: 'board', text: '好' })).status).toBe(400);
    expect((await complain('laozhou', { face: 'field', text: '好' })).status).toBe(400);
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await fetch(`${server.url}/api/complaints`, init)).status).toBe(403);
    const headers = { ...init.headers, 'x-shaodao': '1' };
    expect((await fetch(`${server.url}/api/complaints`, { ...init, headers })).status).toBe(401);
  });

  it('waits after ten in an hour, each person for herself', async () => {
    for (let n = 10; n < 20; n += 1)
      expect((await complain('xiaolin', { id: id(n), face: 'field', text: `第${n}` })).status).toBe(201);
    expect((await complain('xiaolin', { id: id(20), face: 'field', text: '又一条' })).status).toBe(429);
    expect((await complain('laozhou', { id: id(21), face: 'field', text: '另一个人' })).status).toBe(201);
    nowMs += 3_600_001;
    expect((await complain('xiaolin', { id: id(20), face: 'field', text: '又一条' })).status).toBe(201);
  });

  it('is read by the admin alone', async () => {
    for (const username of ['laozhou', 'shequ'])
      expect((await (await server.as(username))('/api/desk/complaints')).status).toBe(403);
    expect((await fetch(`${server.url}/api/desk/complaints`)).status).toBe(401);
  });

  it('stands beside the filing number, which anybody may read', async () => {
    const reply = await fetch(`${server.url}/api/about`);
    expect(await reply.json()).toEqual({ filingNumber: '演示ICP备2026000001号' });
  });
});

it('says that there is no filing number where none is set', async () => {
  const server = await startTestServer();
  expect(await (await fetch(`${server.url}/api/about`)).json()).toEqual({ filingNumber: null });
  await server.close();
});
