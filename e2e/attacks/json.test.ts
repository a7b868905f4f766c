/** JSON that is no honest message: shapes, depths, sizes and names that break who reads them carelessly. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makeId } from '../../core/lib/id.ts';
import type { Json } from '../../core/lib/json.ts';
import { isoOf } from '../../core/lib/time.ts';
import { mutationTypes } from '../../core/protocol/all-payloads.ts';
import { fieldsOf, knownIn, payloadOf, withAt } from './support/payloads.ts';
import { expectHealthy, expectSafe, fingerprint } from './support/safe.ts';
import { newUuid, openTown, raising, type Call, type Sender, type Town } from './support/town.ts';

let town: Town;
let wang: Sender;
beforeAll(async () => {
  town = await openTown();
  wang = await town.sender('wangge');
});
afterEach(() => expectHealthy(town));
afterAll(() => town.close());

const json = { 'content-type': 'application/json' };
const post = (call: Call, path: string, body: string, headers: Record<string, string> = {}) =>
  call(path, { method: 'POST', headers: { ...json, ...headers }, body });
const bodies = ['/api/session', '/api/sync/push', '/api/sync/pull', '/api/complaints'];
const envelope = (mutation: object): object => ({
  protocol: 1,
  epoch: null,
  device: makeId('device', newUuid()),
  mutations: [{ seq: 1, id: newUuid(), v: 1, at: isoOf(Date.now()), ...mutation }],
});

it(
  'of every wrong kind at every place of every payload is refused or taken, never failed on',
  { timeout: 60_000 },
  async () => {
    const odd: Json[] = [
      null,
      true,
      -1,
      1e308,
      0.5,
      '',
      'x',
      [],
      [[]],
      {},
      { length: 1e9 },
      { $ne: null },
      { toString: 1 },
    ];
    for (const type of mutationTypes) {
      const base = payloadOf(type, await knownIn(town, wang));
      const asked = fieldsOf(type).flatMap(({ path }) =>
        odd.map((value) => ({ type, payload: withAt(base, path, value) })),
      );
      const whole = odd.map((payload) => ({ type, payload }));
      const versions = [0, -1, 2, 99].map((v) => ({ type, payload: base, v }));
      for (const result of await town.push(wang, [...asked, ...whole, ...versions]))
        if (result.outcome === 'refused') expect(result.refusal.code).not.toBe('quarantined');
    }
  },
);

it('that reaches for prototypes changes none', async () => {
  const names = ['__proto__', 'constructor', 'prototype'];
  const texts = names.flatMap((name) => [
    `{"${name}":{"isAdmin":true,"grants":[{"role":"admin"}]}}`,
    `{"a":{"${name}":{"prototype":{"isAdmin":true}}}}`,
    `[{"${name}":1}]`,
  ]);
  for (const text of texts) {
    for (const path of bodies) await expectSafe(await post(wang.call, path, text), [400, 401, 426]);
    const payload = `{"whistle":"${makeId('whistle', newUuid())}","text":"x",${text.slice(1, -1)}}`;
    const whole = JSON.stringify(envelope({ type: 'whistle.comment', payload: '@' })).replace('"@"', payload);
    await expectSafe(await post(wang.call, '/api/sync/push', whole), [200, 400]);
  }
  for (const type of names)
    for (const result of await town.push(wang, [{ type, payload: {} }]))
      expect(result).toMatchObject({ outcome: 'refused', refusal: { code: 'unknown-type' } });
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

it('nested without end, wide, long or broken off is told so, and costs little', async () => {
  const depth = 60_000;
  const deep = ['[', '{"a":', '[{"a":'].map((open) => open.repeat(Math.floor(depth / open.length)));
  const closed = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const wide = `{${Array.from({ length: 15_000 }, (_, i) => `"k${i}":${i}`).join()}}`;
  const long = JSON.stringify({ username: 'a'.repeat(240_000), password: 'x' });
  const numbers = ['1e999', '-1e999', '1'.repeat(5_000), '0.'.padEnd(5_000, '1'), '-', '01', 'NaN', 'Infinity'];
  const broken = ['', ' ', '{', '{"a"', '"', '\u0000', '\ufeff{}', '{}{}', 'nul', '{"a":1,}', "{'a':1}", '//x\n{}'];
  const startedAt = performance.now();
  for (const body of [...deep, closed, wide, long, ...numbers, ...broken])
    for (const path of bodies)
      await expectSafe(await post(wang.call, path, body), [400, 401, 413, 426], body.slice(0, 40));
  const payload = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const whole = JSON.stringify(envelope({ type: 'whistle.comment', payload: '@' })).replace('"@"', payload);
  await expectSafe(await post(wang.call, '/api/sync/push', whole), [400]);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
});

it('that says a thing twice is read one way, by the check and by the rule alike', async () => {
  const whistle = makeId('whistle', newUuid());
  const body = JSON.stringify({
    ...envelope({ type: 'whistle.raise', payload: raising(whistle) }),
    epoch: await town.server.fresh.database.epoch(),
  });
  const twice = body
    .replace('"type":"whistle.raise"', '"type":"whistle.settle","type":"whistle.raise"')
    .replace('"text":"路灯不亮"', '"text":"先","text":"后"')
    .replace('"emergency":false', '"emergency":true,"emergency":false');
  const reply = JSON.parse(await expectSafe(await post(wang.call, '/api/sync/push', twice), [200])) as {
    results: object[];
  };
  expect(reply.results).toMatchObject([{ outcome: 'applied' }]);
  const kept = (await town.rows('wangge', 'whistle')).find((row) => row['id'] === whistle);
  expect(kept).toMatchObject({ text: '后', emergency: false, stage: 'community' });
});

it('with members that nobody asked for gives nobody anything', async () => {
  const whistle = makeId('whistle', newUuid());
  const other = makeId('account', newUuid());
  const gifts = {
    id: makeId('whistle', newUuid()),
    rev: 99,
    stage: 'settled',
    raisedBy: other,
    raisedByName: '市长',
    raisedAt: '2020-01-01T00:00:00.000Z',
    urgency: 'U1',
    clocks: [],
    answer: { text: '好', reason: null },
    supporters: [{ by: other }],
    mergedInto: whistle,
    district: '990107',
    by: other,
    role: 'admin',
    grants: [{ role: 'admin', area: '990106' }],
  };
  const [result] = await town.push(wang, [
    {
      type: 'whistle.raise',
      payload: raising(whistle, gifts),
      ...({ account: other, by: other, district: '990107' } as object),
    },
  ]);
  expect(result).toMatchObject({ outcome: 'applied' });
  const kept = (await town.rows('shequ', 'whistle')).find((row) => row['id'] === whistle);
  expect(kept).toMatchObject({
    rev: 1,
    stage: 'community',
    raisedBy: town.server.ids.get('wangge'),
    answer: null,
    supporters: [],
    mergedInto: null,
  });
  expect(kept?.['raisedByName']).not.toBe('市长');
  const before = await fingerprint(town);
  const signIn = {
    username: 'wangge',
    password: 'wrong',
    role: 'admin',
    account: other,
    isOnce: false,
    grants: gifts.grants,
  };
  await expectSafe(await post(fetchAt(), '/api/session', JSON.stringify(signIn)), [401]);
  const standIn = {
    account: other,
    grid: '990106001001001',
    from: '2099-01-01',
    to: '2099-01-02',
    role: 'admin',
    district: '990107',
  };
  await expectSafe(await post(await town.as('shequ'), '/api/desk/stand-ins', JSON.stringify(standIn)), [404]);
  await expectSafe(await post(wang.call, '/api/desk/stand-ins', JSON.stringify(standIn)), [403]);
  expect(await fingerprint(town)).toEqual(before);
  const { roles } = (await (await wang.call('/api/session')).json()) as { roles: object[] };
  expect(roles).toEqual([{ role: 'worker', area: '990106001001001' }]);
});

const fetchAt = (): Call => (path, init) => fetch(`${town.server.url}${path}`, init);
