/** A small district with an account of every role, attacked over HTTP; the whole server on a real PostgreSQL. */
import { makeId, uuidv7, type HouseholdId, type NeedId, type PersonId, type WhistleId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { Json } from '../../../core/lib/json.ts';
import type { MutationResult } from '../../../core/protocol/push.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { household } from '../../../core/testing/builders.ts';
import { loadRows } from '../../../server/modules/sync/load.ts';
import { PgStore } from '../../../server/modules/sync/pg-store.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../../server/testing/server.ts';

export type Call = (path: string, init?: RequestInit) => Promise<Response>;
export const district = '990106';
export const grid = '990106001001001';
export const farGrid = '990106002001001';
const json = { 'content-type': 'application/json' };

let numbers = 0;
export function newUuid(): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, ++numbers);
  return uuidv7(Date.now(), random);
}

/** Those who have nothing to do with the grid. */
export const outsiders = ['wangge2', 'shequ2', 'jiedao2', 'bumen', 'lingdao2', 'qu2'] as const;
const accounts: NonNullable<TestServerOptions['accounts']> = [
  { username: 'wangge', grants: [{ role: 'worker', area: grid }] },
  { username: 'shequ', grants: [{ role: 'community', area: grid.slice(0, 12) }] },
  { username: 'jiedao', grants: [{ role: 'street', area: grid.slice(0, 9) }] },
  { username: 'qu', grants: [{ role: 'district', area: district }] },
  { username: 'shi', grants: [{ role: 'city', area: '990100' }], district: '990100' },
  { username: 'lingdao', grants: [{ role: 'leader', area: district }] },
  { username: 'admin', grants: [{ role: 'admin', area: district }] },
  { username: 'wangge2', grants: [{ role: 'worker', area: farGrid }] },
  { username: 'shequ2', grants: [{ role: 'community', area: farGrid.slice(0, 12) }] },
  { username: 'jiedao2', grants: [{ role: 'street', area: farGrid.slice(0, 9) }] },
  { username: 'bumen', grants: [{ role: 'unit', area: 'un_01900000-0000-7000-8000-000000000001' }] },
  { username: 'lingdao2', grants: [{ role: 'leader', area: farGrid.slice(0, 9) }] },
  { username: 'qu2', grants: [{ role: 'district', area: '990107' }], district: '990107' },
];

export interface Sender {
  call: Call;
  device: string;
  seq: number;
}

export interface Asked {
  type: string;
  payload: Json;
  v?: number;
  base?: number | null;
  expects?: string | null;
}

export interface Town {
  server: TestServer;
  /** Signed in once and kept. */
  as: (username: string) => Promise<Call>;
  sender: (username: string) => Promise<Sender>;
  /** @returns the result of each, in order; in requests of 50 */
  push: (from: Sender, asked: readonly Asked[]) => Promise<MutationResult[]>;
  /** Rows of a kind as a device of this account gets them. */
  rows: (username: string, kind: string) => Promise<Record<string, unknown>[]>;
  known: { household: HouseholdId; person: PersonId; need: NeedId };
  raise: (from: Sender, set?: object) => Promise<WhistleId>;
  close: () => Promise<void>;
}

const gridRow = (id: string): KindRow => ({
  kind: 'grid',
  row: { id, rev: 1, name: `网格 ${id}`, community: id.slice(0, 12), boundary: [] },
});
const category: KindRow = {
  kind: 'category',
  row: {
    id: '0103',
    rev: 1,
    classZh: '市政',
    classEn: 'public works',
    zh: '路灯',
    en: 'lamps',
    lead: 'SZ',
    leadZh: '市政',
    helping: [],
    urgency: 'U3',
    limitNote: '',
  },
};

