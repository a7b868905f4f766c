import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../../../core/lib/id.ts';
import { dayMs, isoOf, minuteMs, msOf, type Iso } from '../../../core/lib/time.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { accountId, testGrid, testNow, testUuid, whistleId } from '../../../core/testing/builders.ts';
import { leadUnit, people, played, units, whistleAt } from '../../../core/testing/loop.ts';
import type { WhistleEventRow, WhistleHappening, WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';

const district = '990106';
const json = { 'content-type': 'application/json' };
const answer = { text: '灯已换好', reason: null, by: people.community.account, byName: '沈书记', at: testNow };
const question = { text: '是几单元？', by: people.community.account, byName: '沈书记', at: testNow };
/** Of which nothing may stand on any page. */
const hidden = ['沈书记', '王阿姨', '13900001111', '老周', 'un_', 'ac_'];

const settled = whistleId(11);
const asking = whistleId(12);
const surveying = whistleId(13);
const joined = whistleId(14);
const target = whistleId(15);
const foreign = whistleId(16);
const working = whistleId(17);

let nowMs = msOf(testNow);
let server: TestServer;
let eventCount = 0;

const event = (whistle: string, order: number, happening: WhistleHappening, at: Iso = testNow): KindRow => ({
  kind: 'event',
  row: {
    id: makeId('event', testUuid(900 + (eventCount += 1))),
    rev: 1,
    order,
    grid: testGrid,
    whistle: whistle as WhistleEventRow['whistle'],
    at,
    by: people.community.account,
    byName: '沈书记',
    happening,
  },
});
const raised: WhistleHappening = {
  type: 'whistle-raised',
  content: {
    category: '0103',
    text: '王阿姨13900001111',
    emergency: false,
    place: null,
    photos: [],
    voice: [],
    marks: [],
  },
  grid: testGrid,
  household: null,
  source: 'visit',
  outOfGrid: false,
  occurredAt: testNow,
};

async function town(): Promise<void> {
  const base = { raisedByName: '老周', text: '王阿姨13900001111', rev: 2, changed: whistleAt('settled').changed };
  const at = (id: string, row: WhistleRow): KindRow => ({
    kind: 'whistle',
    row: { ...row, id: id as WhistleRow['id'], grid: testGrid },
  });
  const rows: KindRow[] = [
    { kind: 'grid', row: { id: testGrid, rev: 1, name: '三网格', community: testGrid.slice(0, 12), boundary: [] } },
    { kind: 'area', row: { id: testGrid.slice(0, 12), rev: 1, level: 'community', parent: null, name: '柳荫社区' } },
    {
      kind: 'category',
      row: {
        id: '0103',
        rev: 1,
        classZh: '',
        classEn: '',
        zh: '路灯不亮',
        en: 'Lamp out',
        lead: '',
        leadZh: '',
        helping: [],
        urgency: 'U3',
        limitNote: '',
      },
    },
    ...units.map((row): KindRow => ({
      kind: 'unit',
      row: { ...row, name: row.id === leadUnit ? '市政部门' : '供电部门' },
    })),
    at(settled, whistleAt('settled', { ...base, answer })),
    at(asking, whistleAt('community', { ...base, question, loop: null })),
    at(surveying, { ...played(whistleAt('verifying'), 'accept', people.community), ...base, rev: 2 }),
    at(joined, whistleAt('merged', { ...base, mergedInto: target })),
    at(target, whistleAt('settled', { ...base, answer })),
    at(foreign, whistleAt('settled', { ...base, answer })),
    at(working, whistleAt('working', base)),
    ...[settled, asking, surveying, target, foreign, working].flatMap((id) => [
      event(id, 1, raised),
      event(id, 2, { type: 'whistle-commented', text: '王阿姨13900001111' }),
    ]),
    event(joined, 1, raised),
    event(joined, 2, { type: 'whistle-merged', into: target }),
    event(target, 3, { type: 'whistle-settled', text: '灯已换好' }, isoOf(msOf(testNow) + 1)),
  ];
  await loadRows(new PgStore(server.fresh.database.poolFor), district, { rows, audit: [] });
}

beforeAll(async () => {
  server = await startTestServer({
    now: () => nowMs,
    accounts: [
      { username: 'shequ', grants: [{ role: 'community', area: testGrid.slice(0, 12) }] },
      { username: 'other', grants: [{ role: 'community', area: '990106001002' }] },
      { username: 'laozhou', name: '老周', grants: [{ role: 'worker', area: testGrid }] },
      { username: 'jiedao', grants: [{ role: 'street', area: testGrid.slice(0, 9) }] },
    ],
  });
  await town();
});
afterAll(() => server.close());
beforeEach(async () => {
  nowMs += 20 * minuteMs;
});

const make = async (username: string, path: string, body?: unknown): Promise<Response> =>
  (await server.as(username))(path, {
    method: 'POST',
    ...(body !== undefined && { headers: json, body: JSON.stringify(body) }),
  });
async function follow(whistle: string): Promise<string> {
  const reply = await make('shequ', `/api/whistles/${whistle}/links`);
  return new URL(((await reply.json()) as { url: string }).url).pathname;
}
async function ballots(count: number): Promise<{ path: string; code: string }[]> {
  const reply = await make('shequ', `/api/whistles/${surveying}/ballot-links`, { count });
  const { links } = (await reply.json()) as { links: { url: string; code: string }[] };
  return links.map(({ url, code }) => ({ path: new URL(url).pathname, code }));
}
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers, redirect: 'manual' });

