import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemShape } from '../../../core/protocol/problem.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const start = Date.parse('2026-11-22T08:00:00.000Z');
const community = '990106001001';
const [first, second, foreign] = [`${community}001`, `${community}002`, '990106001002001'];

interface Staff {
  staff: { id: string; username: string; mayReset: boolean; posts: { area: string; areaName: string | null }[] }[];
  next: string | null;
}

describe('who works where', () => {
  let server: TestServer;
  let now = start;
  const pokes: string[] = [];
  beforeAll(async () => {
    const worker = (username: string, ...areas: string[]) => ({
      username,
      grants: areas.map((area) => ({ role: 'worker' as const, area })),
    });
    server = await startTestServer({
      now: () => now,
      accounts: [
        worker('laozhou', first),
        worker('xiaolin', second),
        worker('both', second, foreign),
        worker('far', foreign),
        { username: 'left', grants: [{ role: 'worker', area: first, to: '2026-11-01T00:00:00.000Z' }] },
        { username: 'shequ', grants: [{ role: 'community', area: community }] },
        { username: 'shequ2', grants: [{ role: 'community', area: '990106001002' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'qu', grants: [{ role: 'district', area: '990106' }] },
        { username: 'shi', grants: [{ role: 'city', area: '990100' }] },
        { username: 'bumen', grants: [{ role: 'unit', area: 'un_x' }] },
        { username: 'lingdao', grants: [{ role: 'leader', area: '990106' }] },
        { username: 'admin', grants: [{ role: 'admin', area: '990106' }] },
      ],
    });
    for (const id of [first, second, foreign])
      await server.fresh.database.reference.query(
        'insert into grid (district, id, rev, "row") values ($1, $2, 1, $3)',
        ['990106', id, { id, community: id.slice(0, 12), name: `网格${id.slice(14)}` }],
      );
    server.pokes.subscribe((some) => pokes.push(...some.map(({ scope }) => scope)));
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    now = start;
    pokes.length = 0;
    await server.fresh.database.reference.query("delete from grant_ where to_at > '2026-11-02'");
  });

  const staffOf = async (username: string, query = ''): Promise<Staff> =>
    (await (await server.as(username))(`/api/desk/staff${query}`)).json() as Promise<Staff>;
  const post = async (username: string, path: string, body: object, headers: Record<string, string> = {}) =>
    (await server.as(username))(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const cover = (who: string, grid: string, from: string, to: string, by = 'shequ') =>
    post(by, '/api/desk/stand-ins', { account: server.ids.get(who), grid, from, to });
  const codeOf = async (reply: Response): Promise<string> => problemShape.parse(await reply.json()).code;
  const scopesOf = async (username: string): Promise<string[]> =>
    ((await (await (await server.as(username))('/api/session')).json()) as { scopes: string[] }).scopes;

  it('shows a community the workers of its grids and their posts there, not those who left', async () => {
    const { staff, next } = await staffOf('shequ');
    expect(staff.map(({ username }) => username)).toEqual(['both', 'laozhou', 'xiaolin']);
    expect(staff[0]).toMatchObject({ mayReset: false, posts: [{ area: second, areaName: '网格2' }] });
    expect(staff[1]).toMatchObject({ mayReset: true, posts: [{ area: first, from: '1970-01-01T00:00:00.000Z' }] });
    expect(next).toBeNull();
    expect(JSON.stringify(staff)).not.toContain(foreign);
  });

  it('shows an admin the accounts of the district page by page, and finds by name', async () => {
    const page = await staffOf('admin', '?limit=5');
    expect(page.staff).toHaveLength(5);
    const rest = await staffOf('admin', `?after=${page.next}`);
    expect([...page.staff, ...rest.staff].map(({ username }) => username)).toEqual([...server.ids.keys()].toSorted());
    expect(rest.next).toBeNull();
    expect((await staffOf('admin', '?search=LIN')).staff.map(({ username }) => username)).toEqual([
      'lingdao',
      'xiaolin',
    ]);
    expect((await staffOf('admin', '?search=%25')).staff).toEqual([]);
  });

  it.each(['laozhou', 'jiedao', 'qu', 'shi', 'bumen', 'lingdao'])('is not for %s, to read or to write', async (who) => {
    expect((await (await server.as(who))('/api/desk/staff')).status).toBe(403);
    expect((await cover('xiaolin', first, '2026-11-22', '2026-11-23', who)).status).toBe(403);
    const end = { account: server.ids.get('laozhou'), grid: first, from: '2026-11-22T08:00:00.000Z' };
    expect((await post(who, '/api/desk/stand-ins/end', end)).status).toBe(403);
  });

  it('lets a colleague cover a grid from today, wakes her phone, and gives her the grid until the last day is over', async () => {
    const reply = await cover('xiaolin', first, '2026-11-22', '2026-11-24');
    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({ from: '2026-11-22T08:00:00.000Z', to: '2026-11-24T16:00:00.000Z' });
    expect(pokes.toSorted()).toEqual([`grid:${first}`, `grid:${second}`]);
    expect(await scopesOf('xiaolin')).toContain(`grid:${first}`);
    now = Date.parse('2026-11-24T15:59:59.000Z');
    expect(await scopesOf('xiaolin')).toContain(`grid:${first}`);
    now = Date.parse('2026-11-24T16:00:00.000Z');
    expect(await scopesOf('xiaolin')).not.toContain(`grid:${first}`);
  });

  it('begins at the midnight of a later day', async () => {
    expect((await cover('xiaolin', first, '2026-11-25', '2026-11-25')).status).toBe(201);
    expect(await scopesOf('xiaolin')).not.toContain(`grid:${first}`);
    expect((await staffOf('shequ', '?search=xiaolin')).staff[0]?.posts.map(({ area }) => area)).toEqual([
      second,
      first,
    ]);
    now = Date.parse('2026-11-24T16:00:00.000Z');
    expect(await scopesOf('xiaolin')).toContain(`grid:${first}`);
  });

  it('refuses days that are over, upside down or far too many', async () => {
    for (const [from, to] of [
      ['2026-11-21', '2026-11-23'],
      ['2026-11-24', '2026-11-23'],
      ['2026-11-22', '2028-11-23'],
    ] as const) {
      const reply = await cover('xiaolin', first, from, to);
      expect([reply.status, await codeOf(reply)]).toEqual([409, 'dates-over']);
    }
  });

  it('refuses days in which the grid is covered, or hers anyway; the days beside them are free', async () => {
    expect((await cover('xiaolin', first, '2026-11-24', '2026-11-26')).status).toBe(201);
    for (const [who, from, to] of [
      ['xiaolin', '2026-11-26', '2026-11-27'],
      ['both', '2026-11-23', '2026-11-24'],
      ['laozhou', '2026-12-01', '2026-12-02'],
    ] as const) {
      const reply = await cover(who, first, from, to);
      expect([who, reply.status, await codeOf(reply)]).toEqual([who, 409, 'dates-taken']);
    }
    expect((await cover('both', first, '2026-11-27', '2026-11-27')).status).toBe(201);
    expect((await cover('both', first, '2026-11-23', '2026-11-23')).status).toBe(201);
  });

  it('takes one of two that are assigned at the same moment', async () => {
    const replies = await Promise.all(
      ['xiaolin', 'both', 'xiaolin'].map((who) => cover(who, first, '2026-11-22', '2026-11-23')),
    );
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  });

  it('knows no grid of another community, and nobody who is no worker of this one', async () => {
    const unknown = await cover('xiaolin', `${community}999`, '2026-11-22', '2026-11-23');
    const theirs = await cover('xiaolin', foreign, '2026-11-22', '2026-11-23');
    expect([unknown.status, theirs.status]).toEqual([404, 404]);
    expect(await theirs.text()).toBe(await unknown.text());
    for (const who of ['far', 'left', 'shequ', 'admin'])
      expect((await cover(who, first, '2026-11-22', '2026-11-23')).status).toBe(404);
    expect((await cover('xiaolin', first, '2026-11-22', '2026-11-23', 'shequ2')).status).toBe(404);
  });

  it('ends early, at once; one that has not begun never holds, and can be assigned again', async () => {
    const end = (from: string, by = 'shequ') =>
      post(by, '/api/desk/stand-ins/end', { account: server.ids.get('xiaolin'), grid: first, from });
    const { from } = (await (await cover('xiaolin', first, '2026-11-22', '2026-11-24')).json()) as { from: string };
    expect((await end(from, 'shequ2')).status).toBe(404);
    now += 1000;
    expect((await end(from)).status).toBe(200);
    expect(await scopesOf('xiaolin')).not.toContain(`grid:${first}`);
    expect((await end(from)).status).toBe(404);

    const later = (await (await cover('xiaolin', first, '2026-11-25', '2026-11-26')).json()) as { from: string };
    expect((await end(later.from)).status).toBe(200);
    expect((await staffOf('shequ', '?search=xiaolin')).staff[0]?.posts).toHaveLength(1);
    expect((await cover('xiaolin', first, '2026-11-25', '2026-11-27')).status).toBe(201);
  });

  it('never ends a post that has no end', async () => {
    const body = { account: server.ids.get('laozhou'), grid: first, from: '1970-01-01T00:00:00.000Z' };
    expect((await post('shequ', '/api/desk/stand-ins/end', body)).status).toBe(404);
  });

  it('takes nothing that is no date, no grid, no account, nor what lacks the header', async () => {
    for (const [who, grid, from, to] of [
      ['xiaolin', '1', '2026-11-22', '2026-11-23'],
      ['xiaolin', first, 'x', '2026-11-23'],
      ['nobody', first, '2026-11-22', '2026-11-23'],
    ] as const)
      expect((await cover(who, grid, from, to)).status).toBe(400);
    const bare = await post('shequ', '/api/desk/stand-ins', {}, { 'x-shaodao': '0' });
    expect(bare.status).toBe(403);
  });
});
