/** Who may not, may not: every id by everybody, stages that were skipped, many at the same moment. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../../core/lib/id.ts';
import { mutationTypes } from '../../core/protocol/all-payloads.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import { whistleActions, type WhistleAction } from '../../core/whistle/actions.ts';
import { whistleTable } from '../../core/whistle/table.ts';
import { payloadOf, type Known } from './support/payloads.ts';
import { expectHealthy, expectSafe, fingerprint } from './support/safe.ts';
import { grid, newUuid, openTown, outsiders, type Sender, type Town } from './support/town.ts';

let town: Town;
let wang: Sender;
let known: Known;
const photo = 'a'.repeat(64);
/** What asking leaves behind, whatever the answer. */
const asking = ['device', 'mutation_result'];
beforeAll(async () => {
  town = await openTown();
  wang = await town.sender('wangge');
  const whistle = await town.raise(wang, { photos: [photo] });
  known = { ...town.known, whistle, into: await town.raise(wang) };
});
afterEach(() => expectHealthy(town));
afterAll(() => town.close());

const unknownOf = (): Known => ({
  whistle: makeId('whistle', newUuid()),
  into: makeId('whistle', newUuid()),
  household: makeId('household', newUuid()),
  person: makeId('person', newUuid()),
  need: makeId('need', newUuid()),
});

describe.each(outsiders)('to %s', (username) => {
  /** Of these all that is foreign is the grid's code, which is no secret. */
  const ofGrids = ['whistle.raise', 'household.add'];

  it('every mutation of what lies elsewhere is refused, as if it were not there', async () => {
    const sender = await town.sender(username);
    const before = await fingerprint(town, asking);
    const asked = mutationTypes.map((type) => ({ type, payload: payloadOf(type, known) }));
    const unknown = unknownOf();
    const results = await town.push(sender, asked);
    const others = await town.push(
      sender,
      mutationTypes.map((type) => ({ type, payload: payloadOf(type, unknown) })),
    );
    for (const [i, result] of results.entries()) {
      const type = asked[i]?.type ?? '';
      expect([type, result.outcome]).toEqual([type, 'refused']);
      const other = others[i];
      if (ofGrids.includes(type) || result.outcome !== 'refused' || other?.outcome !== 'refused') continue;
      expect([type, result.refusal.code]).toEqual([type, other.refusal.code]);
      expect([type, blank(result.refusal.detail)]).toEqual([type, blank(other.refusal.detail)]);
    }
    expect(await fingerprint(town, asking)).toEqual(before);
  });

  it('every address with a foreign id answers as with one that does not exist', async () => {
    const call = await town.as(username);
    const before = await fingerprint(town, asking);
    const body = (value: object) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    const { household = '', whistle } = known;
    const account = town.server.ids.get('wangge') ?? '';
    const unknown = unknownOf();
    const days = { from: '2099-01-01', to: '2099-01-02' };
    const pairs: [string, string, string, RequestInit?, RequestInit?][] = [
      [
        'needs',
        `/api/desk/households/${household}/needs`,
        `/api/desk/households/${unknown.household}/needs`,
        body({ reason: 'x' }),
      ],
      ['looks', `/api/desk/households/${household}/looks`, `/api/desk/households/${unknown.household}/looks`],
      ['photo', `/api/media/${photo}`, `/api/media/${'b'.repeat(64)}`],
      ['thumb', `/api/media/${photo}?size=thumb`, `/api/media/${'b'.repeat(64)}?size=thumb`],
      [
        'snooze',
        `/api/snoozes/${whistle}`,
        `/api/snoozes/${unknown.whistle}`,
        { ...body({ until: new Date(Date.now() + 3_600_000).toISOString() }), method: 'PUT' },
      ],
      [
        'password',
        `/api/desk/accounts/${account}/password`,
        `/api/desk/accounts/${makeId('account', newUuid())}/password`,
        body({}),
      ],
      [
        'stand-in',
        '/api/desk/stand-ins',
        '/api/desk/stand-ins',
        body({ account, grid, ...days }),
        body({ account: makeId('account', newUuid()), grid: '990106001001999', ...days }),
      ],
    ];
    for (const [what, foreign, missing, init, other = init] of pairs) {
      const [one, two] = [await call(foreign, init), await call(missing, other)];
      expect([what, one.status]).toEqual([what, two.status]);
      const told = await expectSafe(one, [403, 404], what);
      expect([what, told]).toEqual([what, await two.text()]);
    }
    expect(await fingerprint(town, asking)).toEqual(before);
  });

  it('nothing of it comes down, in no list and in no pull', async () => {
    const call = await town.as(username);
    const list = await call('/api/desk/whistles?limit=100');
    expect(await expectSafe(list, [200, 403])).not.toContain(known.whistle);
    for (const area of [grid, grid.slice(0, 12), grid.slice(0, 9), '990106'])
      await expectSafe(await call(`/api/desk/whistles?area=${area}`), [403]);
    const cursors = { [`grid:${grid}`]: 0, [`community:${grid.slice(0, 12)}`]: 0 };
    const pulled = await call('/api/sync/pull', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, epoch: null, device: makeId('device', newUuid()), cursors }),
    });
    const text = await expectSafe(pulled, [200]);
    expect(JSON.parse(text).left).toEqual(expect.arrayContaining([`grid:${grid}`]));
    for (const id of Object.values(known)) expect(text).not.toContain(id);
  });
});