/** The tokens of the forms on a page, by their deed. */
async function formsAt(path: string): Promise<Record<string, string>> {
  const page = await (await get(path)).text();
  return Object.fromEntries(
    [...page.matchAll(/action="[^"]*\/(\w+)(?:\?lang=en)?">\s*<input type="hidden" name="page" value="([^"]+)"/g)].map(
      ([, deed = '', token = '']) => [deed, token],
    ),
  );
}
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: server.url, 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields),
  });
async function send(path: string, deed: string, fields: Record<string, string>, headers = {}): Promise<Response> {
  const page = (await formsAt(path))[deed] ?? '';
  return post(`${path}/${deed}`, { page, ...fields }, headers);
}
async function rowOf(whistle: string): Promise<WhistleRow> {
  const { rows } = await server.fresh.database.reference.query<{ row: WhistleRow }>(
    'select "row" from whistle where district = $1 and id = $2',
    [district, whistle],
  );
  const row = rows[0]?.row;
  if (!row) throw new Error(`no ${whistle}`);
  return row;
}

describe('giving a link', () => {
  it('is for the community of its grid and for the worker who raised it, nobody else', async () => {
    expect((await make('shequ', `/api/whistles/${working}/links`)).status).toBe(201);
    expect((await make('other', `/api/whistles/${working}/links`)).status).toBe(404);
    expect((await make('jiedao', `/api/whistles/${working}/links`)).status).toBe(403);
    expect((await make('laozhou', `/api/whistles/${working}/links`)).status).toBe(404);
    const own = server.ids.get('laozhou');
    await server.fresh.database.reference.query(
      `update whistle set "row" = jsonb_set("row", '{raisedBy}', to_jsonb($3::text)) where district = $1 and id = $2`,
      [district, working, own],
    );
    expect((await make('laozhou', `/api/whistles/${working}/links`)).status).toBe(201);
    expect((await make('laozhou', `/api/whistles/${surveying}/ballot-links`, { count: 1 })).status).toBe(403);
    expect((await fetch(`${server.url}/api/whistles/${working}/links`, { method: 'POST' })).status).toBe(403);
  });

  it('keeps no secret: the table holds hashes alone', async () => {
    const path = await follow(working);
    const [ballot] = await ballots(1);
    const { rows } = await server.fresh.database.reference.query('select * from whistle_link');
    const kept = JSON.stringify(rows);
    expect(path).toMatch(/^\/t\/990106[\w-]{22}$/);
    expect(kept).not.toContain(path.slice(3));
    expect(kept).not.toContain(ballot?.path.slice(3));
    expect(kept).not.toContain(ballot?.code.replace('-', ''));
  });

  it('gives ballots while residents are asked, so many at a time', async () => {
    expect((await make('shequ', `/api/whistles/${working}/ballot-links`, { count: 1 })).status).toBe(400);
    for (const count of [0, 61, 1.5, '2'])
      expect((await make('shequ', `/api/whistles/${surveying}/ballot-links`, { count })).status).toBe(400);
    expect(new Set((await ballots(3)).map(({ code }) => code)).size).toBe(3);
  });
});

