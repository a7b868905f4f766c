import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, isoOf, msOf } from '../../core/lib/time.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { testGrid, testNow, whistleId } from '../../core/testing/builders.ts';
import { people, played, whistleAt } from '../../core/testing/loop.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { loadRows } from '../modules/sync/load.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { district, makeWorld, type SyncWorld } from '../modules/sync/testing/world.ts';
import { keepTerms } from './whistle-terms.ts';

const worlds = pgWorlds();
let base: PgWorld;
let world: SyncWorld;

const answer = {
  text: '说不清',
  reason: 'unclear' as const,
  by: people.community.account,
  byName: '社区',
  at: testNow,
};
/** One in a survey, one parked, one returned; and one of which time wants nothing. */
const rows: KindRow[] = (
  [
    played(whistleAt('verifying'), 'accept', people.community),
    played(whistleAt('street'), 'park', people.street, { reason: '规划未定', reviewOn: '2026-12-01', answer: '再议' }),
    whistleAt('returned', { answer }),
    whistleAt('working'),
  ] satisfies WhistleRow[]
).map((row, n): KindRow => ({ kind: 'whistle', row: { ...row, id: whistleId(10 + n), grid: testGrid } }));

beforeEach(async () => {
  base = await worlds();
  world = await makeWorld(base);
  await loadRows(base.store, district, { rows, audit: [] });
});

const turn = (days: number): Promise<number> => {
  world.clock.now = isoOf(msOf(testNow) + days * dayMs);
  return keepTerms({ sync: world.sync, poolFor: () => base.pool, now: () => msOf(world.clock.now) }, district);
};
const stages = async (): Promise<string[]> => {
  const found = await base.pool.query<{ stage: string }>(`select stage from whistle where district = $1 order by id`, [
    district,
  ]);
  return found.rows.map(({ stage }) => stage);
};

describe('what time does to a whistle', () => {
  it('comes on its day and not before, each once', async () => {
    expect(await turn(1)).toBe(0);
    expect(await stages()).toEqual(['surveying', 'parked', 'returned', 'working']);
    expect(await turn(8)).toBe(1);
    expect(await stages()).toEqual(['evaluating', 'parked', 'returned', 'working']);
    expect(await turn(8)).toBe(0);
    expect(await turn(14)).toBe(1);
    expect(await stages()).toEqual(['evaluating', 'street', 'returned', 'working']);
    expect(await turn(31)).toBe(1);
    expect(await stages()).toEqual(['evaluating', 'street', 'withdrawn', 'working']);
  });

  it('catches up in order after an outage, and is on record like any other deed', async () => {
    expect(await turn(60)).toBe(3);
    expect(await turn(60)).toBe(0);
    const { rows: lines } = await base.pool.query<{ type: string }>(
      `select type from audit where district = $1 order by type`,
      [district],
    );
    expect(lines.map(({ type }) => type)).toEqual(['whistle.endSurvey', 'whistle.rest', 'whistle.unpark']);
    expect(world.pokes.some(([scope]) => scope === `grid:${testGrid}`)).toBe(true);
  });

  it('is done once by two servers at the same moment', async () => {
    world.clock.now = isoOf(msOf(testNow) + 60 * dayMs);
    const deps = { sync: world.sync, poolFor: () => base.pool, now: () => msOf(world.clock.now) };
    const done = await Promise.all([keepTerms(deps, district), keepTerms(deps, district)]);
    expect(done.every((count) => count === 3 || count === 0)).toBe(true);
    const { rows: lines } = await base.pool.query(`select 1 from audit where district = $1`, [district]);
    expect(lines).toHaveLength(3);
  });
});
