import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { naughtyTexts } from './support/naughty.ts';
import {
  brokenJpeg,
  chinaTime,
  demoAccounts,
  Outsider,
  sha256,
  uuid7,
  type Body,
  type ScopePage,
  type Told,
} from './support/outsider.ts';

/**
 * The addresses and shapes on which people, scripts and monitors rely, asked by scripts that know nothing else. They
 * share the town with the journeys, and touch 老周's grid alone.
 */
const url = (): string => process.env['SHAODAO_URL'] ?? '';
const grid = '990106001001001';
const receiptForm = /^\d{6}-\d{5,}-\d$/;
const uuidForm = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

async function passwordOf(username: string): Promise<string> {
  return (await demoAccounts(url())).find((account) => account.username === username)?.password ?? '';
}
const signIn = async (username: string): Promise<Outsider> =>
  Outsider.signIn(url(), username, await passwordOf(username));

/** Optional members (voice, source, outOfGrid) left out. */
const raising = (set: Body = {}): Body & { whistle: string } => ({
  whistle: `wh_${uuid7()}`,
  grid,
  category: null,
  text: '楼道灯不亮',
  emergency: false,
  place: null,
  photos: [],
  household: null,
  occurredAt: chinaTime(),
  ...set,
});

const at = (set: Body): Body => ({ place: { lng: 118, lat: 31, accuracy: 5, method: 'gps', ...set } });
const minutesSince = (moment: unknown): number => Math.round((Date.now() - Date.parse(String(moment))) / 60_000);

