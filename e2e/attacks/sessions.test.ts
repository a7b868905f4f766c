/** Who somebody is: cookies, tokens, other sites, guesses, and what the log says of it all. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { testPassword } from '../../server/testing/server.ts';
import { faultOf } from '../../server/http/fault.ts';
import { naughtyTexts } from '../browser/support/naughty.ts';
import { expectHealthy, expectSafe, fingerprint } from './support/safe.ts';
import { newUuid, openTown, raising, type Town } from './support/town.ts';
import { makeId } from '../../core/lib/id.ts';

const lines: string[] = [];
let town: Town;
beforeAll(async () => {
  town = await openTown({
    logger: {
      level: 'info',
      stream: { write: (line: string) => void lines.push(line) },
      serializers: { err: faultOf },
    },
  });
});
afterEach(() => expectHealthy(town));
afterAll(() => town.close());

const json = { 'content-type': 'application/json' };
const at = (path: string): string => `${town.server.url}${path}`;
const signIn = (username: string, password: string, headers: Record<string, string> = {}) =>
  fetch(at('/api/session'), {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ username, password }),
  });
const cookieOf = (reply: Response): string => (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
const who = (cookie: string) => fetch(at('/api/session'), { headers: { cookie } });

it('a cookie that was changed anywhere is nobody’s', async () => {
  const cookie = cookieOf(await signIn('wangge', testPassword));
  await expectSafe(await who(cookie), [200]);
  const [name = '', token = ''] = cookie.split('=');
  const [district = '', random = ''] = token.split('.');
  const { rows } = await town.server.fresh.database.reference.query<{ token_hash: string }>(
    'select token_hash from session',
  );
  const forged = [
    ...Array.from(
      random,
      (letter, i) => `${district}.${random.slice(0, i)}${letter === 'A' ? 'B' : 'A'}${random.slice(i + 1)}`,
    ).slice(0, 42),
    `990107.${random}`,
    `000000.${random}`,
    `' or 1=1 --.${random}`,
    random,
    `${token}.`,
    `${token}=`,
    token.slice(0, -1),
    token.toLowerCase(),
    token.toUpperCase(),
    '',
    'null',
    'undefined',
    '[object Object]',
    `${district}.${'A'.repeat(43)}`,
    `${district}.${'A'.repeat(4_000)}`,
    '%00',
    '%',
    ...rows.map((row) => `${district}.${row.token_hash}`),
  ].filter((one) => one !== token);
  for (const value of forged) await expectSafe(await who(`${name}=${value}`), [401], value);
  for (const other of ['shaodao2', 'Shaodao', '__Host-shaodao', 'session'])
    await expectSafe(await who(`${other}=${token}`), [401], other);
  await expectSafe(await who(`${name}=${forged[0]}; ${name}=${token}`), [200, 401]);
});

it('a sign-in makes a new token, whatever cookie came with it', async () => {
  const planted = `shaodao=990106.${'F'.repeat(43)}`;
  const reply = await signIn('wangge', testPassword, { cookie: planted });
  expect(cookieOf(reply)).not.toBe(planted);
  await expectSafe(await who(planted), [401]);
  const [one, two] = [cookieOf(await signIn('wangge', testPassword)), cookieOf(await signIn('wangge', testPassword))];
  expect(one).not.toBe(two);
  const [cookie = ''] = (await signIn('wangge', testPassword)).headers.getSetCookie();
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect(cookie).not.toMatch(/Domain=/i);
});

it('other sites change nothing, whatever they can make a browser send', async () => {
  const call = await town.as('wangge');
  const before = await fingerprint(town);
  const body = JSON.stringify({
    protocol: 1,
    epoch: null,
    device: makeId('device', newUuid()),
    mutations: [
      {
        seq: 1,
        id: newUuid(),
        type: 'whistle.raise',
        v: 1,
        at: new Date().toISOString(),
        payload: raising(makeId('whistle', newUuid())),
      },
    ],
  });
  const sites: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${town.server.url}.evil.example` },
    { origin: town.server.url.replace('http:', 'file:').replace('localhost', 'evil') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'x-shaodao': '' },
    { 'x-shaodao': '2' },
  ];
  for (const { method, url } of town.server.app.authority.filter((one) => one.isGuardedChange))
    for (const headers of sites) {
      const path = url.replaceAll(/:\w+/g, 'a'.repeat(64));
      const reply = await call(path, {
        method,
        headers: { ...json, ...headers },
        body: method === 'DELETE' ? null : body,
      });
      await expectSafe(reply, [403], `${method} ${url} ${JSON.stringify(headers)}`);
    }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    await expectSafe(
      await call('/api/sync/push', { method: 'POST', headers: { 'content-type': type }, body }),
      [400, 415],
      type,
    );
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'PUT', 'PATCH'].slice(2))
    await expectSafe(await call('/api/sync/push', { method, headers: json, body }), [404], method);
  for (const override of ['x-http-method-override', 'x-method-override'])
    await expectSafe(await call('/api/session', { headers: { [override]: 'DELETE' } }), [200]);
  await expectSafe(await signIn('wangge', testPassword, { origin: 'https://evil.example' }), [403]);
  const asked = await fetch(at('/api/session'), {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect([...asked.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  await asked.body?.cancel();
  expect(await fingerprint(town)).toEqual(before);
});

it('tokens are not guessed: passwords wait, session tokens are too many', { timeout: 30_000 }, async () => {
  const tries = await Promise.all(Array.from({ length: 60 }, (_, i) => signIn('shequ2', `guess ${i}`)));
  const statuses = tries.map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect((await signIn('shequ2', testPassword)).status).toBe(429);
  const guesses = await Promise.all(
    Array.from({ length: 100 }, (_, i) => who(`shaodao=990106.${Buffer.alloc(32, i).toString('base64url')}`)),
  );
  expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401]));
});

it('the log holds one true line a request, and nothing that anybody wrote or proved herself by', async () => {
  lines.length = 0;
  const forged = 'x\r\n{"level":30,"msg":"request","status":200,"forged":true}\n\u001b[31m';
  const cookie = cookieOf(await signIn('wangge', testPassword));
  const mark = 'MARK-OF-THE-TEST';
  await signIn(forged, mark);
  await fetch(at(`/api/${encodeURIComponent(forged)}?q=${mark}`), { headers: { cookie, 'user-agent': mark } });
  await fetch(at('/api/session'), { headers: { cookie, referer: `http://x/${mark}`, 'x-forwarded-for': mark } });
  for (const text of naughtyTexts.slice(0, 20)) await signIn(text, mark);
  await fetch(at(`/api/media/${encodeURIComponent(mark)}`), { headers: { cookie } });
  await town.push(await town.sender('wangge'), [
    { type: mark, payload: { [mark]: mark } },
    { type: 'whistle.comment', payload: { whistle: makeId('whistle', newUuid()), text: mark } },
  ]);
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    expect(line.endsWith('\n') && !line.slice(0, -1).includes('\n')).toBe(true);
    const parsed = JSON.parse(line) as Record<string, unknown>;
    expect(parsed['forged']).toBeUndefined();
    for (const told of [mark, testPassword, cookie.split('.')[1] ?? '', 'argon2', '\u001b'])
      expect(line).not.toContain(told);
  }
});
