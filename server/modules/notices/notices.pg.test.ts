import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, isoOf } from '../../../core/lib/time.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const now = Date.parse('2026-11-24T02:00:00.000Z');
const district = '990106';

describe('GET /api/notices', () => {
  let server: TestServer;
  let nowMs = now;
  beforeAll(async () => {
    server = await startTestServer({
      now: () => nowMs,
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] },
        { username: 'shequ', grants: [{ role: 'community', area: '990106001001' }] },
        { username: 'admin', grants: [{ role: 'admin', area: district }] },
      ],
    });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    nowMs = now;
    await server.fresh.database.reference.query('delete from notice');
  });

  const tell = (username: string, id: string, kind: string, payload: object, atMs: number) =>
    server.fresh.database.reference.query(
      'insert into notice (district, id, account, kind, payload, at) values ($1, $2, $3, $4, $5, $6)',
      [district, id, server.ids.get(username), kind, payload, new Date(atMs)],
    );
  const quarantined = (username: string) => ({
    account: server.ids.get(username),
    device: 'dv_1',
    seq: 3,
    mutation: 'mu_1',
    type: 'visit.record',
  });
  const listed = async (username: string): Promise<{ id: string }[]> => {
    const reply = await (await server.as(username))('/api/notices');
    expect(reply.status).toBe(200);
    return (await reply.json()).notices;
  };

  it('tells the sender and the admin of one that was put away, each in her own part, and nothing of its content', async () => {
    for (const username of ['wangge', 'admin'])
      await tell(username, 'q', 'mutation-quarantined', quarantined('wangge'), now - 60_000);
    const notice = { id: 'q', kind: 'mutation-quarantined', type: 'visit.record', at: isoOf(now - 60_000) };
    expect(await listed('wangge')).toEqual([{ ...notice, isOwn: true }]);
    expect(await listed('admin')).toEqual([{ ...notice, isOwn: false }]);
  });

  it("never tells another account's", async () => {
    await tell('wangge', 'q', 'mutation-quarantined', quarantined('wangge'), now);
    await tell('admin', 'e', 'epoch-started', { epoch: 'x', reason: 'restored' }, now);
    expect(await listed('shequ')).toEqual([]);
    expect((await listed('wangge')).map(({ id }) => id)).toEqual(['q']);
    expect(await listed('admin')).toEqual([{ id: 'e', kind: 'epoch-started', at: isoOf(now) }]);
  });

  it('begins with the newest and ends after 50', async () => {
    for (let n = 0; n < 52; n += 1)
      await tell('admin', `e${n}`, 'epoch-started', { epoch: `${n}`, reason: 'restored' }, now - n * 1000);
    expect((await listed('admin')).map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, n) => `e${n}`));
  });

  it("forgets what is older than 35 days by the server's clock", async () => {
    await tell('admin', 'e', 'epoch-started', { epoch: 'x', reason: 'restored' }, now);
    nowMs = now + 35 * dayMs - 1;
    expect(await listed('admin')).toHaveLength(1);
    nowMs = now + 35 * dayMs;
    expect(await listed('admin')).toEqual([]);
  });

  it('asks for a session', async () => {
    expect((await fetch(`${server.url}/api/notices`)).status).toBe(401);
  });
});
