import { leadOf, standing, type Order } from '../../../../core/whistle/loop.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { deedFields, type FormedAction } from './deed-fields.ts';

/** Steps that carry a whistle on, the likeliest first; what asks, presses or stops comes after them. */
const order: readonly FormedAction[] = [
  'sound',
  'filePapers',
  'decideHandBack',
  'approveExtension',
  'agreeExtension',
  'opine',
  'dispatch',
  'reportIn',
  'sign',
  'contact',
  'madeSafe',
  'goOn',
  'claim',
  'progress',
  'accept',
  'reject',
  'ballot',
  'endSurvey',
  'evaluate',
  'rate',
  'resume',
  'resolveSettle',
  'resolveEscalate',
  'escalate',
  'takeOn',
  'settle',
];
export const isNextStep = (action: FormedAction): boolean => order.includes(action);

export const ownOrder = ({ loop }: WhistleRow, own: readonly string[]): Order | undefined =>
  standing(loop).find(({ unit }) => own.includes(unit));

/** The first finish of the lead has ended: the danger is over. */
function isSafe({ loop, clocks }: WhistleRow): boolean {
  const lead = leadOf(loop)?.unit ?? null;
  return clocks.some(({ name, unit, endedAt }) => name === 'finish' && unit === lead && endedAt !== null);
}

/** Offered only where it can be meant: no answer without a question, no second signature, no return to where it is. */
function isFitting(action: FormedAction, whistle: WhistleRow, own: readonly string[]): boolean {
  const { loop, urgency, emergency, stage, clocks } = whistle;
  const isOwn = ({ unit }: { unit: string }): boolean => own.includes(unit);
  const mine = ownOrder(whistle, own);
  switch (action) {
    case 'escalateCity':
      return (loop?.level ?? 'district') === 'district';
    case 'returnDistrict':
      return loop?.level === 'city';
    case 'sound':
      return emergency || urgency === 'U1';
    case 'madeSafe':
      return urgency === 'U1' && !isSafe(whistle);
    case 'goOn':
      return urgency === 'U1' && isSafe(whistle);
    case 'filePapers':
      return clocks.some(({ name, endedAt }) => name === 'papers' && endedAt === null);
    case 'decideHandBack':
      return (loop?.handBack ?? null) !== null;
    case 'agreeExtension':
      return loop?.extension?.agreed === null;
    case 'approveExtension':
      return (loop?.extension?.agreed ?? null) !== null;
    case 'askExtension':
      return loop?.extension === null && urgency !== 'U1';
    case 'handBack':
      return loop?.handBack === null && urgency !== 'U1';
    case 'opine':
      return loop?.consults.find(isOwn)?.answer === null;
    case 'sign':
      return mine?.signed === null;
    case 'contact':
      return mine?.contacted === null;
    case 'reportIn':
      // Once more for the code alone, while nobody has confirmed that they came.
      return mine?.confirmedAt === null;
    case 'progress':
      return (mine?.confirmedAt ?? null) !== null;
    case 'answerEvaluation':
      return (
        loop?.evaluations.some(isOwn) === true && !loop.evaluations.some((one) => isOwn(one) && one.answer !== null)
      );
    case 'resume':
      return loop?.isReopened === true;
    case 'takeOn':
      return stage === 'street';
    case 'correctEvaluation':
      return (loop?.evaluations.length ?? 0) > 0;
    // What was merged is told how its target ended; before, nobody can say that it did not help.
    case 'reopen':
      return stage !== 'merged' || whistle.answer !== null;
    default:
      return true;
  }
}

/** @param own the units for which the reader acts */
export function offeredDeeds(actions: readonly string[], whistle: WhistleRow, own: readonly string[]): FormedAction[] {
  const all = [...order, ...(Object.keys(deedFields) as FormedAction[]).filter((action) => !order.includes(action))];
  return all.filter((action) => actions.includes(action) && isFitting(action, whistle, own));
}
