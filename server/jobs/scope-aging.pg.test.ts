import { beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../../core/lib/id.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import type { WhistleHappening } from '../../core/whistle/whistle.ts';
import { householdId, testGrid, testNow, testUuid, wang, whistle, whistleId } from '../../core/testing/builders.ts';
import { cooperatorUnit, leadUnit, samples, whistleAt } from '../../core/testing/loop.ts';
import { loadRows } from '../modules/sync/load.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { district, makeWorld, pullOf } from '../modules/sync/testing/world.ts';
import { ageScopes } from './scope-aging.ts';

const worlds = pgWorlds();
let base: PgWorld;
const ago = (days: number): Iso => isoOf(msOf(testNow) - days * dayMs);
const scope = `grid:${testGrid}` as const;

const visit = (n: number, door: number, occurredAt: Iso): KindRow => ({
  kind: 'visit',
  row: {
    id: makeId('visit', testUuid(500 + n)),
    rev: 1,
    grid: testGrid,
    household: householdId(door),
    outcome: 'met',
    note: null,
    needs: [],
    occurredAt,
    recordedAt: occurredAt,
    by: wang.account,
    byName: wang.name,
    isAmended: false,
  },
});
const event = (n: number, of: number, at: Iso, happening: WhistleHappening): KindRow => ({
  kind: 'event',
  row: {
    id: makeId('event', testUuid(800 + n)),
    rev: 1,
    order: n,
    grid: testGrid,
    whistle: whistleId(of),
    at,
    by: wang.account,
    byName: wang.name,
    happening,
  },
});
const photo = (of: number): KindRow => ({
  kind: 'photo',
  row: {
    id: `${whistleId(of)}:${'ab'.repeat(32)}`,
    rev: 1,
    grid: testGrid,
    whistle: whistleId(of),
    sha256: 'ab'.repeat(32),
    state: 'here',
    width: 1,
    height: 1,
    arrivedAt: testNow,
  },
});
const settled: WhistleHappening = { type: 'whistle-settled', text: '已修好' };
const evaluated: WhistleHappening = { type: 'whistle-did', action: 'evaluate', said: samples.evaluate };
const said: WhistleHappening = { type: 'whistle-commented', text: '又坏了' };

const rows: KindRow[] = [
  visit(1, 1, ago(183)),
  visit(2, 1, ago(183)),
  visit(3, 1, ago(400)),
  visit(4, 2, ago(400)),
  visit(5, 2, ago(181)),
  // Ended 181 days ago, though somebody said something since; ended 179 days ago; never ended.
  { kind: 'whistle', row: whistle(1, { stage: 'settled', rev: 3 }) },
  event(1, 1, ago(181), settled),
  event(2, 1, ago(10), said),
  photo(1),
  { kind: 'whistle', row: whistle(2, { stage: 'settled', rev: 2 }) },
  event(3, 2, ago(179), settled),
  // Closed by its evaluation, held by two units too.
  { kind: 'whistle', row: { ...whistleAt('closed'), id: whistleId(4) } },
  event(5, 4, ago(181), evaluated),
  { kind: 'whistle', row: whistle(3) },
  event(4, 3, ago(500), said),
];

beforeEach(async () => {
  base = await worlds();
});

const age = (now = testNow) => {
  const moved: Scope[] = [];
  return ageScopes(
    {
      store: base.store,
      poolFor: () => base.pool,
      now: () => msOf(now),
      sleep: () => Promise.resolve(),
      fraction: () => 0,
      committed: (_, heads) => moved.push(...heads.keys()),
    },
    district,
  ).then((left) => ({ ...left, moved }));
};

describe('what is over age', () => {
  it('leaves the scope of its grid: old visits but the last of each door, ended whistles with all that is theirs', async () => {
    const world = await makeWorld(base);
    await loadRows(base.store, district, { rows, audit: [] });
    const pull = async (from: number) => {
      const answer = await world.sync.pull(district, wang.account, pullOf({ cursors: { [scope]: from } }));
      if (!answer.ok) throw new Error(answer.problem.code);
      return answer.reply.scopes[scope];
    };
    const before = (await pull(0))?.head ?? 0;
    const moved = [scope, ...[cooperatorUnit, leadUnit].map((id): Scope => `unit:${id}`)];
    const aged = await age();
    expect({ ...aged, moved: new Set(aged.moved) }).toEqual({ visits: 3, whistles: 2, moved: new Set(moved) });
    const page = await pull(before);
    expect(page?.changes.map(({ op, id }) => `${op} ${id}`).toSorted()).toEqual(
      [
        ...[1, 3, 4].map((n) => makeId('visit', testUuid(500 + n))),
        whistleId(1),
        whistleId(4),
        makeId('event', testUuid(805)),
        makeId('event', testUuid(801)),
        makeId('event', testUuid(802)),
        `${whistleId(1)}:${'ab'.repeat(32)}`,
      ]
        .map((id) => `leave ${id}`)
        .toSorted(),
    );
    // They stay on the server.
    expect((await base.pool.query('select 1 from visit')).rows).toHaveLength(5);
    expect(await age()).toEqual({ visits: 0, whistles: 0, moved: [] });
    expect((await pull(before))?.head).toBe(page?.head);
  });

  it('leaves once when several servers look at the same time, in parts', async () => {
    await makeWorld(base);
    const many = Array.from({ length: 450 }, (_, n) => visit(n + 1, 1, ago(300)));
    await loadRows(base.store, district, { rows: [...many, visit(451, 1, ago(1))], audit: [] });
    const headBefore = (await base.store.read(district, (tx) => tx.heads([scope]))).get(scope) ?? 0;
    const runs = await Promise.all([age(), age(), age()]);
    expect(runs.reduce((sum, { visits }) => sum + visits, 0)).toBe(450);
    const head = (await base.store.read(district, (tx) => tx.heads([scope]))).get(scope);
    expect(head).toBe(headBefore + 450);
    expect((await base.pool.query(`select 1 from feed where op = 'leave'`)).rows).toHaveLength(450);
  });

  it('is put back by a change, and leaves again', async () => {
    await makeWorld(base);
    await loadRows(base.store, district, { rows: [visit(1, 1, ago(300)), visit(2, 1, ago(1))], audit: [] });
    expect(await age()).toMatchObject({ visits: 1 });
    await base.pool.query(`update feed set op = 'put' where kind = 'visit'`);
    expect(await age()).toMatchObject({ visits: 1 });
  });
});