describe('the page of a link', () => {
  it('says what, where it stands and what happened, in both languages, and nothing of anybody', async () => {
    const path = await follow(working);
    for (const [language, words] of [
      ['', ['路灯不亮', '柳荫社区 · 三网格', '2026年11月18日', '责任单位正在办理', '市政部门', '已收到，交社区研究']],
      [
        '?lang=en',
        ['Lamp out', 'The responsible unit is at work', 'Wed 18 Nov 2026', 'the community is looking at it'],
      ],
    ] as const) {
      const reply = await get(path + language);
      const page = await reply.text();
      expect(reply.status).toBe(200);
      for (const word of words) expect(page).toContain(word);
      for (const word of hidden) expect(page).not.toContain(word);
      expect(Buffer.byteLength(page)).toBeLessThan(20_000);
      expect(page).not.toMatch(/<script|<img|https?:/);
    }
  });

  it('tells no other site where it is, is kept nowhere and found by no search', async () => {
    const { headers } = await get(await follow(working));
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; base-uri/);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('reads no session: the same with a cookie of staff, of rubbish and with none', async () => {
    const path = await follow(working);
    const plain = await (await get(path)).text();
    for (const cookie of ['shaodao=rubbish', `shaodao=${district}.${'a'.repeat(43)}`]) {
      const reply = await get(path, { cookie });
      expect([await reply.text(), reply.headers.get('set-cookie')]).toEqual([plain, null]);
    }
  });

  it('answers whatever opens nothing with the same page', async () => {
    const [ballot] = await ballots(1);
    const path = await follow(working);
    const wrong = [
      `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`,
      `/t/990106${'a'.repeat(22)}`,
      `/t/990199${'a'.repeat(22)}`,
      '/t/rubbish',
      `/t/${encodeURIComponent("' or 1=1 --")}`,
      `/t/${ballot?.path.slice(3)}`,
    ];
    const pages = new Set<string>();
    for (const one of wrong) {
      const reply = await get(one);
      expect([one, reply.status]).toEqual([one, 404]);
      pages.add(await reply.text());
    }
    expect(pages.size).toBe(1);
    expect([...pages][0]).toContain('这个链接打不开');
    expect((await get(`/b/${path.slice(3)}`)).status).toBe(404);
  });

  it('follows a merge to its target and says so; whoever reported may still say that it is not solved', async () => {
    const path = await follow(joined);
    const page = await (await get(path)).text();
    expect(page).toContain('和另一件同样的事合在一起办');
    expect(page).toContain('与另一件同样的事合在一起办，下面接着是那件事的进展');
    expect(page).toContain('灯已换好');
    const reply = await send(path, 'reopen', { text: '我家门口还是黑的' });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `${path}?done=reopen`]);
    // Where she lives it is not solved: her own goes on, and what was solved elsewhere stays so.
    expect(await rowOf(joined)).toMatchObject({ stage: 'community', mergedInto: null, loop: { isReopened: true } });
    expect((await rowOf(target)).stage).toBe('settled');
    const after = await (await get(`${path}?done=reopen`)).text();
    expect(after).toContain('已重新打开，社区会再次答复您');
    expect(after).toContain('有人反映没有解决，已重新打开');
    expect(after).not.toContain('我家门口还是黑的');
  });

  it('is gone half a year after the end', async () => {
    const path = await follow(foreign);
    const before = nowMs;
    nowMs += 181 * dayMs;
    expect((await get(path)).status).toBe(404);
    nowMs = before;
    expect((await get(path)).status).toBe(200);
  });
});

