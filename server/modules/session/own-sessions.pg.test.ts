import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeOrOpen, listOrEndSessions } from '../../admin-sessions.ts';
import { StartError } from '../../words.ts';
import { startTestServer, testPassword, type TestServer } from '../../testing/server.ts';
import { systemOf } from './system-of.ts';

const start = Date.parse('2026-11-22T08:00:00.000Z');
type Call = (path: string, init?: RequestInit) => Promise<Response>;

describe('/api/sessions', () => {
  let server: TestServer;
  let now = start;
  beforeAll(async () => {
    server = await startTestServer({
      now: () => now,
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] },
        { username: 'shequ', grants: [{ role: 'community', area: '990106001001' }] },
      ],
    });
  });
  afterAll(() => server.close());

  const listed = async (call: Call) => (await (await call('/api/sessions')).json()).sessions;
  const statusOf = async (call: Call): Promise<number> => (await call('/api/session')).status;
  const drop = async (call: Call, id: string): Promise<number> =>
    (await call(`/api/sessions/${id}`, { method: 'DELETE' })).status;

  it('lists where one is signed in, by days, and ends what is not hers any more', async () => {
    const old = await server.as('wangge');
    now = start + 40 * 3_600_000;
    const current = await server.as('wangge');
    const sessions = await listed(current);
    expect(sessions).toEqual([
      { id: expect.any(String), system: 'other', startedOn: '2026-11-24', usedOn: '2026-11-24', isThis: true },
      { id: expect.any(String), system: 'other', startedOn: '2026-11-22', usedOn: '2026-11-22', isThis: false },
    ]);
    expect(await drop(current, sessions[1].id)).toBe(204);
    expect([await statusOf(old), await statusOf(current)]).toEqual([401, 200]);
    expect(await drop(current, sessions[1].id)).toBe(404);
    now = start;
  });

  it('ends all others at once', async () => {
    const [one, two, three] = [await server.as('wangge'), await server.as('wangge'), await server.as('wangge')];
    expect(await drop(two, 'others')).toBe(204);
    expect(await Promise.all([one, two, three].map(statusOf))).toEqual([401, 200, 401]);
  });

  it('of another account are unknown, as if they did not exist', async () => {
    const [hers, clerk] = [await server.as('wangge'), await server.as('shequ')];
    const { id } = (await listed(hers)).find(({ isThis }: { isThis: boolean }) => isThis);
    const foreign = await clerk(`/api/sessions/${id}`, { method: 'DELETE' });
    const unknown = await clerk(`/api/sessions/${'A'.repeat(43)}`, { method: 'DELETE' });
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(await foreign.text()).toBe(await unknown.text());
    expect(await statusOf(hers)).toBe(200);
    expect((await listed(clerk)).every(({ isThis }: { isThis: boolean }) => isThis)).toBe(true);
  });

  it('end with their account, and it signs in again when it is opened', async () => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { database } = server.fresh;
    const signIn = () =>
      fetch(`${server.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'wangge', password: testPassword }),
      });
    const call = await server.as('wangge');
    expect(await closeOrOpen(database, ' WANGGE', false, now)).toBe(0);
    expect([await statusOf(call), (await signIn()).status]).toEqual([401, 401]);
    expect(await closeOrOpen(database, 'wangge', true, now)).toBe(0);
    expect([await statusOf(call), (await signIn()).status]).toEqual([401, 200]);
    expect(await listOrEndSessions(database, 'wangge', false, now)).toBe(0);
    expect(said.mock.lastCall?.[0]).toMatch(/^ {2}other {4}2026-11-22 - 2026-11-22$/);
    expect(await listOrEndSessions(database, 'wangge', true, now)).toBe(0);
    expect(said.mock.lastCall?.[0]).toContain('1 sessions of wangge were ended');
    await expect(listOrEndSessions(database, 'nobody', false, now)).rejects.toThrow(StartError);
    said.mockRestore();
  });

  it('say what they were started on, and keep nothing of what the browser said', () => {
    const agents = {
      android: 'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36',
      ios: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15',
      harmony: 'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 ArkWeb/4.1',
      windows: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0',
      mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
      linux: 'Mozilla/5.0 (X11; Linux x86_64)',
      other: '<script>',
    };
    for (const [system, agent] of Object.entries(agents)) expect(systemOf(agent)).toBe(system);
    expect(systemOf(undefined)).toBe('other');
  });
});