const blank = (text: string): string => text.replaceAll(/[a-z]{2}_[0-9a-f-]{36}/g, '…');

it('what a district decides by is changed by its admin alone, and bad values by nobody', async () => {
  const before = await fingerprint(town);
  const put = async (username: string, path: string, body: object) =>
    (await town.as(username))(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const settings = { settings: shippedSettings, base: 0, reason: 'x' };
  const category = { category: {}, base: 0, reason: 'x' };
  for (const username of ['wangge', 'shequ', 'jiedao', 'qu', 'shi', 'lingdao', 'bumen', ...outsiders]) {
    const mine = await put(username, '/api/settings', settings);
    expect([username, JSON.parse(await expectSafe(mine, [403])).code]).toEqual([username, 'forbidden']);
    await expectSafe(await put(username, '/api/settings/categories/0103', category), [403], username);
  }
  const wrong = { ...shippedSettings, reopenDays: 1e308, weights: { reportIn: -1, plan: 1, finish: 60, result: 40 } };
  await expectSafe(await put('admin', '/api/settings', { ...settings, settings: wrong }), [422]);
  for (const broken of [
    {},
    { ...settings, base: 1.5 },
    { ...settings, settings: { ...shippedSettings, __proto__: null, x: 1 } },
  ])
    await expectSafe(await put('admin', '/api/settings', broken), [400]);
  for (const id of ['..%2f', '%00', '0103%27--', 'a'.repeat(300)])
    await expectSafe(await put('admin', `/api/settings/categories/${id}`, category), [400, 404, 422], id);
  expect(await fingerprint(town)).toEqual(before);
});

it('a device of somebody else is nobody’s way in', async () => {
  const before = await fingerprint(town);
  const thief = { ...(await town.sender('wangge2')), device: wang.device, seq: wang.seq };
  await expect(
    town.push(thief, [{ type: 'whistle.comment', payload: { whistle: known.whistle, text: 'x' } }]),
  ).rejects.toThrow('409');
  const pulled = await thief.call('/api/sync/pull', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ protocol: 1, epoch: null, device: wang.device, cursors: {} }),
  });
  await expectSafe(pulled, [409]);
  expect(await fingerprint(town)).toEqual(before);
});

it('no step is skipped: an action at a stage that does not know it is refused, whoever asks', async () => {
  const senders = [wang, await town.sender('shequ'), await town.sender('jiedao')];
  const settled = await town.raise(wang);
  const clerk = senders[1] ?? wang;
  await town.push(clerk, [
    { type: 'whistle.settle', payload: { whistle: settled, text: '已修好' }, base: 1, expects: 'community' },
  ]);
  const at = (action: WhistleAction): boolean => whistleTable[action].rules.some((rule) => rule.at.includes('settled'));
  const actions = whistleActions.filter((action) => !at(action));
  expect(actions.length).toBeGreaterThan(10);
  const before = await fingerprint(town, asking);
  for (const sender of senders)
    for (const expects of ['settled', 'community', 'street', null]) {
      const results = await town.push(
        sender,
        actions.map((action) => ({
          type: `whistle.${action}`,
          payload: payloadOf(`whistle.${action}`, { ...known, whistle: settled }),
          base: 2,
          expects,
        })),
      );
      expect(results.map(({ outcome }) => outcome)).toEqual(actions.map(() => 'refused'));
    }
  expect(await fingerprint(town, asking)).toEqual(before);
});

it('of fifty who settle one whistle at the same moment one does; fifty comments all stand', async () => {
  const whistle = await town.raise(wang);
  const clerks = await Promise.all(Array.from({ length: 50 }, () => town.sender('shequ')));
  const told = await Promise.all(
    clerks.map((one, i) => town.push(one, [{ type: 'whistle.comment', payload: { whistle, text: `第${i}句` } }])),
  );
  expect(told.flat().filter(({ outcome }) => outcome === 'applied')).toHaveLength(50);
  const decided = await Promise.all(
    clerks.map((one, i) =>
      town.push(one, [
        i % 2 === 0
          ? { type: 'whistle.settle', payload: { whistle, text: `办结${i}` }, base: 51, expects: 'community' }
          : {
              type: 'whistle.escalate',
              payload: { whistle, category: '0103', text: `上报${i}` },
              base: 51,
              expects: 'community',
            },
      ]),
    ),
  );
  expect(decided.flat().filter(({ outcome }) => outcome === 'applied')).toHaveLength(1);
  const row = (await town.rows('shequ', 'whistle')).find(({ id }) => id === whistle);
  expect(row).toMatchObject({ rev: 52 });
});

it('looking changes nothing', async () => {
  const before = await fingerprint(town, ['device']);
  const addresses = town.server.app.authority.filter(({ method }) => method === 'GET').map(({ url }) => url);
  const at = (url: string): string =>
    url
      .replace(':whistle', known.whistle)
      .replace(':layer/:z/:x/:y', 'vec/1/0/0')
      .replace('households/:id', `households/${known['household']}`)
      .replace(':id', photo);
  for (const username of ['wangge', 'shequ', 'jiedao', 'qu', 'shi', 'lingdao', 'admin', 'bumen'])
    for (const url of addresses.filter((one) => one !== '/api/events'))
      await expectSafe(await (await town.as(username))(at(url)), [200, 400, 403, 404], url);
  expect(await fingerprint(town, ['device'])).toEqual(before);
});