describe('a form of a link', () => {
  it('rates once, says what was said, and offers to open it again', async () => {
    const path = await follow(settled);
    const page = (await formsAt(path))['rate'] ?? '';
    expect((await send(path, 'rate', {})).status).toBe(422);
    const reply = await post(`${path}/rate`, { page, grade: 'unsatisfied', text: '还是暗' });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `${path}?done=rate`]);
    const shown = await (await get(path)).text();
    expect(shown).toContain('您已评价：不满意');
    expect(shown).toContain('您评了不满意。如果事情没有解决');
    const second = await post(`${path}/rate`, { page, grade: 'satisfied' });
    const told = await second.text();
    expect([second.status, told.includes('您已评价：不满意')]).toEqual([422, true]);
    expect((await rowOf(settled)).loop?.rates).toMatchObject([{ grade: 'unsatisfied', byName: '居民' }]);
    // Another holder has a voice of her own, and does not see the first one's.
    const other = await follow(settled);
    expect(await (await get(other)).text()).not.toContain('您已评价');
    expect((await send(other, 'rate', { grade: 'satisfied' })).status).toBe(303);
    expect((await rowOf(settled)).loop?.rates).toHaveLength(2);
  });

  it('answers what was asked, once', async () => {
    const path = await follow(asking);
    const page = (await formsAt(path))['tell'] ?? '';
    expect((await post(`${path}/tell`, { page, text: '   ' })).status).toBe(422);
    expect((await post(`${path}/tell`, { page, text: '三单元' })).status).toBe(303);
    expect((await rowOf(asking)).question).toBeNull();
    const again = await post(`${path}/tell`, { page, text: '四单元' });
    expect([again.status, (await again.text()).includes('现在已经不能这样做了')]).toEqual([422, true]);
  });

  it('does nothing twice, however it is sent', async () => {
    const path = await follow(foreign);
    const page = (await formsAt(path))['rate'] ?? '';
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => post(`${path}/rate`, { page, grade: 'fair', text: '' })),
    );
    expect(replies.every(({ status }) => status === 303 || status === 422)).toBe(true);
    expect(replies.some(({ status }) => status === 303)).toBe(true);
    expect((await rowOf(foreign)).loop?.rates).toHaveLength(1);
  });

  it('is refused from another site, without its page, and with the page of another link', async () => {
    const path = await follow(settled);
    const other = (await formsAt(await follow(settled)))['rate'] ?? '';
    const { rate: page = '', reopen = '' } = await formsAt(path);
    const rates = (await rowOf(settled)).loop?.rates.length;
    const fields = { page, grade: 'satisfied' };
    for (const reply of [
      await post(`${path}/rate`, fields, { origin: 'https://evil.example' }),
      await post(`${path}/rate`, fields, { 'sec-fetch-site': 'cross-site' }),
      await post(`${path}/rate`, fields, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
      await post(`${path}/rate`, { grade: 'satisfied' }),
      await post(`${path}/rate`, { ...fields, page: other }),
      await post(`${path}/rate`, { ...fields, page: reopen }),
      await post(`${path}/rate`, { ...fields, page: '' }, { origin: 'null' }),
    ]) {
      expect(reply.status).toBe(403);
      expect(await reply.text()).toContain('没有收下');
    }
    expect((await rowOf(settled)).loop?.rates).toHaveLength(rates ?? 0);
    // A page that tells nobody where it is hides its origin, too.
    expect((await post(`${path}/rate`, fields, { origin: 'null' })).status).toBe(303);
  });

  it('signs nothing with the cookie of somebody who is signed in', async () => {
    const signIn = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ username: 'shequ', password: 'long enough' }),
    });
    const cookie = (signIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const path = await follow(settled);
    expect((await send(path, 'rate', { grade: 'fair', voice: accountId(1) }, { cookie })).status).toBe(303);
    expect((await rowOf(settled)).loop?.rates.at(-1)?.byName).toBe('居民');
  });

  it('takes neither JSON, nor too much, nor too often', async () => {
    const path = await follow(settled);
    const { rate: page = '', reopen = '' } = await formsAt(path);
    const asJson = await fetch(`${server.url}${path}/rate`, {
      method: 'POST',
      headers: { ...json, origin: server.url },
      body: JSON.stringify({ page, grade: 'fair' }),
    });
    expect(asJson.status).toBe(404);
    const large = await post(`${path}/reopen`, { page: reopen, text: '长'.repeat(20_000) });
    expect(large.status).toBe(413);
    const long = await post(`${path}/reopen`, { page: reopen, text: 'a'.repeat(4001) });
    expect([long.status, (await long.text()).includes('写得太长了')]).toEqual([422, true]);
    const typed = await post(`${path}/rate`, { page, text: '"><script>alert(1)</script>' });
    expect([typed.status, (await typed.text()).includes('&quot;&gt;&lt;script&gt;')]).toEqual([422, true]);
    const statuses: number[] = [];
    for (let i = 0; i < 32; i += 1) statuses.push((await post(`${path}/rate`, { page })).status);
    expect(statuses.slice(0, 5)).toEqual([422, 422, 422, 422, 422]);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a ballot', () => {
  it('counts once, by its link or by its code, and a used one says thanks', async () => {
    const [one] = await ballots(1);
    if (!one) throw new Error('no ballot');
    const code = `/b/${one.code.replace('-', '')}`;
    const before = (await rowOf(surveying)).loop?.ballots.length ?? 0;
    expect((await send(one.path, 'ballot', { grade: 'unsatisfied' })).status).toBe(422);
    expect((await send(one.path, 'ballot', { grade: 'unsatisfied', text: '还漏' })).status).toBe(303);
    for (const path of [one.path, code]) {
      const page = await (await get(path)).text();
      expect(page).toContain('谢谢，您的一票已计入');
      expect(page).not.toContain('<form');
    }
    expect((await rowOf(surveying)).loop?.ballots).toHaveLength(before + 1);
    const [two] = await ballots(1);
    if (!two) throw new Error('no ballot');
    const page = (await formsAt(two.path))['ballot'] ?? '';
    const typed = (await formsAt(`/b/${two.code.replace('-', '')}`))['ballot'] ?? '';
    const replies = await Promise.all([
      post(`${two.path}/ballot`, { page, grade: 'satisfied' }),
      post(`/b/${two.code.replace('-', '')}/ballot`, { page: typed, grade: 'fair' }),
    ]);
    expect(replies.some(({ status }) => status === 303)).toBe(true);
    expect((await rowOf(surveying)).loop?.ballots).toHaveLength(before + 2);
    const third = await post(`${two.path}/ballot`, { page, grade: 'satisfied' });
    expect(third.status).toBe(422);
    expect((await rowOf(surveying)).loop?.ballots).toHaveLength(before + 2);
  });

  it('is opened by the code as somebody types it; a guess costs time', async () => {
    const [one] = await ballots(1);
    const typed = encodeURIComponent(` ${one?.code.toLowerCase()} `);
    const reply = await get(`/b?code=${typed}&lang=en`);
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `/b/${one?.code.replace('-', '')}?lang=en`]);
    expect((await get('/b')).status).toBe(200);
    const guesses: number[] = [];
    for (let i = 0; i < 41; i += 1) guesses.push((await get(`/b/ABCDEFG${'ABCDEFGHJK'.charAt(i % 10)}`)).status);
    expect(guesses[0]).toBe(404);
    expect(guesses.at(-1)).toBe(429);
    // The right one has to wait, too: whoever guesses cannot tell.
    expect((await get(`/b?code=${typed}`)).status).toBe(429);
    expect((await get(one?.path ?? '')).status).toBe(200);
    nowMs += 16 * minuteMs;
    expect((await get(`/b?code=${typed}`)).status).toBe(303);
  });

  it('says that the survey has ended', async () => {
    const [one] = await ballots(1);
    if (!one) throw new Error('no ballot');
    const page = (await formsAt(one.path))['ballot'] ?? '';
    await server.fresh.database.reference.query(
      `update whistle set "row" = jsonb_set("row", '{stage}', '"evaluating"') where district = $1 and id = $2`,
      [district, surveying],
    );
    expect(await (await get(one.path)).text()).toContain('这次测评已经结束');
    expect((await post(`${one.path}/ballot`, { page, grade: 'satisfied' })).status).toBe(422);
  });
});