function expectProblem(told: Told, status: number, code: string): void {
  expect({ status: told.status, code: told.body['code'] }).toEqual({ status, code });
  expect(told.type).toMatch(/^application\/problem\+json/);
  expect(told.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
  expect(told.text).not.toMatch(/node_modules|\.ts\b|\bat \S+ \(|select |insert |\/(home|root|tmp|var|work)\//i);
}

test.describe('the first things that a script asks', () => {
  test('healthz says that it serves, with version and epoch', async () => {
    const reply = await fetch(`${url()}/healthz`);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      epoch: expect.stringMatching(/./),
      database: 'embedded',
    });
  });

  test('the description lists every address of the contract, with its methods', async () => {
    const described = (await (await fetch(`${url()}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, Body>>;
    };
    expect(described.openapi).toMatch(/^3\./);
    const listed = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    for (const route of [
      'GET /healthz',
      'GET /api/openapi.json',
      'GET /api/demo/accounts',
      'GET /api/session',
      'POST /api/session',
      'DELETE /api/session',
      'POST /api/sync/push',
      'POST /api/sync/pull',
      'GET /api/desk/whistles',
      'POST /api/media',
      'PATCH /api/media/{id}',
      'HEAD /api/media/{id}',
      'GET /api/media/{id}',
      'GET /api/events',
    ])
      expect(listed).toContain(route);
    expect(described.paths['/api/sync/push']?.['post']?.['requestBody']).toBeDefined();
  });

  test('the demo names an account of every kind, and each signs in', async () => {
    const accounts = await demoAccounts(url());
    const roles = {
      wangge: 'worker',
      wangge2: 'worker',
      shequ: 'community',
      jiedao: 'street',
      qu: 'district',
      shi: 'city',
      bumen: 'unit',
      bumen2: 'unit',
      lingdao: 'leader',
      admin: 'admin',
    };
    for (const [username, role] of Object.entries(roles)) {
      const account = accounts.find((one) => one.username === username);
      expect(account).toMatchObject({ role, area: expect.any(String), password: expect.any(String) });
      const { who } = await signIn(username);
      expect(who).toMatchObject({
        account: { id: expect.stringMatching(new RegExp(`^ac_${uuidForm}$`)), username, name: expect.any(String) },
        roles: [{ role, area: account?.area }],
        scopes: expect.any(Array),
      });
    }
    const areas = accounts.filter(({ role }) => role === 'worker').map(({ area }) => area);
    expect(new Set(areas).size).toBe(areas.length);
  });

  test('scopes are what each role may hold', async () => {
    expect((await signIn('wangge')).who['scopes']).toEqual(['tenant:990106', `grid:${grid}`]);
    const clerk = (await signIn('shequ')).who['scopes'] as string[];
    expect(clerk).toContain('community:990106001001');
    expect(clerk).toContain(`grid:${grid}`);
    expect(clerk.every((scope) => /^(tenant:\d{6}|community:\d{12}|grid:990106001001\d{3})$/.test(scope))).toBe(true);
    for (const username of ['jiedao', 'qu', 'shi', 'lingdao', 'admin'])
      expect((await signIn(username)).who['scopes']).toEqual([]);
  });
});

test.describe('a session', () => {
  test('begins with an http-only cookie, says who, and ends', async () => {
    const one = new Outsider(url());
    const begun = await one.json('POST', '/api/session', { username: 'wangge', password: await passwordOf('wangge') });
    expect(begun.status).toBe(200);
    const cookie = begun.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/i);
    one.cookie = cookie.split(';')[0] ?? '';
    const { body } = await one.get('/api/session');
    expect(body).toEqual(begun.body);
    expectProblem(await one.json('DELETE', '/api/session'), 403, 'forbidden');
    expect((await one.get('/api/session')).status).toBe(200);
    expect([200, 204]).toContain((await one.json('DELETE', '/api/session', undefined, { 'x-shaodao': '1' })).status);
    expectProblem(await one.get('/api/session'), 401, 'not-signed-in');
  });

  test('answers an unknown name and a wrong password alike', async () => {
    const one = new Outsider(url());
    const wrong = await one.post('/api/session', { username: 'wangge', password: 'not this' });
    const unknown = await one.post('/api/session', { username: 'nobody-at-all', password: 'not this' });
    expectProblem(wrong, 401, 'wrong-credentials');
    expect({ status: unknown.status, text: unknown.text }).toEqual({ status: wrong.status, text: wrong.text });
  });

  test('is asked for everywhere, and a change carries the header', async () => {
    const nobody = new Outsider(url());
    for (const path of ['/api/session', '/api/desk/whistles', '/api/events', `/api/media/${'0'.repeat(64)}`])
      expectProblem(await nobody.get(path), 401, 'not-signed-in');
    for (const path of ['/api/sync/push', '/api/sync/pull'])
      expectProblem(await nobody.post(path, {}), 401, 'not-signed-in');
    const worker = await signIn('wangge');
    for (const path of ['/api/sync/push', '/api/sync/pull', '/api/media'])
      expectProblem(await worker.json('POST', path, worker.envelope([])), 403, 'forbidden');
    expectProblem(
      await worker.json('POST', '/api/sync/push', worker.envelope([]), {
        'x-shaodao': '1',
        origin: 'http://other.example',
      }),
      403,
      'forbidden',
    );
  });
});

test.describe('a push', () => {
  test('raises, comments, amends, withdraws; the desk settles, returns, raises to the street', async () => {
    const worker = await signIn('wangge');
    const clerk = await signIn('shequ');
    const raised = raising({ category: '0103', place: { lng: 118.5, lat: 31.7, accuracy: 12, method: 'gps' } });
    expect(await worker.do('whistle.raise', raised)).toMatch(receiptForm);
    const row = await clerk.row('whistle', raised.whistle);
    expect(row).toMatchObject({
      id: raised.whistle,
      rev: 1,
      grid,
      stage: 'community',
      category: '0103',
      text: '楼道灯不亮',
      urgency: 'U3',
      raisedBy: (worker.who['account'] as Body)['id'],
      place: { lng: 118.5, lat: 31.7, accuracy: 12, method: 'gps' },
      clocks: [{ name: 'answer', state: 'running', dueAt: expect.stringMatching(/^\d{4}-.+Z$/) }],
    });
    expect(Math.abs(Date.parse(String(row?.['raisedAt'])) - Date.now())).toBeLessThan(60_000);

    await worker.do('whistle.comment', { whistle: raised.whistle, text: '二楼也不亮' });
    await worker.do('whistle.amend', { whistle: raised.whistle, set: { text: '一二楼灯都不亮', emergency: true } });
    const seen = await clerk.row('whistle', raised.whistle);
    expect(seen).toMatchObject({ rev: 3, text: '一二楼灯都不亮', emergency: true });
    expect(
      await clerk.refused(
        'whistle.settle',
        { whistle: raised.whistle, text: '换了灯' },
        { base: 1, expects: 'community' },
      ),
    ).toBe('changed');
    await clerk.do('whistle.settle', { whistle: raised.whistle, text: '换了灯' }, { base: 3, expects: 'community' });
    expect(await worker.row('whistle', raised.whistle)).toMatchObject({
      rev: 4,
      stage: 'settled',
      answer: { text: '换了灯' },
      clocks: [{ name: 'answer', state: 'met' }],
    });
    const events = [...((await worker.all()).get('event')?.values() ?? [])].filter(
      (event) => event['whistle'] === raised.whistle,
    );
    expect(events.map((event) => (event['happening'] as Body)['type'])).toEqual(
      expect.arrayContaining(['whistle-raised', 'whistle-commented', 'whistle-amended', 'whistle-settled']),
    );
    expect(events).toHaveLength(4);

    const withdrawn = raising();
    await worker.do('whistle.raise', withdrawn);
    await worker.do('whistle.withdraw', { whistle: withdrawn.whistle });
    expect(await clerk.row('whistle', withdrawn.whistle)).toMatchObject({
      stage: 'withdrawn',
      clocks: [{ state: 'stopped' }],
    });

    const returned = raising();
    await worker.do('whistle.raise', returned);
    const base = { base: 1, expects: 'community' };
    await clerk.do('whistle.return', { whistle: returned.whistle, reason: 'noPlace', text: '哪一栋？' }, base);
    expect(await worker.row('whistle', returned.whistle)).toMatchObject({
      stage: 'returned',
      answer: { reason: 'noPlace' },
    });

    const escalated = raising();
    await worker.do('whistle.raise', escalated);
    await clerk.do('whistle.escalate', { whistle: escalated.whistle, category: '0104', text: '要街道协调' }, base);
    expect(await worker.row('whistle', escalated.whistle)).toMatchObject({
      stage: 'street',
      clocks: [
        { name: 'answer', state: 'met' },
        { name: 'review', state: 'running' },
      ],
    });
  });

  test('records a visit with its needs; the community sees that, not why', async () => {
    const worker = await signIn('wangge');
    const clerk = await signIn('shequ');
    const household = [...((await worker.all()).get('household')?.values() ?? [])].find((one) => !one['needsHelp']);
    expect(household).toMatchObject({
      id: expect.stringMatching(new RegExp(`^hh_${uuidForm}$`)),
      grid,
      building: expect.any(String),
      unit: expect.anything(),
      floor: expect.anything(),
      room: expect.anything(),
    });
    const visit = `vi_${uuid7()}`;
    const need = `nd_${uuid7()}`;
    const consent = { how: 'spoken', by: '本人', at: chinaTime(), wording: '同意登记' };
    await worker.do('visit.record', {
      visit,
      household: household?.['id'],
      outcome: 'met',
      note: '腿脚不便',
      needs: [{ need, kind: 'livingAlone', note: '儿女在外地', until: '2027-11-22', consent }],
      occurredAt: chinaTime(),
    });
    expect(await worker.row('visit', visit)).toMatchObject({
      household: household?.['id'],
      outcome: 'met',
      needs: [need],
    });
    expect(await worker.row('need', need)).toMatchObject({
      kind: 'livingAlone',
      consent: { how: 'spoken', wording: '同意登记' },
    });
    const desk = await clerk.all();
    expect(desk.get('visit')?.get(visit)).toMatchObject({ needs: [], outcome: 'met' });
    expect(desk.get('need')?.size ?? 0).toBe(0);
    expect(desk.get('household')?.get(String(household?.['id']))).toMatchObject({
      needsHelp: true,
      visitEveryDays: null,
    });
    // As the contract writes it: a need without an id or an end of its own.
    const plain = `vi_${uuid7()}`;
    await worker.do('visit.record', {
      visit: plain,
      household: household?.['id'],
      outcome: 'met',
      note: null,
      needs: [{ kind: 'livingAlone', consent }],
      occurredAt: chinaTime(),
    });
    const [made] = ((await worker.row('visit', plain))?.['needs'] ?? []) as string[];
    expect(await worker.row('need', made ?? '')).toMatchObject({ kind: 'livingAlone', note: null });
    for (const outcome of ['absent', 'phone', 'refused'])
      await worker.do('visit.record', {
        visit: `vi_${uuid7()}`,
        household: household?.['id'],
        outcome,
        note: null,
        needs: [],
        occurredAt: chinaTime(),
      });
  });

  test('answers the same bytes twice with the same receipt', async () => {
    const worker = await signIn('wangge');
    await worker.do('whistle.raise', raising());
    const bytes = JSON.stringify(
      worker.envelope([worker.mutation('whistle.raise', raising()), worker.mutation('whistle.raise', raising())]),
    );
    const first = await worker.json('POST', '/api/sync/push', bytes, { 'x-shaodao': '1' });
    const second = await worker.json('POST', '/api/sync/push', bytes, { 'x-shaodao': '1' });
    const results = first.body['results'] as Body[];
    expect(results.every(({ receipt }) => receiptForm.test(String(receipt)))).toBe(true);
    expect(second.body['results']).toEqual(results.map((one) => ({ ...one, repeated: true })));
  });

  test('knows a mutation under a new device, and refuses another body under its id', async () => {
    const before = await signIn('wangge');
    const mutation = before.mutation('whistle.raise', raising());
    const [first] = (await before.push([mutation])).results;
    const after = await signIn('wangge');
    const [again] = (await after.push([{ ...mutation, seq: 1 }])).results;
    expect(again).toEqual({ ...first, seq: 1, repeated: true });
    const [forked] = (await after.push([{ ...mutation, seq: 2, payload: raising({ text: '另一件事' }) }])).results;
    expect(forked).toMatchObject({ seq: 2, outcome: 'refused', refusal: { code: 'forked' } });
  });

  test('answers 409 to a fork, a gap and another epoch, and takes nothing', async () => {
    const worker = await signIn('wangge');
    const first = raising();
    await worker.do('whistle.raise', first);
    const fork = await worker.push([worker.mutation('whistle.raise', raising(), { seq: 1 })]);
    expectProblem(fork, 409, 'device-forked');
    const lost = raising();
    const gap = await worker.push([worker.mutation('whistle.raise', lost, { seq: 5 })]);
    expectProblem(gap, 409, 'sequence-gap');
    expect(gap.body['expected']).toBe(2);
    for (const epoch of ['another-epoch', null]) {
      const other = await worker.push([worker.mutation('whistle.raise', lost, { seq: 2 })], { epoch });
      expectProblem(other, 409, 'epoch-changed');
      expect(other.body).toMatchObject({ epoch: worker.epoch, lastSeq: 1 });
    }
    expectProblem(await worker.pull({}, { epoch: 'another-epoch' }), 409, 'epoch-changed');
    expect(await worker.row('whistle', lost.whistle)).toBeUndefined();
    worker.seq = 1;
    await worker.do('whistle.raise', lost);

    // The numbers of another account's device are nobody else's.
    const stranger = await signIn('wangge2');
    expectProblem(
      await stranger.push([stranger.mutation('whistle.comment', {})], { device: worker.device }),
      409,
      'device-forked',
    );
  });

  test('refuses what it does not know, each with its number used', async () => {
    const worker = await signIn('wangge');
    const clerk = await signIn('shequ');
    const stranger = await signIn('wangge2');
    const foreign = raising({ grid: '990106002001001' });
    await stranger.do('whistle.raise', foreign);
    const theirs = [...((await stranger.all()).get('household')?.keys() ?? [])][0];
    const visiting = { note: null, outcome: 'met', needs: [], occurredAt: chinaTime() };
    const known = raising();
    const cases: [string, unknown, string, object?][] = [
      ['whistle.raise', known, 'applied'],
      ['whistle.sing', {}, 'unknown-type'],
      ['toString', {}, 'unknown-type'],
      ['whistle.raise', raising(), 'unsupported-version', { v: 0 }],
      ['whistle.raise', raising(), 'unsupported-version', { v: 99 }],
      ['whistle.comment', { whistle: `wh_${uuid7()}`, text: '在吗' }, 'not-found'],
      ['whistle.comment', { whistle: foreign.whistle, text: '在吗' }, 'not-found'],
      ['visit.record', { visit: `vi_${uuid7()}`, household: `hh_${uuid7()}`, ...visiting }, 'not-found'],
      ['visit.record', { visit: `vi_${uuid7()}`, household: theirs, ...visiting }, 'not-found'],
      ['whistle.raise', raising({ grid: '990106002001001' }), 'not-found'],
      ['whistle.raise', raising({ grid: '990106009009009' }), 'not-found'],
      ['whistle.raise', raising({ grid: 'somewhere' }), 'invalid'],
      ['whistle.raise', { ...known }, 'exists'],
      ['whistle.settle', { whistle: known.whistle, text: '我自己办了' }, 'not-allowed'],
      ['whistle.raise', raising({ text: ' \n ' }), 'nothing-said'],
      ['whistle.raise', raising({ text: '字'.repeat(4001) }), 'text-too-long'],
      ['whistle.raise', raising({ text: '𠮷'.repeat(4000) }), 'applied'],
      ['whistle.raise', raising({ text: '半个\ud842字' }), 'text-not-storable'],
      ['whistle.raise', raising({ text: '空\u0000字' }), 'text-not-storable'],
      ['whistle.raise', raising(at({ lng: 181 })), 'out-of-range'],
      ['whistle.raise', raising(at({ lat: -90.01 })), 'out-of-range'],
      ['whistle.raise', raising(at({ accuracy: -1 })), 'out-of-range'],
      ['whistle.raise', raising(at({ method: 'guess' })), 'invalid'],
      ['whistle.raise', raising({ occurredAt: '1815-06-18T08:00:00Z' }), 'out-of-range'],
      ['whistle.raise', raising({ photos: ['not a hash'] }), 'invalid'],
      ['whistle.raise', raising({ whistle: 'wh_1' }), 'invalid'],
      ['whistle.raise', null, 'invalid'],
      ['whistle.raise', [], 'invalid'],
      ['whistle.comment', { whistle: known.whistle, text: '还在' }, 'applied'],
    ];
    const { status, results } = await worker.push(
      cases.map(([type, payload, , set]) => worker.mutation(type, payload, set)),
    );
    expect(status).toBe(200);
    expect(results.map(({ refusal, outcome }) => refusal?.code ?? outcome)).toEqual(cases.map(([, , code]) => code));
    expect(results.map(({ seq }) => seq)).toEqual(cases.map((_, i) => i + 1));
    for (const { refusal } of results) expect(refusal?.detail ?? '').not.toMatch(/select|\.ts\b|node_modules/);
    const pulled = (await worker.pull()).body;
    expect(pulled['lastSeq']).toBe(cases.length);
    expect(await clerk.refused('whistle.comment', { whistle: foreign.whistle, text: '在吗' })).toBe('not-found');
    expect(await clerk.refused('visit.record', { visit: `vi_${uuid7()}`, household: theirs, ...visiting })).toBe(
      'not-found',
    );
  });

  test('answers a whole request that it cannot take with a problem', async () => {
    const worker = await signIn('wangge');
    const some = worker.mutation('whistle.raise', raising());
    const many = Array.from({ length: 51 }, () => some);
    expectProblem(await worker.push(many), 413, 'too-large');
    expectProblem(await worker.push([{ ...some, payload: { text: '字'.repeat(100_000) } }]), 413, 'too-large');
    expectProblem(
      await worker.postGzip('/api/sync/push', worker.envelope([{ ...some, payload: 'a'.repeat(3_000_000) }])),
      413,
      'too-large',
    );
    for (const protocol of [0, 2, '1', null])
      expectProblem(await worker.push([some], { protocol }), 426, 'protocol-too-old');
    expectProblem(await worker.pull({}, { protocol: 2 }), 426, 'protocol-too-old');
    for (const broken of ['{"protocol":1,', '', '[]', 'null', '"text"'])
      expectProblem(await worker.json('POST', '/api/sync/push', broken, { 'x-shaodao': '1' }), 400, 'bad-request');
    for (const set of [
      { device: 'dv_1' },
      { device: undefined },
      { mutations: 'all' },
      { epoch: 7 },
      { sentAt: 'now' },
    ])
      expectProblem(await worker.push([some], set), 400, 'bad-request');
    for (const set of [{ seq: 0 }, { seq: 1.5 }, { id: 'wh_1' }, { at: 'yesterday' }, { v: 'x' }, { type: 7 }])
      expectProblem(await worker.push([{ ...some, ...set }]), 400, 'bad-request');
    expectProblem(await worker.get('/api/nothing-here'), 404, 'not-found');
    expectProblem(await worker.get('/api/sync/push'), 404, 'not-found');
    worker.seq = 0;
    await worker.do('whistle.raise', raising());
  });

  test('takes a compressed body', async () => {
    const worker = await signIn('wangge');
    const mutations = [worker.mutation('whistle.raise', raising({ text: '压缩的话'.repeat(900) }))];
    const told = await worker.postGzip('/api/sync/push', worker.envelope(mutations));
    expect(told.body['results']).toMatchObject([{ outcome: 'applied' }]);
  });

  test('keeps every character as it was sent', async () => {
    expect(naughtyTexts.length).toBeGreaterThanOrEqual(40);
    const worker = await signIn('wangge');
    const raised = naughtyTexts.map((text) => raising({ text }));
    // A push holds fifty at most.
    for (let from = 0; from < raised.length; from += 50) {
      const some = raised.slice(from, from + 50);
      const { results } = await worker.push(some.map((payload) => worker.mutation('whistle.raise', payload)));
      expect(results.map(({ outcome }) => outcome)).toEqual(some.map(() => 'applied'));
    }
    const rows = (await (await signIn('shequ')).all()).get('whistle');
    for (const [i, { whistle }] of raised.entries())
      expect(Buffer.from(String(rows?.get(whistle)?.['text']))).toEqual(Buffer.from(naughtyTexts[i] ?? ''));
  });

  test('judges by its own clock what a phone did whose clock is a year off', async () => {
    const worker = await signIn('wangge');
    for (const off of [-365, 365]) {
      const phone = Date.now() + off * 86_400_000;
      const payload = raising({ occurredAt: chinaTime(phone - 3_600_000) });
      const mutation = worker.mutation('whistle.raise', payload, { at: chinaTime(phone - 3_600_000) });
      const { results } = await worker.push([mutation], { sentAt: chinaTime(phone) });
      expect(results).toMatchObject([{ outcome: 'applied' }]);
      const row = await worker.row('whistle', payload.whistle);
      expect(minutesSince(row?.['occurredAt'])).toBe(60);
      expect(minutesSince(row?.['raisedAt'])).toBe(0);
      const [answer] = (row?.['clocks'] ?? []) as Body[];
      expect(answer?.['startedAt']).toBe(row?.['raisedAt']);
      expect(Date.parse(String(answer?.['dueAt']))).toBeGreaterThan(Date.now());
    }
  });
});

test.describe('a pull', () => {
  test('comes in pages that join, and says what is no longer hers', async () => {
    const worker = await signIn('wangge');
    const heads: Record<string, number> = {};
    let pages = 0;
    for (let isMore = true; isMore;) {
      const foreign = { 'grid:990106002001001': 0, 'unit:un_0190a000-0000-7000-8000-000000000000': 3 };
      const { body } = await worker.pull({ ...heads, ...foreign });
      expect(Object.keys(body).toSorted()).toEqual(['epoch', 'lastSeq', 'left', 'reset', 'scopes', 'serverTime']);
      expect(body['left']).toEqual(Object.keys(foreign));
      const scopes = body['scopes'] as Record<string, ScopePage>;
      expect(Object.keys(scopes)).toEqual(['tenant:990106', `grid:${grid}`]);
      isMore = false;
      for (const [scope, page] of Object.entries(scopes)) {
        expect(page.from ?? 0).toBe(heads[scope] ?? 0);
        expect(page.changes.length).toBeLessThanOrEqual(500);
        expect(page.more).toBe(page.to < page.head);
        const versions = page.changes.map(({ version }) => version);
        expect(versions.every((version) => version > (page.from ?? 0) && version <= page.to)).toBe(true);
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
        heads[scope] = page.to;
        isMore ||= page.more;
      }
      pages += 1;
    }
    expect(pages).toBeGreaterThan(1);
    const rows = await worker.all();
    expect([...(rows.get('grid')?.keys() ?? [])]).toEqual([grid]);
    for (const kind of ['area', 'building', 'household', 'visit', 'whistle'])
      expect(rows.get(kind)?.size).toBeGreaterThan(0);
    for (const row of rows.get('whistle')?.values() ?? [])
      expect(row).toMatchObject({
        id: expect.stringMatching(/^wh_/),
        grid,
        rev: expect.any(Number),
        clocks: expect.any(Array),
      });
    const reset = await worker.pull({ ...heads, 'grid:990106001001001': 10_000_000 });
    expect(reset.body['reset']).toEqual([`grid:${grid}`]);
    expectProblem(await worker.pull({ 'planet:earth': 0 }), 400, 'bad-request');
  });

  test('holds nothing for those who read lists', async () => {
    for (const username of ['jiedao', 'lingdao']) {
      const { body } = await (await signIn(username)).pull({ [`grid:${grid}`]: 0 });
      expect(body).toMatchObject({ scopes: {}, left: [`grid:${grid}`] });
    }
  });
});

test.describe('the lists of a desk', () => {
  test('come page by page to the end, each whistle once, newest first', async () => {
    const street = await signIn('jiedao');
    const seen: Body[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await street.get(`/api/desk/whistles?limit=7${after ? `&after=${encodeURIComponent(after)}` : ''}`);
      expect(page.status).toBe(200);
      const whistles = page.body['whistles'] as Body[];
      expect(whistles.length).toBeLessThanOrEqual(7);
      seen.push(...whistles);
      after = typeof page.body['next'] === 'string' ? page.body['next'] : null;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(14);
    expect(seen.every((whistle) => String(whistle['grid']).startsWith('990106001'))).toBe(true);
    const times = seen.map(({ raisedAt }) => String(raisedAt));
    expect(times).toEqual(times.toSorted().toReversed());
    const settled = (await street.get('/api/desk/whistles?stage=settled')).body['whistles'] as Body[];
    expect(settled.every(({ stage }) => stage === 'settled')).toBe(true);
    expectProblem(await street.get('/api/desk/whistles?area=990106002'), 403, 'forbidden');
    expectProblem(await street.get('/api/desk/whistles?after=somewhere'), 400, 'bad-request');
    expectProblem(await (await signIn('wangge')).get('/api/desk/whistles'), 403, 'forbidden');
    for (const username of ['qu', 'shi', 'lingdao', 'admin'])
      expect((await (await signIn(username)).get('/api/desk/whistles')).status).toBe(200);
  });
});

test.describe('pokes', () => {
  test('name the scope and its head, to whoever may hold it and to nobody else', async () => {
    const worker = await signIn('wangge');
    const clerk = await signIn('shequ');
    const stranger = await signIn('wangge2');
    const ends = new AbortController();
    const listen = async (who: Outsider) => {
      const reply = await who.fetch('/api/events', { signal: ends.signal, headers: { accept: 'text/event-stream' } });
      expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const heard: Body[] = [];
      let rest = '';
      const reading = (async () => {
        for await (const chunk of reply.body ?? []) {
          rest += Buffer.from(chunk).toString();
          const lines = rest.split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) if (line.startsWith('data: ')) heard.push(JSON.parse(line.slice(6)) as Body);
        }
      })().catch(() => undefined);
      return { heard, reading };
    };
    const streams = await Promise.all([clerk, worker, stranger].map(listen));
    await worker.do('whistle.raise', raising());
    const { body } = await worker.pull({ 'tenant:990106': 0 });
    const head = (body['scopes'] as Record<string, ScopePage>)[`grid:${grid}`]?.head;
    for (const { heard } of streams.slice(0, 2))
      await expect.poll(() => heard).toContainEqual({ scope: `grid:${grid}`, head });
    // The stranger's own poke comes after: what was not for her would have come before it.
    await stranger.do('whistle.raise', raising({ grid: '990106002001001' }));
    const last = streams[2]?.heard ?? [];
    await expect.poll(() => last.length).toBeGreaterThan(0);
    expect(last.map(({ scope }) => scope)).toEqual(['grid:990106002001001']);
    ends.abort();
    await Promise.all(streams.map(({ reading }) => reading));
  });
});

const tus = { 'tus-resumable': '1.0.0' };
const chunk = 256 * 1024;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const named = (hash: string, size: string, type: string): string =>
  `sha256 ${base64(hash)},size ${base64(size)},type ${base64(type)}`;

async function begin(who: Outsider, bytes: Uint8Array, size = 'full', hash = sha256(bytes)): Promise<string> {
  const reply = await who.fetch('/api/media', {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': named(hash, size, 'image/jpeg') },
  });
  expect(reply.status).toBe(201);
  return reply.headers.get('location') ?? '';
}
const patch = (who: Outsider, location: string, bytes: Uint8Array<ArrayBuffer>, offset: number): Promise<Response> =>
  who.fetch(location, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body: bytes.slice(offset, offset + chunk),
  });
async function send(
  who: Outsider,
  bytes: Uint8Array<ArrayBuffer>,
  size = 'full',
  hash = sha256(bytes),
): Promise<Response> {
  const location = await begin(who, bytes, size, hash);
  let last = await patch(who, location, bytes, 0);
  for (let offset = chunk; offset < bytes.length && last.ok; offset += chunk)
    last = await patch(who, location, bytes, offset);
  return last;
}
async function picture(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const noise = new Uint8Array(side * side * 3);
  for (let i = 0; i < noise.length; i += 65_536) crypto.getRandomValues(noise.subarray(i, i + 65_536));
  const jpeg = sharp(noise, { raw: { width: side, height: side, channels: 3 } }).jpeg({ quality: 90 });
  return new Uint8Array(await jpeg.withExif({ IFD3: { GPSLatitude: '31/1 0/1 0/1' } }).toBuffer());
}

test.describe('photos', () => {
  test('come in chunks, go on where they broke off, and are shown by the right to their whistle', async () => {
    const worker = await signIn('wangge');
    const clerk = await signIn('shequ');
    const stranger = await signIn('wangge2');
    const [full, thumb] = [await picture(800), await picture(120)];
    const hash = sha256(full);
    expect(full.length).toBeGreaterThan(2 * chunk);
    const raised = raising({ text: null, photos: [hash] });
    await worker.do('whistle.raise', raised);
    expect(await clerk.row('photo', `${raised.whistle}:${hash}`)).toMatchObject({ state: 'awaited' });

    expect((await send(worker, thumb, 'thumb', hash)).status).toBe(204);
    const location = await begin(worker, full);
    expect((await patch(worker, location, full, 0)).headers.get('upload-offset')).toBe(String(chunk));
    const head = await worker.fetch(location, { method: 'HEAD', headers: tus });
    expect({ at: head.headers.get('upload-offset'), of: head.headers.get('upload-length') }).toEqual({
      at: String(chunk),
      of: String(full.length),
    });
    expect((await stranger.fetch(location, { method: 'HEAD', headers: tus })).status).toBe(404);
    expect((await patch(worker, location, full, 0)).status).toBe(409);
    let last = head;
    for (let offset = chunk; offset < full.length; offset += chunk) last = await patch(worker, location, full, offset);
    expect(last.status).toBe(204);

    expect(await clerk.row('photo', `${raised.whistle}:${hash}`)).toMatchObject({ state: 'here', sha256: hash });
    for (const size of ['thumb', 'full']) {
      const reply = await clerk.fetch(`/api/media/${hash}?size=${size}`);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toMatch(/^image\//);
      const shown = await sharp(await reply.arrayBuffer()).metadata();
      expect(shown.width).toBeGreaterThan(0);
      expect(shown.exif).toBeUndefined();
      expectProblem(await stranger.get(`/api/media/${hash}?size=${size}`), 404, 'not-found');
    }
    expectProblem(await clerk.get(`/api/media/${hash}?size=huge`), 400, 'bad-request');
    expectProblem(await clerk.get('/api/media/not-a-hash'), 400, 'bad-request');
  });

  test('that are none are refused, and the whistle says so', async () => {
    const worker = await signIn('wangge');
    const text = new Uint8Array(Buffer.from('这不是照片\n'.repeat(300)));
    const broken = brokenJpeg();
    const raised = raising({ photos: [sha256(text), sha256(broken)] });
    await worker.do('whistle.raise', raised);
    for (const bytes of [text, broken]) {
      const reply = await send(worker, bytes);
      expect(reply.status).toBe(415);
      expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await reply.json()).toMatchObject({ code: 'not-a-photo', status: 415 });
      expect(await worker.row('photo', `${raised.whistle}:${sha256(bytes)}`)).toMatchObject({ state: 'refused' });
      expectProblem(await worker.get(`/api/media/${sha256(bytes)}`), 404, 'not-found');
    }
    const large = await worker.json('POST', '/api/media', undefined, {
      ...tus,
      'x-shaodao': '1',
      'upload-length': String(9 * 1024 * 1024),
      'upload-metadata': named('0'.repeat(64), 'full', 'image/jpeg'),
    });
    expectProblem(large, 413, 'too-large');
  });
});
