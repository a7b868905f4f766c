import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7, type HouseholdId } from '../../../core/lib/id.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const now = Date.parse('2026-11-22T08:00:00.000Z');
const uuid = (n: number): string => uuidv7(n, new Uint8Array(10).fill(n));
const household = (n: number): HouseholdId => makeId('household', uuid(n));
const [mine, foreign, unknown] = [household(1), household(2), household(3)];

interface Look {
  byName: string;
  reason: string;
  at: string;
}

describe('a look at why a household is helped', () => {
  let server: TestServer;
  beforeAll(async () => {
    const account = (username: string, role: 'community', area: string) => ({
      username,
      grants: [{ role, area }],
    });
    server = await startTestServer({
      now: () => now,
      accounts: [
        account('shequ', 'community', '990106001001'),
        account('shequ2', 'community', '990106001002'),
        { username: 'gone', grants: [{ role: 'community', area: '990106001001', to: '2026-11-01T00:00:00.000Z' }] },
        { username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'qu', grants: [{ role: 'district', area: '990106' }] },
        { username: 'shi', grants: [{ role: 'city', area: '990100' }] },
        { username: 'bumen', grants: [{ role: 'unit', area: 'un_x' }] },
        { username: 'lingdao', grants: [{ role: 'leader', area: '990106' }] },
        { username: 'admin', grants: [{ role: 'admin', area: '990106' }] },
      ],
    });
    const pool = server.fresh.database.reference;
    for (const [id, grid] of [
      [mine, '990106001001001'],
      [foreign, '990106001002001'],
    ] as const)
      await pool.query('insert into household (district, id, rev, "row") values ($1, $2, 1, $3)', [
        '990106',
        id,
        { id, rev: 1, grid },
      ]);
    for (const [n, of, until] of [
      [11, mine, '2027-11-01'],
      [12, mine, '2026-11-21'],
      [13, foreign, '2027-11-01'],
    ] as const) {
      const id = makeId('need', uuid(n));
      const at = '2026-10-01T00:00:00.000Z';
      const row = {
        id,
        rev: 1,
        grid: '990106001001001',
        household: of,
        kind: 'illness',
        note: `透析 ${n}`,
        until,
        consent: { how: 'spoken', by: '陈桂兰', at, wording: '我同意' },
        openedBy: 'ac_x',
        openedAt: at,
        step: 'opened',
        steps: [{ step: 'opened', text: null, promisedFor: null, at, by: 'ac_x', byName: '老周' }],
        edits: {},
      };
      await pool.query('insert into need (district, id, rev, "row") values ($1, $2, 1, $3)', ['990106', id, row]);
    }
  });
  afterAll(() => server.close());

  const look = async (username: string, id: string, reason: unknown, header: Record<string, string> = {}) =>
    (await server.as(username))(`/api/desk/households/${id}/needs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...header },
      body: JSON.stringify({ reason }),
    });
  const looks = async (username: string, id = mine) => (await server.as(username))(`/api/desk/households/${id}/looks`);
  const count = async (): Promise<number> =>
    Number((await server.fresh.database.reference.query('select count(*) from look')).rows[0].count);

  it('shows the community the needs that are held now, and keeps who looked and what for', async () => {
    const reply = await look('shequ', mine, ' 安排送医 ');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const said = (await reply.json()) as { needs: { note: string; steps: unknown[] }[]; look: Look };
    expect(said.needs.map(({ note }) => note)).toEqual(['透析 11']);
    expect(said.needs[0]?.steps).toEqual([
      { step: 'opened', text: null, promisedFor: null, at: '2026-10-01T00:00:00.000Z', byName: '老周' },
    ]);
    expect(said.look).toMatchObject({
      how: 'desk',
      byName: 'shequ',
      reason: '安排送医',
      at: '2026-11-22T08:00:00.000Z',
    });
    const kept = (await (await looks('shequ')).json()) as { looks: Look[] };
    expect(kept.looks).toEqual([said.look]);
  });

  it('tells the workers’ looks beside the clerks’: the day, no minute, no reason', async () => {
    const seen = (n: number, on: string) => {
      const row = { id: `${mine}:ac_${n}:${on}`, rev: 1, household: mine, on, by: `ac_${n}`, byName: `网格员${n}` };
      return server.fresh.database.reference.query(
        'insert into seen (district, id, rev, "row") values ($1, $2, 1, $3)',
        ['990106', row.id, row],
      );
    };
    await seen(1, '2026-11-20');
    await seen(2, '2026-11-22');
    const { looks: told } = (await (await looks('shequ')).json()) as { looks: Record<string, unknown>[] };
    expect(told.map(({ how, on, byName }) => ({ how, on, byName }))).toEqual([
      { how: 'desk', on: undefined, byName: 'shequ' },
      { how: 'phone', on: '2026-11-22', byName: '网格员2' },
      { how: 'phone', on: '2026-11-20', byName: '网格员1' },
    ]);
    expect(Object.keys(told[1] ?? {}).toSorted()).toEqual(['by', 'byName', 'how', 'id', 'on']);
  });

  it('answers another community as it answers for a household that does not exist, and keeps nothing of it', async () => {
    const before = await count();
    const theirs = await look('shequ', foreign, '好奇');
    const nobodys = await look('shequ', unknown, '好奇');
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect(await theirs.text()).toBe(await nobodys.text());
    const [theirLooks, nobodysLooks] = [await looks('shequ', foreign), await looks('shequ', unknown)];
    expect([theirLooks.status, nobodysLooks.status]).toEqual([404, 404]);
    expect(await theirLooks.text()).toBe(await nobodysLooks.text());
    expect((await look('shequ2', mine, '好奇')).status).toBe(404);
    expect(await count()).toBe(before);
  });

  it.each(['gone', 'wangge', 'jiedao', 'qu', 'shi', 'bumen', 'lingdao', 'admin'])('is not for %s', async (username) => {
    const before = await count();
    for (const reply of [await look(username, mine, '看看'), await looks(username)]) {
      expect(reply.status).toBe(403);
      expect(problemShape.parse(await reply.json()).code).toBe('forbidden');
    }
    expect(await count()).toBe(before);
  });

  it('is not for nobody, and not without the header that no other site can send', async () => {
    expect((await fetch(`${server.url}/api/desk/households/${mine}/looks`)).status).toBe(401);
    expect((await look('shequ', mine, '看看', { 'x-shaodao': '0' })).status).toBe(403);
  });

  it('wants a reason in words, without an identity-card number', async () => {
    const before = await count();
    for (const reason of [undefined, '', '   ', 7, 'x'.repeat(201), '查 110101199003070716'])
      expect((await look('shequ', mine, reason)).status).toBe(400);
    expect((await look('shequ', 'hh_1', '看看')).status).toBe(400);
    expect(await count()).toBe(before);
  });
});
