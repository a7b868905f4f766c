import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, isoOf } from '../../../core/lib/time.ts';
import { whistle, whistleId } from '../../../core/testing/builders.ts';
import { shippedCalendar } from '../../../core/calendar/workdays.ts';
import { startClock } from '../../../core/whistle/clock.ts';
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
        { username: 'bumen', grants: [{ role: 'unit', area: 'un_00000000-0000-7000-8000-000000000001' }] },
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
    const notice = {
      id: 'q',
      kind: 'mutation-quarantined',
      type: 'visit.record',
      at: isoOf(now - 60_000),
      isNew: true,
    };
    expect(await listed('wangge')).toEqual([{ ...notice, isOwn: true }]);
    expect(await listed('admin')).toEqual([{ ...notice, isOwn: false }]);
  });

  it("never tells another account's", async () => {
    await tell('wangge', 'q', 'mutation-quarantined', quarantined('wangge'), now);
    await tell('admin', 'e', 'epoch-started', { epoch: 'x', reason: 'restored' }, now);
    expect(await listed('shequ')).toEqual([]);
    expect((await listed('wangge')).map(({ id }) => id)).toEqual(['q']);
    expect(await listed('admin')).toEqual([{ id: 'e', kind: 'epoch-started', at: isoOf(now), isNew: true }]);
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

  describe('of a whistle', () => {
    const id = whistleId(1);
    const grid = '990106001001001';
    beforeEach(async () => {
      const reference = server.fresh.database.reference;
      await reference.query('delete from whistle');
      const clocks = [startClock('answer', { workdays: 1 }, isoOf(now), shippedCalendar)];
      const row = whistle(1, { grid, text: '路灯不亮', clocks });
      await reference.query('insert into whistle (district, id, rev, "row") values ($1, $2, 1, $3)', [
        district,
        id,
        row,
      ]);
    });
    const moved = async (username: string, n: number, name: string, set: object = {}): Promise<void> => {
      await tell(
        username,
        `w${n}`,
        'whistle-moved',
        { name, byName: '水务局', stage: 'working', clock: null, ...set },
        now + n,
      );
      await server.fresh.database.reference.query('update notice set whistle = $1 where id = $2', [id, `w${n}`]);
    };
    const seen = async (username: string, notices: string[]): Promise<number> =>
      (
        await (
          await server.as(username)
        )('/api/notices/seen', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ notices }),
        })
      ).status;

    it('is one line: the last that was told, how much there is, where it stands now and what ends next', async () => {
      for (const [n, name] of ['dispatch', 'sign', 'reportIn'].entries()) await moved('shequ', n, name);
      const [one, ...more] = await listed('shequ');
      expect(more).toEqual([]);
      expect(one).toMatchObject({
        id: 'w2',
        kind: 'whistle-moved',
        whistle: id,
        name: 'reportIn',
        byName: '水务局',
        count: 3,
        isNew: true,
        opens: true,
        stage: 'community',
        text: '路灯不亮',
        next: { name: 'answer' },
      });
    });

    it('is seen with all that was told before it, by its reader alone, and new again with the next', async () => {
      for (const n of [1, 2]) await moved('shequ', n, 'sign');
      await moved('wangge', 3, 'sign');
      expect(await seen('shequ', ['w2'])).toBe(204);
      expect(await seen('shequ', ['w3', 'w9'])).toBe(204);
      expect(await listed('shequ')).toMatchObject([{ count: 2, isNew: false }]);
      expect(await listed('wangge')).toMatchObject([{ isNew: true }]);
      await moved('shequ', 4, 'reportIn');
      expect(await listed('shequ')).toMatchObject([{ id: 'w4', count: 3, isNew: true }]);
    });

    it('tells nothing further to whoever has no part in it any more', async () => {
      await moved('bumen', 1, 'recall', { stage: 'consulting' });
      expect(await listed('bumen')).toMatchObject([{ opens: false, stage: 'consulting', next: null }]);
    });

    it('says of a clock which one, and how far it has run', async () => {
      const clock = { name: 'answer', unit: null, dueAt: isoOf(now + dayMs) };
      await moved('shequ', 1, 'x', {});
      await server.fresh.database.reference.query(
        `update notice set kind = 'clock-reminder', payload = $1 where id = 'w1'`,
        [{ point: 'dayBefore', stage: 'community', clock }],
      );
      expect(await listed('shequ')).toMatchObject([
        { kind: 'clock-reminder', point: 'dayBefore', clock: { name: 'answer', dueAt: clock.dueAt } },
      ]);
    });

    it('takes no list longer than it gives', async () => {
      expect(
        await seen(
          'shequ',
          Array.from({ length: 51 }, (_, n) => `w${n}`),
        ),
      ).toBe(400);
    });
  });

  it('asks for a session', async () => {
    expect((await fetch(`${server.url}/api/notices`)).status).toBe(401);
  });
});