export async function openTown(options: Omit<TestServerOptions, 'accounts'> = {}): Promise<Town> {
  const server = await startTestServer({ ...options, accounts });
  await loadRows(new PgStore(() => server.fresh.database.reference), district, {
    rows: [gridRow(grid), gridRow(farGrid), category, { kind: 'household', row: household(1, { grid }) }],
    audit: [],
  });
  const epoch = await server.fresh.database.epoch();
  const sessions = new Map<string, Promise<Call>>();
  const as = (username: string): Promise<Call> => {
    const found = sessions.get(username) ?? server.as(username);
    sessions.set(username, found);
    return found;
  };
  const sender = async (username: string): Promise<Sender> => ({
    call: await as(username),
    device: makeId('device', newUuid()),
    seq: 0,
  });

  async function push(from: Sender, asked: readonly Asked[]): Promise<MutationResult[]> {
    const results: MutationResult[] = [];
    for (let i = 0; i < asked.length; i += 50) {
      const at = isoOf(Date.now());
      const mutations = asked
        .slice(i, i + 50)
        .map(({ v = 1, ...one }) => ({ seq: ++from.seq, id: newUuid(), v, at, ...one }));
      const body = JSON.stringify({ protocol: 1, epoch, device: from.device, sentAt: at, mutations });
      const reply = await from.call('/api/sync/push', { method: 'POST', headers: json, body });
      if (reply.status !== 200) throw new Error(`push was answered ${reply.status}: ${await reply.text()}`);
      results.push(...((await reply.json()) as { results: MutationResult[] }).results);
    }
    return results;
  }

  async function rows(username: string, kind: string): Promise<Record<string, unknown>[]> {
    const call = await as(username);
    const device = makeId('device', newUuid());
    const found = new Map<string, Record<string, unknown>>();
    let cursors: Record<string, number> = {};
    for (let isMore = true; isMore;) {
      const body = JSON.stringify({ protocol: 1, epoch: null, device, cursors });
      const reply = await call('/api/sync/pull', { method: 'POST', headers: json, body });
      const { scopes } = (await reply.json()) as {
        scopes: Record<string, { to: number; more: boolean; changes: { kind: string; id: string; row?: object }[] }>;
      };
      for (const { changes } of Object.values(scopes))
        for (const change of changes)
          if (change.kind === kind && change.row) found.set(change.id, change.row as Record<string, unknown>);
      cursors = Object.fromEntries(Object.entries(scopes).map(([scope, { to }]) => [scope, to]));
      isMore = Object.values(scopes).some(({ more }) => more);
    }
    return [...found.values()];
  }

  async function raise(from: Sender, set: object = {}): Promise<WhistleId> {
    const whistle = makeId('whistle', newUuid());
    const [result] = await push(from, [{ type: 'whistle.raise', payload: raising(whistle, set) }]);
    if (result?.outcome !== 'applied') throw new Error(`not raised: ${JSON.stringify(result)}`);
    return whistle;
  }

  const wang = await sender('wangge');
  const known = {
    household: household(1).id,
    person: makeId('person', newUuid()),
    need: makeId('need', newUuid()),
  };
  const made = await push(wang, [
    {
      type: 'person.add',
      payload: {
        person: known.person,
        household: known.household,
        name: '陈桂兰',
        birthYear: 1950,
        sex: 'f',
        phone: null,
        relation: '本人',
      },
    },
    {
      type: 'need.open',
      payload: {
        need: known.need,
        household: known.household,
        kind: 'livingAlone',
        note: '子女在外地',
        until: null,
        consent: { how: 'spoken', at: isoOf(Date.now()), wording: '同意登记' },
        occurredAt: isoOf(Date.now()),
      },
    },
  ]);
  if (made.some(({ outcome }) => outcome !== 'applied')) throw new Error(`no town: ${JSON.stringify(made)}`);
  return { server, as, sender, push, rows, known, raise, close: () => server.close() };
}

export const raising = (whistle: WhistleId, set: object = {}): Json => ({
  whistle,
  grid,
  category: '0103',
  text: '路灯不亮',
  emergency: false,
  place: null,
  photos: [],
  household: null,
  occurredAt: isoOf(Date.now()),
  ...set,
});
