import { beforeEach, describe, expect, it } from 'vitest';
import { withYear } from '../../core/calendar/published.ts';
import { shippedCalendar, type WorkCalendar } from '../../core/calendar/workdays.ts';
import { makeId } from '../../core/lib/id.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import type { UnitRow } from '../../core/org/unit.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { testGrid, testNow, testUuid, whistleId } from '../../core/testing/builders.ts';
import { people, played, whistleAt } from '../../core/testing/loop.ts';
import { startClock } from '../../core/whistle/clock.ts';
import { freshOrder, type DeedContext } from '../../core/whistle/deeds/deed.ts';
import { freshLoop, standing, type Order } from '../../core/whistle/loop.ts';
import type { LoopHappening, WhistleRow } from '../../core/whistle/whistle.ts';
import { loadRows } from '../modules/sync/load.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { district, makeWorld, type SyncWorld } from '../modules/sync/testing/world.ts';
import { serverReportCodes } from '../modules/sync/report-codes.ts';
import { makeSync } from '../modules/sync/sync.ts';
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
    // It rests, and what waited in two others for too long presses thrice each.
    expect(await turn(31)).toBe(7);
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

describe('time, where clocks are missed', () => {
  const bureau = makeId('unit', testUuid(80));
  const heir = makeId('unit', testUuid(81));
  const freshOrderOf = (id: UnitRow['id']): Order => freshOrder(id, false, { now: testNow } as DeedContext);
  const unit = (id: UnitRow['id'], set: Partial<UnitRow> = {}): KindRow => ({
    kind: 'unit',
    row: {
      id,
      rev: 1,
      kind: 'department',
      name: id,
      code: null,
      area: district,
      endedAt: null,
      successor: null,
      ...set,
    },
  });
  const clock = (workdays: number, at: Iso = testNow) => startClock('review', { workdays }, at, shippedCalendar);
  const put = (...entries: KindRow[]) => loadRows(base.store, district, { rows: entries, audit: [] });
  const whistleRow = (n: number, set: Partial<WhistleRow>): KindRow => ({
    kind: 'whistle',
    row: { ...whistleAt('street', { loop: null }), id: whistleId(n), ...set },
  });
  /** The same district, judged by another table of working days. */
  const makeWorldAgain = async (calendar: WorkCalendar): Promise<SyncWorld> => {
    const clockNow = { now: testNow };
    const sync = makeSync({
      store: base.store,
      now: () => msOf(clockNow.now),
      newEpoch: () => 'never',
      sleep: () => Promise.resolve(),
      reportCodes: serverReportCodes,
      searchKeysOf: (name) => name,
      fraction: () => 0.5,
      log: { warn: () => undefined, error: () => undefined },
      committed: () => undefined,
      calendar,
    });
    return { ...world, sync, clock: clockNow };
  };
  const lines = async (n: number) =>
    (
      await base.pool.query<{ happening: LoopHappening }>(
        `select "row"->'happening' as happening from event where district = $1 and whistle = $2 order by ("row"->>'order')::int`,
        [district, whistleId(n)],
      )
    ).rows.map(({ happening }) => happening);
  const stepsOf = (line: readonly LoopHappening[]) =>
    line.map((one) => (one.action === 'press' ? `${one.said.of?.clock} ${one.said.of?.step}` : one.action));

  it('presses each step once, the oldest first, and a kill between two loses nothing', async () => {
    await put(whistleRow(30, { clocks: [clock(2)] }), whistleRow(31, { clocks: [clock(1), clock(3)] }));
    world.clock.now = isoOf(msOf(testNow) + 60 * dayMs);
    let pushes = 0;
    const dying = {
      push: (...given: Parameters<typeof world.sync.push>) => {
        pushes += 1;
        if (pushes === 2) throw new Error('killed');
        return world.sync.push(...given);
      },
    };
    const deps = { poolFor: () => base.pool, now: () => msOf(world.clock.now) };
    await expect(keepTerms({ ...deps, sync: dying }, district)).rejects.toThrow('killed');
    await Promise.all([
      keepTerms({ ...deps, sync: world.sync }, district),
      keepTerms({ ...deps, sync: world.sync }, district),
    ]);
    await keepTerms({ ...deps, sync: world.sync }, district);
    expect(stepsOf(await lines(30))).toEqual(['review holder', 'review superior', 'review board']);
    const second = stepsOf(await lines(31));
    expect(second.filter((step) => step === 'supervise')).toHaveLength(1);
    expect(second.filter((step) => step !== 'supervise')).toHaveLength(6);
    expect(await keepTerms({ ...deps, sync: world.sync }, district)).toBe(0);
  });

  it("gives a dissolved unit's whistles to its successor", async () => {
    const order = { ...freshOrderOf(bureau), isLead: true };
    await put(
      unit(heir),
      unit(bureau, { endedAt: testNow, successor: heir }),
      whistleRow(32, { stage: 'dispatched', clocks: [], urgency: 'U3', loop: { ...freshLoop, orders: [order] } }),
    );
    expect(await turn(0)).toBe(1);
    const { rows: found } = await base.pool.query<{ row: WhistleRow }>('select "row" from whistle where id = $1', [
      whistleId(32),
    ]);
    expect(standing(found[0]?.row.loop ?? null).map((one) => [one.unit, one.isLead])).toEqual([[heir, true]]);
    expect(await turn(0)).toBe(0);
  });

  it('counts again what a year now published concerns, with both days on record', async () => {
    const december = isoOf(Date.UTC(2026, 11, 29, 2));
    const calendar = withYear(shippedCalendar, { year: 2027, source: 'test', off: ['2027-01-01'], worked: [] });
    await put(
      whistleRow(33, { clocks: [clock(4, december)], changed: { ...whistleAt('street').changed, at: december } }),
    );
    const published = await makeWorldAgain(calendar);
    published.clock.now = isoOf(msOf(december) + dayMs);
    const deps = { sync: published.sync, poolFor: () => base.pool, now: () => msOf(published.clock.now) };
    expect(await keepTerms({ ...deps, calendar: shippedCalendar }, district)).toBeGreaterThanOrEqual(0);
    expect(await lines(33)).toEqual([]);
    await keepTerms({ ...deps, calendar }, district);
    expect((await lines(33)).map(({ said }) => said)).toEqual([
      { moved: [{ clock: 'review', unit: null, from: '2027-01-04T16:00:00.000Z', to: '2027-01-05T16:00:00.000Z' }] },
    ]);
    const told = (await base.effects()).filter(({ payload }) => 'name' in payload && payload.name === 'recount');
    expect(told).toHaveLength(1);
  });
});
