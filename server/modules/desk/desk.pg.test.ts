import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/server.ts';

interface Page {
  whistles: { id: string; grid: string; stage: string; household?: unknown }[];
  next: string | null;
}

const id = (n: number): string => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const grids = ['990106001001001', '990106001002001', '990106002001001', '990207001001001', '880101001001001'];

const of = (
  username: string,
  role: 'street' | 'district' | 'city' | 'leader' | 'worker' | 'community',
  area: string,
  district = '990106',
) => ({
  username,
  district,
  grants: [{ role, area }],
});

const expected = (isMine: (n: number, grid: string) => boolean): string[] =>
  Array.from({ length: 40 }, (_, n) => n)
    .filter((n) => isMine(n, grids[n % 2 === 0 ? 0 : n % 5] ?? ''))
    .map(id)
    .toReversed();

describe('GET /api/desk/whistles', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        of('jiedao', 'street', '990106001'),
        of('shequ', 'community', '990106001002'),
        of('qu', 'district', '990106'),
        of('lingdao', 'leader', '990106'),
        of('shi', 'city', '990100', '990100'),
        of('wangge', 'worker', '990106001001001'),
        of('qu2', 'district', '990107', '990107'),
      ],
    });
    for (let n = 0; n < 40; n += 1) {
      const grid = grids[n % 2 === 0 ? 0 : n % 5] ?? '';
      // Pairs share a moment, so that order must not rest on it alone.
      const raisedAt = new Date(Date.parse('2026-11-01T00:00:00.000Z') + Math.floor(n / 2) * 60_000).toISOString();
      const row = {
        id: id(n),
        rev: 1,
        grid,
        stage: n % 4 === 0 ? 'street' : 'community',
        category: null,
        text: `第${n}`,
        emergency: false,
        urgency: null,
        photos: [],
        voice: [],
        source: 'patrol',
        raisedAt,
        occurredAt: raisedAt,
        raisedByName: '老周',
        clocks: [],
        household: 'hh_secret',
        place: null,
        answer: null,
        outOfGrid: false,
        raisedBy: 'ac_1',
      };
      const district = grid.startsWith('9902') ? '990207' : grid.slice(0, 6);
      await server.fresh.database.reference.query(
        'insert into district (code, name) values ($1, $1) on conflict do nothing',
        [district],
      );
      await server.fresh.database.reference.query(
        'insert into whistle (district, id, rev, "row") values ($1, $2, 1, $3)',
        [district, id(n), row],
      );
    }
  });
  afterAll(() => server.close());

  const pages = async (username: string, query: string, limit: number): Promise<Page['whistles']> => {
    const ask = await server.as(username);
    const all: Page['whistles'] = [];
    for (let after: string | null = ''; after !== null;) {
      const reply = await ask(`/api/desk/whistles?limit=${limit}${query}${after && `&after=${after}`}`);
      expect(reply.status).toBe(200);
      const page = (await reply.json()) as Page;
      expect(page.whistles.length).toBeLessThanOrEqual(limit);
      all.push(...page.whistles);
      after = page.next;
    }
    return all;
  };
  it.each([
    ['jiedao', (grid: string) => grid.startsWith('990106001')],
    ['shequ', (grid: string) => grid.startsWith('990106001002')],
    ['qu', (grid: string) => grid.startsWith('990106')],
    ['lingdao', (grid: string) => grid.startsWith('990106')],
    ['shi', (grid: string) => grid.startsWith('9901')],
    ['qu2', () => false],
  ])('shows %s what lies in the own area, newest first, each once over all pages', async (username, isMine) => {
    const found = await pages(username, '', 7);
    expect(found.map((whistle) => whistle.id)).toEqual(expected((_, grid) => isMine(grid)));
    expect(JSON.stringify(found)).not.toContain('hh_secret');
  });

  it('narrows by stage and by area', async () => {
    const found = await pages('qu', '&stage=street&area=990106001', 3);
    expect(found.map((whistle) => whistle.id)).toEqual(
      expected((n, grid) => n % 4 === 0 && grid.startsWith('990106001')),
    );
  });

  it('neither skips nor repeats when something new is raised between two pages', async () => {
    const ask = await server.as('jiedao');
    const first = (await (await ask('/api/desk/whistles?limit=5')).json()) as Page;
    const row = {
      id: id(99),
      rev: 1,
      grid: grids[0],
      stage: 'community',
      category: null,
      text: '新',
      emergency: false,
      urgency: null,
      photos: [],
      source: 'patrol',
      raisedAt: '2026-11-02T00:00:00.000Z',
      occurredAt: '2026-11-02T00:00:00.000Z',
      raisedByName: '老周',
      clocks: [],
    };
    const pool = server.fresh.database.reference;
    await pool.query('insert into whistle (district, id, rev, "row") values ($1, $2, 1, $3)', ['990106', id(99), row]);
    const second = (await (await ask(`/api/desk/whistles?limit=5&after=${first.next}`)).json()) as Page;
    expect([...first.whistles, ...second.whistles].map((whistle) => whistle.id)).toEqual(
      expected((_, grid) => grid.startsWith('990106001')).slice(0, 10),
    );
    await pool.query('delete from whistle where district = $1 and id = $2', ['990106', id(99)]);
  });

  it('says of each clock what stands on record and how it looks by the server', async () => {
    const pool = server.fresh.database.reference;
    const clock = {
      name: 'answer',
      startedAt: '2026-11-01T00:00:00.000Z',
      endedAt: null,
      pausedAt: null,
      term: { workdays: 1 },
      isProvisional: false,
    };
    const at = (state: string, dueAt: string) => ({ ...clock, state, dueAt });
    const [past, far] = ['2026-11-02T00:00:00.000Z', '2199-01-01T00:00:00.000Z'];
    const clocks = [at('running', far), at('running', past), at('met', past)];
    await pool.query(
      `update whistle set "row" = jsonb_set("row", '{clocks}', $2) where district = '990106' and id = $1`,
      [id(38), JSON.stringify(clocks)],
    );
    const page = await (await (await server.as('qu'))('/api/desk/whistles?limit=2')).json();
    const shown = page.whistles.find((one: { id: string }) => one.id === id(38));
    expect(shown.clocks.map(({ state, face }: Record<string, string>) => [state, face])).toEqual([
      ['running', 'running'],
      ['running', 'overdue'],
      ['met', 'met'],
    ]);
  });

  it('is not for workers, for nobody, nor for areas of others', async () => {
    expect((await fetch(`${server.url}/api/desk/whistles`)).status).toBe(401);
    expect((await (await server.as('wangge'))('/api/desk/whistles')).status).toBe(403);
    const street = await server.as('jiedao');
    for (const area of ['990106002', '990106', '880101', '990106002001001'])
      expect((await street(`/api/desk/whistles?area=${area}`)).status).toBe(403);
  });

  it('refuses what is no cursor, no stage, no area, no number', async () => {
    const ask = await server.as('qu');
    for (const query of [
      'after=abc',
      `after=${Buffer.from("x' or 1=1").toString('base64url')}`,
      'stage=x',
      'area=1%25',
      'limit=0',
      'limit=101',
      'limit=x',
    ])
      expect((await ask(`/api/desk/whistles?${query}`)).status).toBe(400);
  });
});
