import { addDays, startOfDay } from '../calendar/day.ts';
import type { BothWords } from '../calendar/day-words.ts';
import type { Iso } from '../lib/time.ts';
import type { ClockName, WhistleClock } from './clock.ts';
import { leadOf, standing, type LoopLevel, type UnitId } from './loop.ts';
import type { WhistleStage } from './stage.ts';
import type { WhistleRow } from './whistle.ts';

/** Where a whistle stands for somebody without an account: in her words, who is at it, and what is promised next. */

type Standing = Pick<WhistleRow, 'stage' | 'clocks' | 'own' | 'loop' | 'question'>;

export const stageForReporter: Record<WhistleStage, BothWords> = {
  community: { zh: '社区正在研究怎么办。', en: 'The community is deciding what to do.' },
  meeting: { zh: '已列入社区联席会，等会议研究。', en: 'Waiting for the joint meeting of the community.' },
  street: { zh: '街道正在安排。', en: 'The street is arranging it.' },
  consulting: { zh: '正在确定由哪个单位办理。', en: 'It is being decided which unit handles it.' },
  dispatched: { zh: '已派给责任单位，等它到场报到。', en: 'Given to a unit, which is to come and report in.' },
  working: { zh: '责任单位正在办理。', en: 'The responsible unit is at work.' },
  verifying: {
    zh: '责任单位说已办好，社区正在现场核查。',
    en: 'Said to be done; the community is checking on the spot.',
  },
  surveying: {
    zh: '已核查通过，正在问大家是否满意。',
    en: 'Checked; residents are being asked whether they are satisfied.',
  },
  evaluating: { zh: '社区正在评价办理情况。', en: 'The community is judging how it was handled.' },
  closed: { zh: '已经办结。', en: 'It is closed.' },
  settled: { zh: '已经办结。', en: 'It is settled.' },
  returned: { zh: '没有受理，请看说明。', en: 'It was not taken on; please read why.' },
  merged: { zh: '与另一件同样的事合在一起办。', en: 'Joined with another report of the same.' },
  withdrawn: { zh: '已撤回，不再办理。', en: 'It was taken back and is not handled any more.' },
  parked: { zh: '现在还办不了，先挂账，到日子再议。', en: 'Not possible now; it is looked at again on its day.' },
  lasting: { zh: '已列为长期办理的事，每季检查。', en: 'A lasting task, checked each quarter.' },
};

/** Who is at it: an area by its level, or units with the lead first; null: nobody any more. */
export type Responsible = { level: 'community' | 'street' | LoopLevel } | { units: readonly UnitId[] } | null;

export function responsibleFor({ stage, loop }: Pick<WhistleRow, 'stage' | 'loop'>): Responsible {
  switch (stage) {
    case 'community':
    case 'meeting':
    case 'verifying':
    case 'surveying':
    case 'evaluating':
      return { level: 'community' };
    case 'street':
      return { level: 'street' };
    case 'consulting':
      return { level: loop?.level ?? 'district' };
    case 'dispatched':
    case 'working':
      return {
        units: standing(loop)
          .toSorted((a, b) => Number(b.isLead) - Number(a.isLead))
          .map(({ unit }) => unit),
      };
    case 'lasting':
      return loop?.mechanism ? { units: [loop.mechanism.lead, ...loop.mechanism.cooperators] } : null;
    case 'parked':
      return responsibleFor({ stage: loop?.parking?.cameFrom ?? 'community', loop });
    case 'closed':
    case 'settled':
    case 'returned':
    case 'merged':
    case 'withdrawn':
      return null;
  }
}

/** The clocks of a stage that are a promise to the reporter, the nearest step first. */
const promises: Record<WhistleStage, readonly ClockName[]> = {
  community: ['answer'],
  meeting: ['meeting'],
  street: ['review'],
  consulting: ['consult'],
  dispatched: ['reportIn', 'finish'],
  working: ['finish'],
  verifying: ['verify'],
  surveying: ['survey'],
  evaluating: ['evaluate'],
  parked: ['look'],
  lasting: ['check'],
  closed: [],
  settled: [],
  returned: [],
  merged: [],
  withdrawn: [],
};

export interface ReporterPromise {
  /** What is promised: `own` is done by the day that somebody named. */
  what: ClockName | 'own';
  dueAt: Iso;
  /** The moment has passed and it did not happen. */
  isLate: boolean;
  /** The clock waits for what the reporter was asked. */
  isWaiting: boolean;
}

/** The next promised date, from the clocks that run; null: nothing is promised now. */
export function promiseToReporter(whistle: Standing, now: Iso): ReporterPromise | null {
  const { stage, own, question } = whistle;
  if (own && (stage === 'community' || stage === 'street')) {
    const dueAt = startOfDay(addDays(own.promisedOn, 1));
    return { what: 'own', dueAt, isLate: now >= dueAt, isWaiting: false };
  }
  for (const name of promises[stage]) {
    const clock = clockOf(whistle, name);
    if (!clock) continue;
    const isWaiting = clock.state === 'paused' && question !== null;
    return { what: name, dueAt: clock.dueAt, isLate: !isWaiting && now >= clock.dueAt, isWaiting };
  }
  return null;
}

/** The whistle's own or the lead's; of those who were asked the last, for all of them have to answer. */
function clockOf({ clocks, loop }: Standing, name: ClockName): WhistleClock | null {
  const lead = leadOf(loop)?.unit ?? null;
  const going = clocks.filter(
    (clock) =>
      clock.name === name &&
      (clock.state === 'running' || clock.state === 'paused') &&
      (clock.unit === null || clock.unit === lead || name === 'consult'),
  );
  return going.toSorted((a, b) => (a.dueAt < b.dueAt ? 1 : -1))[0] ?? null;
}
