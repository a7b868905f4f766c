import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7 } from '../../../core/lib/id.ts';
import { dayMs, minuteMs } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { startTestServer, testPassword, type TestServer } from '../../testing/server.ts';

const start = Date.parse('2026-11-22T08:00:00.000Z');
const community = '990106001001';
const own = 'a password of her own';

describe('a one-time password', () => {
  let server: TestServer;
  let now = start;
  beforeAll(async () => {
    const worker = (username: string, ...areas: string[]) => ({
      username,
      grants: areas.map((area) => ({ role: 'worker' as const, area })),
    });
    server = await startTestServer({
      now: () => now,
      accounts: [
        worker('forgetful', `${community}001`),
        worker('late', `${community}001`),
        worker('often', `${community}001`),
        worker('wangge', `${community}002`),
        worker('both', `${community}001`, '990106001002001'),
        worker('far', '990106001002001'),
        { username: 'shequ', grants: [{ role: 'community', area: community }] },
        { username: 'shequ2', grants: [{ role: 'community', area: '990106001002' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'qu', grants: [{ role: 'district', area: '990106' }] },
        { username: 'shi', grants: [{ role: 'city', area: '990100' }] },
        { username: 'bumen', grants: [{ role: 'unit', area: 'un_x' }] },
        { username: 'lingdao', grants: [{ role: 'leader', area: '990106' }] },
        { username: 'admin', grants: [{ role: 'admin', area: '990106' }] },
        { username: 'elsewhere', district: '990107', grants: [{ role: 'worker', area: '990107001001001' }] },
      ],
    });
  });
  afterAll(() => server.close());

  const reset = async (by: string, of: string, headers: Record<string, string> = {}) =>
    (await server.as(by))(`/api/desk/accounts/${server.ids.get(of) ?? of}/password`, { method: 'POST', headers });
  const signIn = (username: string, password: string, newPassword?: string) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, newPassword }),
    });
  const codeOf = async (reply: Response): Promise<string> => problemShape.parse(await reply.json()).code;

  it('ends the sessions, opens nothing but the choice of her own, and is worth nothing afterwards', async () => {
    const before = await server.as('forgetful');
    const reply = await reset('shequ', 'forgetful');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const { password, until } = (await reply.json()) as { password: string; until: string };
    expect(password).toMatch(/^[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}$/);
    expect(Date.parse(until)).toBe(start + 3 * dayMs);
    expect((await before('/api/session')).status).toBe(401);
    expect((await signIn('forgetful', testPassword)).status).toBe(401);

    for (const chosen of [undefined, '', 'short', password]) {
      const needed = await signIn('forgetful', password, chosen);
      expect([needed.status, await codeOf(needed)]).toEqual([403, 'new-password-needed']);
      expect(needed.headers.getSetCookie()).toEqual([]);
    }
    expect((await signIn('forgetful', password, own)).status).toBe(200);
    expect((await signIn('forgetful', password, own)).status).toBe(401);
    expect((await signIn('forgetful', own)).status).toBe(200);
    // With a password of her own another one is not taken on the way.
    expect((await signIn('forgetful', own, 'something else')).status).toBe(200);
    expect((await signIn('forgetful', own)).status).toBe(200);
  });

  it('runs out after three days', async () => {
    const { password } = (await (await reset('shequ', 'late')).json()) as { password: string };
    now = start + 3 * dayMs;
    expect((await signIn('late', password, own)).status).toBe(401);
    now = start;
  });

  it('is for the community of all her grids, and for the admin', async () => {
    expect((await reset('shequ', 'both')).status).toBe(403);
    const [theirs, unknown] = [
      await reset('shequ', 'far'),
      await reset('shequ', makeId('account', uuidv7(99, new Uint8Array(10)))),
    ];
    expect([theirs.status, unknown.status]).toEqual([404, 404]);
    expect(await theirs.text()).toBe(await unknown.text());
    for (const of of ['shequ', 'jiedao', 'admin', 'elsewhere'])
      expect([of, (await reset('shequ', of)).status]).toEqual([of, 404]);
    expect((await reset('admin', 'both')).status).toBe(200);
    expect((await reset('admin', 'jiedao')).status).toBe(200);
    expect((await reset('admin', 'shi')).status).toBe(403);
    expect((await reset('admin', 'elsewhere')).status).toBe(404);
  });

  it.each(['wangge', 'qu', 'shi', 'bumen', 'lingdao'])('is nothing that %s may give', async (by) => {
    const reply = await reset(by, 'forgetful');
    expect([reply.status, await codeOf(reply)]).toEqual([403, 'forbidden']);
  });

  it('is not given without a session or without the header', async () => {
    const path = `${server.url}/api/desk/accounts/${server.ids.get('forgetful')}/password`;
    expect((await fetch(path, { method: 'POST', headers: { 'x-shaodao': '1' } })).status).toBe(401);
    expect((await reset('shequ', 'forgetful', { 'x-shaodao': '0' })).status).toBe(403);
  });

  it('is not given again and again', async () => {
    for (let i = 0; i < 5; i += 1) expect((await reset('shequ', 'often')).status).toBe(200);
    const reply = await reset('shequ', 'often');
    expect([reply.status, await codeOf(reply)]).toEqual([429, 'too-many']);
    now = start + 16 * minuteMs;
    expect((await reset('shequ', 'often')).status).toBe(200);
    now = start;
  });
});
