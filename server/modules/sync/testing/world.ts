/** A small district over any store, for the suites that hold the stores equal. */
import type { WorkCalendar } from '../../../../core/calendar/workdays.ts';
import type { Grant } from '../../../../core/org/role.ts';
import type { Author } from '../../../../core/org/role.ts';
import { makeId, type DeviceId } from '../../../../core/lib/id.ts';
import { isoOf, msOf, type Iso } from '../../../../core/lib/time.ts';
import type { KindRow } from '../../../../core/protocol/rows.ts';
import type { Mutation, PushRequest } from '../../../../core/protocol/push.ts';
import type { PullRequest } from '../../../../core/protocol/pull.ts';
import {
  clerk,
  household,
  otherGrid,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistleId,
} from '../../../../core/testing/builders.ts';
import { loadRows } from '../load.ts';
import type { Effect } from '../effect.ts';
import type { PushSteps } from '../push.ts';
import type { SyncStore } from '../store.ts';
import { serverReportCodes } from '../report-codes.ts';
import { makeSync, type Sync } from '../sync.ts';

export const district = '990106';

export interface StoreWorld {
  store: SyncStore;
  setAuthor: (author: Author) => Promise<void>;
  /** What is still to be carried out, by id. */
  effects: () => Promise<Effect[]>;
  close: () => Promise<void>;
}

export interface SyncWorld extends StoreWorld {
  sync: Sync;
  clock: { now: Iso };
  log: string[];
  pokes: [scope: string, head: number][];
}

export interface WorldOptions {
  calendar?: WorkCalendar;
  steps?: Partial<PushSteps>;
  pageLimits?: { rows?: number; bytes?: number; replyBytes?: number };
  snapshotLag?: number;
}

const grid = (id: string): KindRow => ({
  kind: 'grid',
  row: { id, rev: 1, name: `网格 ${id.slice(-1)}`, community: id.slice(0, 12), boundary: [] },
});
const category = (id: string, urgency: string): KindRow => ({
  kind: 'category',
  row: {
    id,
    rev: 1,
    classZh: '市政公用',
    classEn: 'public utilities',
    zh: `类别 ${id}`,
    en: `category ${id}`,
    lead: 'SZ',
    leadZh: '市政',
    helping: [],
    urgency,
    limitNote: '',
  },
});

/** Two grids of one community, five doors in the first, a catalogue of two; worker, clerk and another worker. */
export async function makeWorld(base: StoreWorld, options: WorldOptions = {}): Promise<SyncWorld> {
  for (const author of [wang, clerk, stranger]) await base.setAuthor(author);
  const doors = [1, 2, 3, 4, 5].map((n): KindRow => ({ kind: 'household', row: household(n) }));
  const rows = [grid(testGrid), grid(otherGrid), ...doors, category('0103', 'U3'), category('0104', 'U2')];
  await loadRows(base.store, district, { rows, audit: [] });
  const clock = { now: testNow };
  const log: string[] = [];
  const pokes: SyncWorld['pokes'] = [];
  let epochs = 0;
  const sync = makeSync({
    store: base.store,
    now: () => msOf(clock.now),
    newEpoch: () => `epoch-after-${++epochs}`,
    sleep: () => Promise.resolve(),
    searchKeysOf: (name) => `keys of ${name}`,
    reportCodes: serverReportCodes,
    fraction: () => 0.5,
    log: { warn: (_, text) => log.push(text), error: (_, text) => log.push(text) },
    committed: (_, heads) => pokes.push(...heads),
    ...options,
  });
  return { ...base, sync, clock, log, pokes };
}

export const deviceId = (n: number): DeviceId => makeId('device', testUuid(n));

export function mutation(seq: number, type: string, payload: unknown, set: Partial<Mutation> = {}): Mutation {
  return { seq, id: testUuid(1000 + seq), type, v: 1, at: testNow, payload: payload as Mutation['payload'], ...set };
}

export const raising = (n: number, set: object = {}) => ({
  whistle: whistleId(n),
  grid: testGrid,
  category: '0103',
  text: `第 ${n} 声哨：三单元楼道灯不亮`,
  emergency: false,
  place: null,
  photos: [],
  household: null,
  occurredAt: testNow,
  ...set,
});

export const pushOf = (mutations: Mutation[], set: Partial<PushRequest> = {}): PushRequest => ({
  protocol: 1,
  epoch: null,
  device: deviceId(1),
  sentAt: testNow,
  mutations,
  ...set,
});

export const pullOf = (set: Partial<PullRequest> = {}): PullRequest => ({
  protocol: 1,
  epoch: null,
  device: deviceId(1),
  cursors: {},
  ...set,
});

export const withGrants = (author: Author, grants: Grant[]): Author => ({ ...author, grants });
export const later = (ms: number, from: Iso = testNow): Iso => isoOf(msOf(from) + ms);
