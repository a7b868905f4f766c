import { shippedCalendar } from '../calendar/workdays.ts';
import type { Grant } from '../org/role.ts';
import { isInArea } from '../org/scope.ts';
import { makeId } from '../lib/id.ts';
import { isoOf, msOf } from '../lib/time.ts';
import { startClock } from '../whistle/clock.ts';
import { loopActions } from '../whistle/loop-actions.ts';
import { isAsked, standing } from '../whistle/loop.ts';
import { isEnded, whistleStages } from '../whistle/stage.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import { testNow, testUuid } from './builders.ts';
import { leadUnit, people, play, samples, units, whistleAt } from './loop.ts';

/** A town in which each whistle went its own way, and the rule of whose turn it is as it would be said of one. */

const texts = ['三单元电梯停了', '電梯異響', '路灯不亮', '井盖松动，夜里看不见', '垃圾没有人收', null];
const grids = ['990106001001003', '990106001002001', '990106002001001'];
const said = { by: people.lead.account, byName: '', at: testNow };
const levels = ['district', 'city'] as const;

export const townHolders: readonly Pick<Grant, 'role' | 'area'>[] = [
  { role: 'street', area: '990106001' },
  { role: 'street', area: '990106002' },
  { role: 'district', area: '990106' },
  { role: 'city', area: '990100' },
  ...units.map(({ id }) => ({ role: 'unit' as const, area: id })),
];

/** @param pick a number below its argument */
export function waitingTown(count: number, pick: (below: number) => number): WhistleRow[] {
  const one = <T>(values: readonly T[]): T => {
    const at = pick(values.length);
    for (const value of values.slice(at, at + 1)) return value;
    throw new Error('nothing to choose from');
  };
  return Array.from({ length: count }, (_, n) => {
    const born = whistleAt(one(whistleStages), {
      grid: one(grids),
      text: one(texts),
      category: one(['0103', '0104', null]),
    });
    const extension = { ...said, until: '2026-12-10', reason: '缺料', agreed: one([null, said]) } as const;
    const handBack = { ...said, unit: leadUnit, reason: 'notOurs', whose: null, text: '' } as const;
    const set = { level: one(levels), extension: one([null, null, extension]), handBack: one([null, null, handBack]) };
    let row: WhistleRow = { ...born, loop: born.loop && { ...born.loop, ...set } };
    if (pick(8) === 0) row = { ...row, stage: 'street', loop: null };
    for (let deed = pick(6); deed > 0; deed -= 1) {
      const action = one(loopActions);
      const now = isoOf(msOf(testNow) + pick(72) * 3_600_000);
      const outcome = play(row, action, one(Object.values(people)), samples[action], now);
      if (outcome.ok) row = outcome.value.whistle;
    }
    const start = isoOf(msOf(testNow) + pick(40) * 3_600_000);
    if (pick(2) === 0)
      row = {
        ...row,
        clocks: [...row.clocks, startClock('contact', { minutes: 60 * pick(90) + 1 }, start, shippedCalendar)],
      };
    return {
      ...row,
      id: makeId('whistle', testUuid(1_000 + n)),
      raisedAt: isoOf(msOf(testNow) - pick(400) * 86_400_000),
    };
  });
}

/** Whether it is this holder's turn, and nobody else's. */
export function isWaitingFor(row: WhistleRow, { role, area }: Pick<Grant, 'role' | 'area'>): boolean {
  const { loop, stage } = row;
  const isRung =
    stage === 'community' &&
    row.emergency &&
    row.clocks.some((clock) => clock.name === 'answer' && (clock.state === 'missed' || clock.pressed !== undefined));
  const hasPapersToFile = !isEnded(stage) && row.clocks.some((clock) => clock.name === 'papers' && !clock.endedAt);
  if (role === 'street') return (stage === 'street' || isRung || hasPapersToFile) && isInArea(row.grid, area);
  if (isRung) return isInArea(row.grid, area) && (loop?.level ?? 'district') === role;
  if (stage !== 'consulting' && stage !== 'dispatched' && stage !== 'working') return false;
  if (role === 'unit') {
    if (stage === 'consulting')
      return isAsked(row, area) && loop?.consults.some((one) => one.unit === area && one.answer === null) === true;
    return standing(loop).some((order) => order.unit === area);
  }
  if (!isInArea(row.grid, area) || (loop?.level ?? 'district') !== role) return false;
  if (stage === 'consulting') return true;
  return loop !== null && (loop.handBack !== null || (loop.extension !== null && loop.extension.agreed !== null));
}
