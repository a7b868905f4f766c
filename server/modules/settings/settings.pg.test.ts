import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7, type DeviceId } from '../../../core/lib/id.ts';
import { dayMs, isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { MutationResult } from '../../../core/protocol/push.ts';
import type { SettingsRow } from '../../../core/settings/settings.ts';
import { shippedSettings as shipped } from '../../../core/settings/shipped-settings.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const district = '990106';
const grid = `${district}001001003`;
const start = Date.UTC(2026, 10, 18, 2);
let now = start;
let server: TestServer;
const pokes: string[] = [];
const device = makeId('device', uuidv7(1, new Uint8Array(10))) satisfies DeviceId;
let seq = 0;
let epoch: string | null = null;

const uuid = () => uuidv7(now, randomBytes(10));
const category = {
  classZh: '市政公用',
  classEn: 'public utilities',
  zh: '路灯不亮',
  en: 'street light out',
  lead: 'SZ',
  leadZh: '市政',
  helping: [],
  urgency: 'U3',
  limitNote: '3 d',
};

beforeAll(async () => {
  server = await startTestServer({
    now: () => now,
    accounts: [
      { username: 'admin', name: '王芳', grants: [{ role: 'admin', area: district }] },
      { username: 'admin2', name: '李明', grants: [{ role: 'admin', area: district }] },
      { username: 'foreign', grants: [{ role: 'admin', area: '990107' }] },
      { username: 'wangge', grants: [{ role: 'worker', area: grid }] },
      { username: 'shequ', grants: [{ role: 'community', area: grid.slice(0, 12) }] },
      { username: 'qu', grants: [{ role: 'district', area: district }] },
    ],
  });
  await server.fresh.database.reference.query('insert into grid (district, id, rev, "row") values ($1, $2, 1, $3)', [
    district,
    grid,
    { id: grid, community: grid.slice(0, 12), name: '第三网格', rev: 1, boundary: [] },
  ]);
  server.pokes.subscribe((some) => pokes.push(...some.map(({ scope }) => scope)));
  expect((await putCategory('0103', { category, base: 0 })).status).toBe(200);
  expect((await putCategory('0104', { category: { ...category, zh: '停水', urgency: 'U2' }, base: 0 })).status).toBe(
    200,
  );
});
afterAll(() => server.close());

const put = async (path: string, body: object, username = 'admin'): Promise<Response> =>
  (await server.as(username))(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const putCategory = (id: string, body: object, username = 'admin') =>
  put(`/api/settings/categories/${id}`, { reason: '目录调整', ...body }, username);
const putSettings = (body: object, username = 'admin') =>
  put('/api/settings', { reason: '区里的文件', settings: shipped, ...body }, username);
const problemOf = async (reply: Response) => problemShape.parse(await reply.json());

interface Shown {
  version: number;
  from: string | null;
  settings: typeof shipped;
  comes: { version: number; from: string }[];
  history?: { version: number; byName: string; reason: string; at: string; settings: typeof shipped }[];
}
const shown = async (username = 'admin') =>
  (await (await server.as(username))('/api/settings')).json() as Promise<Shown>;

async function raise(set: object = {}): Promise<{ id: WhistleRow['id']; result: MutationResult }> {
  const id = makeId('whistle', uuid());
  const payload = {
    whistle: id,
    grid,
    category: '0103',
    text: '灯不亮',
    emergency: false,
    place: null,
    photos: [],
    household: null,
    occurredAt: isoOf(now),
    ...set,
  };
  return { id, result: await push('wangge', 'whistle.raise', payload) };
}
async function push(username: string, type: string, payload: object, at = isoOf(now)): Promise<MutationResult> {
  const mutations = [{ seq: ++seq, id: uuid(), type, v: 1, at, payload }];
  const body = { protocol: 1, epoch, device, sentAt: isoOf(now), mutations };
  const reply = await (
    await server.as(username)
  )('/api/sync/push', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const told = (await reply.json()) as { epoch: string; results: MutationResult[] };
  epoch = told.epoch;
  const [result] = told.results;
  if (!result) throw new Error(JSON.stringify(told));
  return result;
}
async function whistleOf(id: string): Promise<WhistleRow> {
  const { rows } = await server.fresh.database.reference.query<{ row: WhistleRow }>(
    'select "row" from whistle where district = $1 and id = $2',
    [district, id],
  );
  if (!rows[0]) throw new Error(`no ${id}`);
  return rows[0].row;
}
const kept = async (): Promise<SettingsRow | null> =>
  (await server.fresh.database.reference.query<{ row: SettingsRow }>('select "row" from settings')).rows[0]?.row ??
  null;

describe('settings of a district', () => {
  it('are the shipped ones where nothing was set, and history is for the admin', async () => {
    expect(await shown('wangge')).toEqual({ version: 0, from: null, settings: shipped, comes: [] });
    expect((await shown()).history).toEqual([]);
    expect(await kept()).toBe(null);
  });

  it('are changed by the admin of the district and by nobody else', async () => {
    for (const username of ['wangge', 'shequ', 'qu', 'foreign']) {
      const refused = await problemOf(await putSettings({ base: 0 }, username));
      expect([username, refused.status, refused.code]).toEqual([username, 403, 'forbidden']);
      expect((await putCategory('0105', { category, base: 0 }, username)).status).toBe(403);
    }
    expect(await kept()).toBe(null);
  });

  it('are refused whole where one member is wrong, with the field and what is possible', async () => {
    const wrong = {
      ...shipped,
      weights: { ...shipped.weights, result: 41 },
      loop: { ...shipped.loop, survey: { days: 0 } },
      extensions: { ...shipped.extensions, U1: 1 },
    };
    const refused = await problemOf(await putSettings({ base: 0, settings: wrong, from: isoOf(now - 1000) }));
    expect([refused.status, refused.code]).toEqual([422, 'settings-wrong']);
    expect(refused.faults?.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'from from-past',
      'loop.survey term-range',
      'extensions.U1 emergency-extension',
      'weights weights-sum',
    ]);
    expect(refused.faults?.[1]).toMatchObject({ zh: '期限要是整数，从 1 到 366。' });
    for (const body of [
      { base: 0, settings: { ...shipped, passShares: 1 } },
      { base: 0, settings: { ...shipped, restDays: '30' } },
      { base: -1 },
      { base: 0, reason: ' ' },
      { settings: null },
    ])
      expect((await problemOf(await putSettings(body))).code).toBe('bad-request');
    expect(await kept()).toBe(null);
    expect((await shown()).history).toEqual([]);
  });

  it('hold from the next whistle on; what runs keeps its term; phones are told', async () => {
    const before = await raise();
    pokes.length = 0;
    const settings = { ...shipped, answer: { ...shipped.answer, usual: { workdays: 3 } } };
    const reply = await putSettings({ base: 0, settings, reason: '区办〔2026〕9号' });
    expect(await reply.json()).toEqual({ version: 1, from: isoOf(now) });
    expect(pokes).toContain(`tenant:${district}`);
    const after = await raise();
    expect((await whistleOf(before.id)).clocks[0]).toMatchObject({ term: { workdays: 1 } });
    expect((await whistleOf(after.id)).clocks[0]).toMatchObject({ term: { workdays: 3 } });
    const pulled = await (
      await server.as('wangge')
    )('/api/sync/pull', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, epoch, device, cursors: {} }),
    });
    const { scopes } = (await pulled.json()) as {
      scopes: Record<string, { changes: { kind: string; row: SettingsRow }[] }>;
    };
    const [row] = (scopes[`tenant:${district}`]?.changes ?? []).filter(({ kind }) => kind === 'settings');
    expect(row?.row).toEqual(await kept());
  });

  it('of two admins at once take one; the other is told who and when', async () => {
    const replies = await Promise.all([
      putSettings({ base: 1, reason: '甲' }, 'admin'),
      putSettings({ base: 1, reason: '乙' }, 'admin2'),
    ]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const loser = replies.find(({ status }) => status === 409);
    const refused = await problemOf(loser ?? Response.error());
    const { history } = await shown();
    expect(refused).toMatchObject({ code: 'changed', by: history?.[0]?.byName, at: history?.[0]?.at });
    expect(refused.detail).toContain(history?.[0]?.byName ?? '?');
    expect((await shown()).version).toBe(2);
  });

  it('keep every version with who, when and why, in a line that is chained', async () => {
    const { history } = await shown();
    expect(history?.map(({ version }) => version)).toEqual([2, 1]);
    expect(history?.[1]).toMatchObject({ byName: '王芳', reason: '区办〔2026〕9号' });
    expect(history?.[1]?.settings.answer.usual).toEqual({ workdays: 3 });
    const { fault, lines } = await verifyAudit(server.fresh.database.reference, []);
    expect([fault, lines >= 4]).toEqual([null, true]);
  });

  it('may be decided for a later moment, and begin by themselves', async () => {
    const from = isoOf(now + dayMs);
    const settings = { ...shipped, answer: { ...shipped.answer, usual: { workdays: 4 } } };
    expect((await putSettings({ base: 2, settings, from })).status).toBe(200);
    expect(await shown()).toMatchObject({ version: 2, comes: [{ version: 3, from }] });
    const today = await raise();
    now += dayMs;
    const tomorrow = await raise();
    expect(await shown()).toMatchObject({ version: 3, comes: [] });
    expect((await whistleOf(today.id)).clocks[0]?.term).toEqual({ workdays: 1 });
    expect((await whistleOf(tomorrow.id)).clocks[0]?.term).toEqual({ workdays: 4 });
  });
});

