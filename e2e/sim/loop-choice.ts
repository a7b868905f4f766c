/**
 * Who does what next: of what the table allows at that stage in these parts, what moves the whistle on is likely, and
 * every other deed is done now and then. Once in a while somebody does what she may not.
 */
import type { WhistleAction } from '../../core/whistle/actions.ts';
import { loopActions, type LoopAction } from '../../core/whistle/loop-actions.ts';
import { leadOf, standing } from '../../core/whistle/loop.ts';
import { shippedLoop } from '../../core/whistle/loop-terms.ts';
import type { WhistleStage } from '../../core/whistle/stage.ts';
import { earlyWords, type Bench, type EarlyAction } from './loop-words.ts';

export type OfficeAction = EarlyAction | LoopAction;

const weights: Record<WhistleStage, Partial<Record<OfficeAction, number>>> = {
  community: {
    escalate: 24,
    resume: 20,
    sound: 16,
    table: 5,
    takeOn: 3,
    return: 3,
    settle: 2,
    merge: 0.3,
    ask: 0.5,
    park: 0.7,
    regrid: 1,
    recategorise: 1,
  },
  meeting: { resolveEscalate: 8, resolveSettle: 4, resolveDrop: 4, untable: 2 },
  street: {
    escalate: 30,
    callStation: 5,
    sound: 10,
    sendBack: 0.6,
    settle: 0.7,
    takeOn: 1,
    park: 0.5,
    setUrgency: 2,
    ask: 0.5,
    merge: 0.3,
    regrid: 0.3,
    recategorise: 0.5,
  },
  consulting: {
    opine: 30,
    dispatch: 30,
    ask: 12,
    setUrgency: 3,
    escalateCity: 1,
    returnDistrict: 3,
    makeLasting: 0.6,
    sendBack: 0.6,
    supervise: 0.5,
    park: 0.5,
    merge: 0.3,
  },
  dispatched: {
    filePapers: 20,
    reportIn: 40,
    decideHandBack: 30,
    sign: 8,
    contact: 8,
    handBack: 4,
    recall: 1,
    changeUnits: 0.8,
    escalateCity: 0.7,
    returnDistrict: 1,
  },
  working: {
    filePapers: 20,
    reportIn: 30,
    claim: 30,
    progress: 12,
    agreeExtension: 300,
    approveExtension: 300,
    madeSafe: 60,
    goOn: 60,
    askExtension: 60,
    supervise: 0.5,
    changeUnits: 1,
    makeLasting: 0.4,
  },
  verifying: { accept: 30, reject: 4 },
  surveying: { endSurvey: 30, ballot: 20 },
  evaluating: { evaluate: 40 },
  closed: { answerEvaluation: 5, rate: 2, correctEvaluation: 0.5, reopen: 0.3 },
  settled: { rate: 1, reopen: 0.3 },
  returned: { rest: 0.6 },
  merged: { split: 0.2 },
  parked: { unpark: 3 },
  lasting: { check: 10, windUp: 10 },
  withdrawn: {},
};
/** Of what may be done and has no weight of its own at that stage. */
const seldom = 0.02;

/** What a person who reads the page would leave alone for now. */
function makesSense(action: OfficeAction, { whistle, unit, parts, others }: Bench): boolean {
  const { loop } = whistle;
  const own = standing(loop).find((order) => order.unit === unit);
  switch (action) {
    case 'filePapers':
      return whistle.clocks.some(({ name, endedAt }) => name === 'papers' && endedAt === null);
    case 'sound':
      return whistle.emergency || whistle.urgency === 'U1';
    case 'resume':
      return leadOf(loop) !== null;
    case 'takeOn':
      return whistle.own === null;
    case 'merge':
      return others.length > 0;
    case 'ask':
      return whistle.stage === 'consulting' ? loop?.consults.length === 0 : whistle.question === null;
    case 'check':
      return loop?.mechanism?.isAgreed === false;
    case 'setUrgency':
      return loop?.isUrgencySet !== true;
    case 'opine':
      return loop?.consults.some((one) => one.unit === unit && one.answer === null) ?? false;
    case 'dispatch':
      return loop !== null && loop.consults.length > 0 && loop.consults.every(({ answer }) => answer !== null);
    case 'escalateCity':
      return loop?.level !== 'city';
    case 'returnDistrict':
      return loop?.level === 'city';
    case 'sign':
      return own?.signed === null;
    case 'contact':
      return own?.contacted === null;
    case 'progress':
      return (own?.confirmedAt ?? null) !== null && own?.progressAt === null;
    case 'reportIn':
      return parts.includes('community')
        ? standing(loop).some(({ reported, confirmedAt }) => reported && !confirmedAt)
        : own?.reported === null;
    case 'handBack':
      return loop?.handBack === null && whistle.urgency !== 'U1';
    case 'decideHandBack':
      return loop?.handBack !== null;
    case 'claim':
      // Two may have to agree to more time: whoever asked waits for it.
      return (
        loop?.extension === null &&
        whistle.urgency !== 'U1' &&
        standing(loop).every(({ isLead, done }) => isLead || done !== null)
      );
    case 'askExtension':
      return loop?.extension === null && whistle.urgency !== 'U1';
    case 'agreeExtension':
      return loop?.extension?.agreed === null;
    case 'approveExtension':
      return Boolean(loop?.extension?.agreed);
    case 'madeSafe':
    case 'goOn':
      return whistle.urgency === 'U1';
    case 'endSurvey':
      return (loop?.ballots.length ?? 0) >= shippedLoop.leastBallots[whistle.urgency ?? 'U3'];
    case 'windUp':
      return loop?.mechanism?.isAgreed === true;
    default:
      return true;
  }
}

const isOffice = (action: WhistleAction | LoopAction): action is OfficeAction =>
  action in earlyWords || (loopActions as readonly string[]).includes(action);

export interface Choice {
  action: OfficeAction;
  weight: number;
}

/** @param lawful what the table knows for her at this stage */
export function choicesOf(lawful: readonly (WhistleAction | LoopAction)[], bench: Bench): Choice[] {
  const own = weights[bench.whistle.stage];
  return lawful.filter(isOffice).flatMap((action) => {
    const weight = own[action] ?? seldom;
    return [{ action, weight: makesSense(action, bench) ? weight : Math.min(weight, 30) * 0.01 }];
  });
}

/** How often a look ends with nothing done: that heavy is leaving it for now. */
const idle = 0.6;

export function drawn<T extends { weight: number }>(choices: readonly T[], { dice }: Pick<Bench, 'dice'>): T | null {
  let left = dice.fraction() * choices.reduce((sum, { weight }) => sum + weight, idle);
  for (const choice of choices) {
    left -= choice.weight;
    if (left <= 0) return choice;
  }
  return null;
}
