import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { startTestServer, testPassword, type TestServer } from '../../testing/server.ts';
import { sessionMs } from './sessions.ts';
import { countAttempt, forgive } from './throttle.ts';

const start = Date.parse('2026-11-22T08:00:00.000Z');
const community = '990106001001';

describe('/api/session', () => {
  let server: TestServer;
  let now = start;
  beforeAll(async () => {
    server = await startTestServer({
      now: () => now,
      accounts: [
        {
          username: 'wangge',
          name: '老周',
          grants: [
            { role: 'worker', area: `${community}001` },
            { role: 'worker', area: `${community}002`, from: isoOf(0), to: isoOf(start - 1000) },
          ],
        },
        { username: 'shequ', grants: [{ role: 'community', area: community }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'guessed', grants: [] },
        { username: 'spelled', grants: [] },
        { username: 'known', grants: [] },
      ],
    });
    for (const [id, of] of [
      [`${community}001`, community],
      [`${community}002`, community],
      ['990106001002001', '990106001002'],
    ])
      await server.fresh.database.reference.query(
        'insert into grid (district, id, rev, "row") values ($1, $2, 1, $3)',
        ['990106', id, { community: of }],
      );
  });
  afterAll(() => server.close());

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('gives a worker her account, her roles with their times, her scopes, and a cookie that no script can read', async () => {
    const reply = await post({ username: 'wangge', password: testPassword });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      account: { id: server.ids.get('wangge'), username: 'wangge', name: '老周' },
      roles: [{ role: 'worker', area: `${community}001` }],
      grants: [
        { role: 'worker', area: `${community}001`, from: isoOf(0), to: null },
        { role: 'worker', area: `${community}002`, from: isoOf(0), to: isoOf(start - 1000) },
      ],
      scopes: ['tenant:990106', `grid:${community}001`],
    });
    const [cookie = ''] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Max-Age=2592000/);
    expect(cookie).not.toMatch(/Secure/);
  });

  it('gives a community all its grids, and a street no scopes', async () => {
    const clerk = await (await (await server.as('shequ'))('/api/session')).json();
    expect(clerk.scopes).toEqual([
      'tenant:990106',
      `community:${community}`,
      `grid:${community}001`,
      `grid:${community}002`,
    ]);
    const street = await (await (await server.as('jiedao'))('/api/session')).json();
    expect(street.scopes).toEqual([]);
  });

  it('reads a username whatever its case and width', async () => {
    expect((await post({ username: ' ＷangGe ', password: testPassword })).status).toBe(200);
  });

  it('answers an unknown name as it answers a wrong password', async () => {
    const wrong = await post({ username: 'wangge', password: 'wrong' });
    const unknown = await post({ username: 'nobody', password: 'wrong' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
    expect(unknown.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('does not say who it is without a session, with a made-up one, or with one of another district', async () => {
    for (const cookie of ['', 'shaodao=x', `shaodao=990106.${'A'.repeat(43)}`, `shaodao=990107.${'A'.repeat(43)}`]) {
      const reply = await fetch(`${server.url}/api/session`, { headers: { cookie } });
      expect(reply.status).toBe(401);
      expect(problemShape.parse(await reply.json()).code).toBe('not-signed-in');
    }
  });

  it('signs out: the session is gone for whoever holds its cookie', async () => {
    const ask = await server.as('wangge');
    expect((await ask('/api/session')).status).toBe(200);
    const out = await ask('/api/session', { method: 'DELETE' });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^shaodao=;/);
    expect((await ask('/api/session')).status).toBe(401);
    expect((await ask('/api/session', { method: 'DELETE' })).status).toBe(204);
  });

  it('lasts 30 days from its last use', async () => {
    const ask = await server.as('wangge');
    now = start + sessionMs - 1000;
    const extended = await ask('/api/session');
    expect(extended.status).toBe(200);
    expect(extended.headers.getSetCookie()[0]).toMatch(/Max-Age=2592000/);
    now = start + 2 * sessionMs - 2000;
    expect((await ask('/api/session')).status).toBe(200);
    now += sessionMs;
    expect((await ask('/api/session')).status).toBe(401);
    now = start;
  });

  it('ends with its account', async () => {
    const ask = await server.as('jiedao');
    const pool = server.fresh.database.reference;
    await pool.query("update account set closed_at = $1 where username = 'jiedao'", [new Date(now)]);
    expect((await ask('/api/session')).status).toBe(401);
    expect((await post({ username: 'jiedao', password: testPassword })).status).toBe(401);
    await pool.query("update account set closed_at = null where username = 'jiedao'");
  });

  it('keeps only the hash of a token and of a password', async () => {
    const reply = await post({ username: 'wangge', password: testPassword });
    const token = /shaodao=([^;]+)/.exec(reply.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
    const kept = await server.fresh.database.reference.query(
      'select row_to_json(s)::text as t from session s union all select row_to_json(a)::text from account a',
    );
    const all = kept.rows.map((row) => row.t).join('\n');
    expect(all).not.toContain(token.slice(7));
    expect(all).not.toContain(testPassword);
    expect(all).toContain('argon2id$19456$2$');
  });

  it('makes guessing wait, for that name from that address, until the window is over', async () => {
    for (let i = 0; i < 10; i += 1)
      expect((await post({ username: 'guessed', password: `wrong ${i}` })).status).toBe(401);
    const reply = await post({ username: 'guessed', password: testPassword });
    expect(reply.status).toBe(429);
    expect(problemShape.parse(await reply.json()).code).toBe('too-many');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post({ username: 'wangge', password: testPassword })).status).toBe(200);
    now += 15 * 60_000 + 1000;
    expect((await post({ username: 'guessed', password: testPassword })).status).toBe(200);
    now = start;
  });

  it('counts every spelling of a name as that name', async () => {
    const spellings = ['spelled', ' SPELLED', 'ｓｐｅｌｌｅｄ', 'Ｓpelled ', 'ˢpelled'];
    for (let i = 0; i < 10; i += 1)
      expect((await post({ username: spellings[i % 5], password: `wrong ${i}` })).status).toBe(401);
    for (const username of spellings) expect((await post({ username, password: testPassword })).status).toBe(429);
    now += 15 * 60_000 + 1000;
    expect((await post({ username: 'spelled', password: testPassword })).status).toBe(200);
    now = start;
  });

  it('counts guesses that come at the same moment', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post({ username: 'rushed', password: `wrong ${i}` })),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  it('answers slowly, and never shuts out, when a name is guessed at from many addresses', async () => {
    const { database } = server.fresh;
    for (let i = 0; i < 55; i += 1) {
      const turn = await countAttempt(database, { username: 'known', address: `10.0.0.${i}` }, now);
      expect(turn).toEqual({ waitSeconds: 0, isSlow: i >= 50 });
    }
    const askedAt = performance.now();
    expect((await post({ username: 'known', password: testPassword })).status).toBe(200);
    expect(performance.now() - askedAt).toBeGreaterThan(1_900);
    const many = await Promise.all(Array.from({ length: 8 }, () => post({ username: 'known', password: 'wrong' })));
    expect(many.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      401, 401, 401, 401, 429, 429, 429, 429,
    ]);
  });

  it('takes back only its own count when a password was right', async () => {
    const { database } = server.fresh;
    const attempt = { username: 'somebody', address: '10.1.0.1' };
    for (let i = 0; i < 99; i += 1) await countAttempt(database, { ...attempt, username: `n${i}` }, now);
    for (let i = 0; i < 3; i += 1) {
      expect(await countAttempt(database, attempt, now)).toEqual({ waitSeconds: 0, isSlow: false });
      await forgive(database, attempt);
    }
    expect((await countAttempt(database, attempt, now)).waitSeconds).toBe(0);
    expect((await countAttempt(database, attempt, now)).waitSeconds).toBeGreaterThan(0);
  });

  it('refuses a body that is not credentials, without repeating it', async () => {
    for (const body of [
      {},
      { username: 'a' },
      { username: 'a', password: 7 },
      [],
      { username: 'a'.repeat(101), password: 'x' },
    ]) {
      const reply = await post(body);
      expect(reply.status).toBe(400);
      expect(problemShape.parse(await reply.json()).code).toBe('bad-request');
    }
  });
});