describe('the catalogue', () => {
  it('gets a category, and gives it another name', async () => {
    expect((await raise({ category: '0199' })).result).toMatchObject({ refusal: { code: 'not-found' } });
    expect((await putCategory('0199', { category: { ...category, zh: '新类别' }, base: 0 })).status).toBe(200);
    expect((await raise({ category: '0199' })).result.outcome).toBe('applied');
    const renamed = await putCategory('0199', { category: { ...category, zh: '改名' }, base: 1 });
    expect(await renamed.json()).toMatchObject({ id: '0199', rev: 2, zh: '改名' });
    const late = await problemOf(await putCategory('0199', { category, base: 1 }, 'admin2'));
    expect(late).toMatchObject({ status: 409, code: 'changed', by: '王芳' });
  });

  it('takes one out of use: no new whistle gets it, those that have it keep it', async () => {
    const old = await raise({ category: '0199' });
    const seenAt = isoOf(now);
    now += 60_000;
    const retired = await putCategory('0199', { category, base: 2, isRetired: true });
    expect(await retired.json()).toMatchObject({ retiredAt: isoOf(now) });
    now += 60_000;
    expect((await raise({ category: '0199' })).result).toMatchObject({ refusal: { code: 'category-retired' } });
    const amended = { whistle: old.id, set: { text: '还是不亮', category: '0199' } };
    expect((await push('wangge', 'whistle.amend', amended)).outcome).toBe('applied');
    expect((await whistleOf(old.id)).category).toBe('0199');
    // Raised without a network before it was retired.
    const id = makeId('whistle', uuid());
    const payload = { whistle: id, grid, category: '0199', text: '灯', emergency: false, place: null, photos: [] };
    const late = { ...payload, household: null, occurredAt: seenAt };
    expect((await push('wangge', 'whistle.raise', late, seenAt)).outcome).toBe('applied');
    const { categories } = (await (await (await server.as('wangge'))('/api/settings/categories')).json()) as {
      categories: { id: string; retiredAt?: string }[];
    };
    expect(categories.map(({ id: one, retiredAt }) => [one, retiredAt !== undefined])).toEqual([
      ['0103', false],
      ['0104', false],
      ['0199', true],
    ]);
    const back = await putCategory('0199', { category, base: 3 });
    expect(await back.json()).not.toHaveProperty('retiredAt');
    expect((await raise({ category: '0199' })).result.outcome).toBe('applied');
  });

  it('refuses what is no category, in words', async () => {
    const wrong = { ...category, zh: ' ', urgency: 'U9' };
    const refused = await problemOf(await putCategory('x', { category: wrong, base: 0 }));
    expect(refused.faults?.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'id code-form',
      'zh name-needed',
      'urgency urgency-form',
    ]);
    expect((await problemOf(await putCategory('0200', { category: { zh: '缺项' }, base: 0 }))).code).toBe(
      'bad-request',
    );
  });
});
