/**
 * The app's own phone (src/local, src/sync): Dexie with strict durability, rules, overlay, outbox, loop. It is offline:
 * what was saved stays unsent, which is its heaviest state. Questions are asked as the screens ask them.
 */
import type { HouseholdRow } from '../../core/household/household.ts';
import { makeId, uuidv7 } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { Change, PullReply, ScopePage } from '../../core/protocol/pull.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import type { VisitRow } from '../../core/visit/visit.ts';
import {
  filteredHouseholds,
  filterIndexOf,
  type FilterKey,
} from '../../src/faces/field/map/filter/household-filter.ts';
import { byBuilding } from '../../src/features/grid/walking-order.ts';
import { householdIndexOf, searchHouseholds } from '../../src/features/household/household-search.ts';
import { isDueBy } from '../../src/features/visit/due.ts';
import { openDexieKv } from '../../src/local/dexie-kv.ts';
import { madeTables } from '../../src/local/made.ts';
import type { SignedIn } from '../../src/local/phone.ts';
import { Told } from '../../src/local/told.ts';
import { toldTables } from '../../src/local/told-state.ts';
import { deviceClock, deviceRandom, webDigest } from '../../src/sync/adapters/device.ts';
import { gzipCodec } from '../../src/sync/adapters/gzip.ts';
import { webLock } from '../../src/sync/adapters/web-lock.ts';
import { openPhone } from '../../src/sync/open-phone.ts';
import type { Transport } from '../../src/sync/ports.ts';
import type { OpenStore } from './w4-store.ts';
import { gridCode, spoken, today, type GridOfWorld } from './w4-world.ts';

const opening = { version: 1, ifNewer: 'read', onReplaced: () => {} } as const;
const uuid = (): string => uuidv7(Date.now(), deviceRandom.bytes(10));
const nowhere: Transport = {
  push: async () => ({ kind: 'lost' }),
  pull: async () => ({ kind: 'lost' }),
  complain: async () => ({ kind: 'lost' }),
  snapshot: async () => ({ kind: 'lost' }),
  upload: async () => ({ kind: 'lost' }),
};

export const openOurs: OpenStore = async ({ owner, grids }) => {
  const made = await openDexieKv(`made:${owner}`, madeTables, opening);
  const told = await openDexieKv(`told:${owner}`, toldTables, opening);
  const phone = await openPhone({
    account: workerOf(grids),
    made,
    told,
    isToldShared: true,
    clock: deviceClock,
    random: deviceRandom,
    digest: webDigest,
    codec: gzipCodec,
    lock: webLock(owner),
    transport: nowhere,
    signs: { isOnline: () => false, listen: () => () => {} },
  });
  const { view } = phone;
  // What the server tells is taken beside the phone, which is offline.
  let taking: Told | null = null;
  const buildingOf = (id: string) => view.get('building', id);
  const searched = () => householdIndexOf(view.all('household'), view.all('person'), view.all('building'));

  return {
    async fill(some) {
      const into = await Told.open(told, gzipCodec);
      await into.take(replyOf(some.map((grid) => [grid.code, rowsOf(grid)])), phone.sync.status().device);
      await into.compact();
    },
    async saveVisit({ id: household }: HouseholdRow) {
      const visit = makeId('visit', uuid());
      const occurredAt = isoOf(Date.now());
      const payload = { visit, household, outcome: 'met' as const, note: spoken, needs: [], next: null, occurredAt };
      const saved = await phone.outbox.save({ type: 'visit.record', payload });
      if (!saved.ok) throw new Error(saved.refusal.detail);
    },
    async takeVisits(visits: readonly VisitRow[]) {
      taking ??= await Told.open(told, gzipCodec);
      const scope = `grid:${visits[0]?.grid ?? ''}` as const;
      const from = taking.cursors()[scope] ?? 0;
      const changes = visits.map((row, i): Change => put({ kind: 'visit', row }, from + i + 1));
      for (let done = 0; done < changes.length; done += pageRows) {
        const page = pageOf(from + done, changes.slice(done, done + pageRows));
        await taking.take(reply({ [scope]: page }), phone.sync.status().device);
      }
    },
    due: () =>
      byBuilding(
        view.all('household').filter((door) => isDueBy(door, today)),
        buildingOf,
      ).reduce((sum, { households }) => sum + households.length, 0),
    search: (words) => searchHouseholds(searched(), words).length,
    filter: (kind) =>
      filteredHouseholds(
        filterIndexOf(view.all('household'), {
          needs: view.all('need'),
          whistles: view.all('whistle'),
          today,
          account: phone.account.id,
        }),
        new Set<FilterKey>([kind, 'due']),
      ).length,
    close: () => phone.close(),
  };
};

/** As many rows as the server puts on a page. */
const pageRows = 500;

const workerOf = (grids: number): SignedIn => ({
  id: makeId('account', uuidv7(0, new Uint8Array(10))),
  username: 'worker',
  name: '王小芳',
  grants: Array.from({ length: grids }, (_, n) => ({
    role: 'worker',
    area: gridCode(n),
    from: isoOf(0),
    to: null,
  })),
});

const rowsOf = ({ buildings, households, persons, needs, visits }: GridOfWorld): KindRow[] => [
  ...buildings.map((row): KindRow => ({ kind: 'building', row })),
  ...households.map((row): KindRow => ({ kind: 'household', row })),
  ...persons.map((row): KindRow => ({ kind: 'person', row })),
  ...needs.map((row): KindRow => ({ kind: 'need', row })),
  ...visits.map((row): KindRow => ({ kind: 'visit', row })),
];
// A row under its own kind makes a change of that kind.
const put = ({ kind, row }: KindRow, version: number): Change =>
  ({ version, kind, id: row.id, op: 'put', row }) as Change;
const pageOf = (from: number | null, changes: Change[]): ScopePage => {
  const to = (from ?? 0) + changes.length;
  return { from, to, head: to, more: false, changes };
};
const reply = (scopes: PullReply['scopes']): PullReply => ({
  epoch: 'bench',
  serverTime: isoOf(Date.now()),
  lastSeq: 0,
  scopes,
  left: [],
  reset: [],
});
const replyOf = (grids: readonly (readonly [string, KindRow[]])[]): PullReply =>
  reply(
    Object.fromEntries(
      grids.map(([code, rows]) => [
        `grid:${code}`,
        pageOf(
          null,
          rows.map((row, i) => put(row, i + 1)),
        ),
      ]),
    ),
  );
