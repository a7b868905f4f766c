import { describe, expect, it } from 'vitest';
import { withNeeds } from '../../core/household/need.ts';
import type { ConflictRow, HouseholdRow, NeedRow } from '../../core/household/household.ts';
import { makeId } from '../../core/lib/id.ts';
import { isoOf, msOf, type Day } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { household, householdId, testGrid, testNow, testUuid, wang } from '../../core/testing/builders.ts';
import { entryHash } from '../modules/sync/audit-chain.ts';
import { loadRows } from '../modules/sync/load.ts';
import { makeWorld, deviceId, district, pullOf } from '../modules/sync/testing/world.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { expireNeeds, serverItself } from './need-expiry.ts';

const worlds = pgWorlds();
const needId = (n: number) => makeId('need', testUuid(600 + n));
const need = (n: number, door: number, until: Day, kind: NeedRow['kind'] = 'care'): NeedRow => ({
  id: needId(n),
  rev: 1,
  grid: testGrid,
  household: householdId(door),
  kind,
  note: '要一辆轮椅',
  until,
  consent: { how: 'spoken', by: '陈桂兰', at: testNow, wording: '同意' },
  openedBy: wang.account,
  openedAt: testNow,
  step: 'opened',
  steps: [],
  edits: {},
});
const clash: ConflictRow = {
  id: makeId('conflict', testUuid(700)),
  rev: 1,
  grid: testGrid,
  household: householdId(11),
  on: { kind: 'need', id: needId(1) },
  field: 'until',
  mine: { value: '2027-01-01', by: wang.account, byName: wang.name, at: testNow },
  theirs: { value: '2026-11-17', by: wang.account, byName: wang.name, at: testNow },
};

/** Door 11 has one that ended and a clash about it, door 12 one that ended and one that goes on, door 13 one that ends today. */
async function standing() {
  const base = await worlds();
  const world = await makeWorld(base);
  const needs = [
    need(1, 11, '2026-11-17'),
    need(2, 12, '2026-10-01'),
    need(3, 12, '2027-03-01', 'lowIncome'),
    need(4, 13, '2026-11-18'),
  ];
  const doors = [11, 12, 13].map((n) =>
    withNeeds(
      household(n),
      needs.filter((one) => one.household === householdId(n)),
      '2026-11-18',
    ),
  );
  const rows: KindRow[] = [
    ...doors.map((row): KindRow => ({ kind: 'household', row })),
    ...needs.map((row): KindRow => ({ kind: 'need', row })),
    { kind: 'conflict', row: clash },
  ];
  await loadRows(base.store, district, { rows, audit: [] });
  return { base, world };
}

let uuids = 0;
async function run(base: PgWorld, now = testNow) {
  const told: [string, number][] = [];
  const expired = await expireNeeds(
    {
      store: base.store,
      poolFor: () => base.pool,
      now: () => msOf(now),
      newUuid: () => testUuid(9000 + ++uuids),
      sleep: () => Promise.resolve(),
      fraction: () => 0,
      committed: (_district, heads: ReadonlyMap<Scope, number>) => told.push(...heads),
    },
    district,
  );
  return { expired, told };
}
const ids = async (base: PgWorld, kind: 'need' | 'conflict') =>
  (
    await base.pool.query<{ id: string }>(`select id from ${kind} where district = $1 order by id`, [district])
  ).rows.map(({ id }) => id);
const door = async (base: PgWorld, n: number): Promise<HouseholdRow> => {
  const [row] = await base.store.read(district, (tx) => tx.rows([{ kind: 'household', id: householdId(n) }]));
  if (row?.kind !== 'household') throw new Error('the door stands');
  return row.row;
};

describe('needs past their last day', () => {
  it('are deleted with the clashes about them; those of today and later stay', async () => {
    const { base } = await standing();
    expect((await run(base)).expired).toBe(2);
    expect(await ids(base, 'need')).toEqual([needId(3), needId(4)]);
    expect(await ids(base, 'conflict')).toEqual([]);
  });

  it('leave a door that says what is still so: whether help is needed, how often it is visited', async () => {
    const { base } = await standing();
    await run(base);
    expect(await door(base, 11)).toMatchObject({ needsHelp: false, visitEveryDays: 90, rev: 2 });
    expect(await door(base, 12)).toMatchObject({ needsHelp: true, visitEveryDays: 30, rev: 2 });
    expect(await door(base, 13)).toMatchObject({ needsHelp: true, visitEveryDays: 7, rev: 1 });
  });

  it('leave the phones too, that are told at once', async () => {
    const { base, world } = await standing();
    const first = await world.sync.pull(district, wang.account, pullOf({ device: deviceId(1) }));
    if (!first.ok) throw new Error(first.problem.code);
    const scope = `grid:${testGrid}` as const;
    const from = first.reply.scopes[scope]?.to ?? 0;
    const { told } = await run(base);
    expect(told).toEqual([[scope, from + 5]]);
    const then = await world.sync.pull(
      district,
      wang.account,
      pullOf({ device: deviceId(1), cursors: { [scope]: from } }),
    );
    const changes = then.ok ? (then.reply.scopes[scope]?.changes ?? []) : [];
    expect(
      changes
        .filter(({ op }) => op === 'delete')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([clash.id, needId(1), needId(2)].toSorted());
  });

  it('leave one entry in the audit, by the server itself, that says nothing of what they were', async () => {
    const { base } = await standing();
    await run(base);
    const { rows } = await base.pool.query<{
      id: string;
      rev: number;
      mutation: string;
      payload: string;
      by: string;
      hash: string;
    }>(
      `select id, rev, mutation, payload, by_account as by, hash from audit where district = $1 and type = 'need.expire' order by id`,
      [district],
    );
    expect(rows.map(({ id, rev, by, payload }) => ({ id, rev, by, payload }))).toEqual(
      [11, 12].map((n) => ({
        id: householdId(n),
        rev: 2,
        by: serverItself,
        payload: JSON.stringify({ household: householdId(n), needs: [needId(n - 10)] }),
      })),
    );
    expect(rows[0]?.hash).toBe(
      entryHash('', 1, {
        aggregate: { kind: 'household', id: householdId(11) },
        rev: 2,
        mutation: rows[0]?.mutation ?? '',
        type: 'need.expire',
        payload: { household: householdId(11), needs: [needId(1)] },
        by: serverItself,
        device: null,
        phoneAt: testNow,
        clockErrorMs: null,
        at: testNow,
      }),
    );
  });

  it('are gone after one run: the next finds nothing, and moves nothing', async () => {
    const { base } = await standing();
    await run(base);
    expect(await run(base)).toEqual({ expired: 0, told: [] });
  });

  it('end with their day in Shanghai, not in Greenwich', async () => {
    const { base } = await standing();
    expect((await run(base, '2026-11-18T15:59:59.999Z')).expired).toBe(2);
    expect((await run(base, isoOf(msOf('2026-11-18T16:00:00.000Z')))).expired).toBe(1);
    expect(await ids(base, 'need')).toEqual([needId(3)]);
  });

  it('of many doors go part by part', async () => {
    const base = await worlds();
    await makeWorld(base);
    const many = Array.from({ length: 120 }, (_, n) => n + 100);
    const rows = many.flatMap((n): KindRow[] => [
      { kind: 'household', row: household(n, { needsHelp: true }) },
      { kind: 'need', row: { ...need(0, n, '2026-01-01'), id: makeId('need', testUuid(5000 + n)) } },
    ]);
    await loadRows(base.store, district, { rows, audit: [] });
    expect((await run(base)).expired).toBe(120);
    expect(await ids(base, 'need')).toEqual([]);
  });
});