describe('staff', () => {
  it('cannot speak with the voice of a link, whichever they name', async () => {
    const { rows } = await server.fresh.database.reference.query<{ voice: string }>(
      `select voice from whistle_link where district = $1 and whistle = $2 limit 1`,
      [district, settled],
    );
    const before = (await rowOf(settled)).loop?.rates;
    for (const [n, username] of ['shequ', 'laozhou'].entries()) {
      const payload = { whistle: settled, grade: 'satisfied', reason: null, voice: rows[0]?.voice };
      const reply = await make(username, '/api/sync/push', {
        protocol: 1,
        epoch: null,
        device: makeId('device', testUuid(950 + n)),
        mutations: [{ seq: 1, id: testUuid(960 + n), type: 'whistle.rate', v: 1, at: isoOf(nowMs), payload }],
      });
      const { results } = (await reply.json()) as { results: { outcome: string }[] };
      expect(results.map(({ outcome }) => outcome)).toEqual(['refused']);
    }
    expect((await rowOf(settled)).loop?.rates).toEqual(before);
  });
});

describe('what residents did', () => {
  it('is on record as theirs, and no account can sign in as they', async () => {
    const { rows } = await server.fresh.database.reference.query<{ username: string; type: string }>(
      `select distinct a.username, u.type from audit u join account a on a.district = u.district and a.id = u.by_account
        where u.district = $1 order by 2`,
      [district],
    );
    expect(rows.map(({ username }) => username)).toEqual(rows.map(() => '(resident)'));
    expect(rows.map(({ type }) => type)).toEqual(['whistle.ballot', 'whistle.rate', 'whistle.reopen', 'whistle.tell']);
    const logins = await server.fresh.database.reference.query(`select 1 from login where username = '(resident)'`);
    expect(logins.rows).toEqual([]);
  });
});
