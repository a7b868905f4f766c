import { beforeEach, describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import { dayMs, hourMs, isoOf, msOf } from '../../core/lib/time.ts';
import { testNow, whistleId } from '../../core/testing/builders.ts';
import { whistleAt } from '../../core/testing/loop.ts';
import { startClock } from '../../core/whistle/clock.ts';
import { loadRows } from '../modules/sync/load.ts';
import { pgWorlds, type PgWorld } from '../modules/sync/testing/pg-world.ts';
import { district, makeWorld } from '../modules/sync/testing/world.ts';
import { deliverEffects } from './effects.ts';
import { expireNotices } from './notice-expiry.ts';
import { remindClocks } from './reminders.ts';

const worlds = pgWorlds();
let base: PgWorld;
beforeEach(async () => {
  base = await worlds();
  await makeWorld(base);
  const clocks = [startClock('answer', { minutes: 10 * 24 * 60 }, testNow, shippedCalendar)];
  const row = whistleAt('community', { id: whistleId(40), loop: null, clocks });
  await loadRows(base.store, district, { rows: [{ kind: 'whistle', row }], audit: [] });
});

const at = (days: number) => ({ poolFor: () => base.pool, now: () => msOf(testNow) + days * dayMs });
const remind = (days: number): Promise<number> => remindClocks(at(days), district);
const points = async (): Promise<string[]> =>
  (await base.effects()).flatMap(({ kind, payload }) => (kind === 'clock-reminder' ? [payload.point] : []));

describe('reminders of clocks', () => {
  it('come each once as time goes, whatever the turns and the servers', async () => {
    await remind(0);
    for (const day of [1, 4.9, 5, 5, 6, 8, 8.5, 9, 9.5]) await Promise.all([remind(day), remind(day)]);
    expect((await points()).toSorted()).toEqual(['dayBefore', 'fourFifths', 'half']);
  });

  it("begin with the first look: what passed before is nobody's news", async () => {
    expect(await remind(8.5)).toBe(0);
    expect(await remind(9)).toBe(1);
    expect(await points()).toEqual(['dayBefore']);
  });

  it('after an outage tell of the last that passed alone', async () => {
    await remind(0);
    await remind(9.9);
    expect(await points()).toEqual(['dayBefore']);
  });

  it('reach the holder as a notice of the whistle, shown for 35 days and then erased', async () => {
    await remind(0);
    await remind(5);
    const { now, poolFor } = at(5);
    await deliverEffects({ poolFor, now, done: () => undefined, failed: () => expect.unreachable() }, district);
    const { rows } = await base.pool.query('select whistle, payload from notice');
    expect(rows).toMatchObject([{ whistle: whistleId(40), payload: { point: 'half', clock: { name: 'answer' } } }]);
    expect(await expireNotices(at(39.9), district)).toBe(0);
    expect(await expireNotices(at(40.1), district)).toBe(1);
    expect(isoOf(now())).toBe(isoOf(msOf(testNow) + 5 * 24 * hourMs));
  });
});
