/** Looking on the spot, asking the residents, one evaluation a whistle. */
import { ok, refuse } from '../../lib/result.ts';
import type { Iso } from '../../lib/time.ts';
import { meetClock, resumeClocks, startClock, stopClocks, type WhistleClock } from '../clock.ts';
import { leadOf, scoreParts, standing, type Evaluation, type ScoreWeights } from '../loop.ts';
import { halfOf, shippedWeights } from '../loop-terms.ts';
import {
  against,
  changeOrder,
  isSameVoice,
  ownOrder,
  ownVoice,
  withPhotos,
  type Deed,
  type DeedContext,
} from './deed.ts';
import { atLeast } from './studying.ts';

/** The finish counts as of the claim: the time in which the community looked is nobody's delay. */
export const accept: Deed<'accept'> = (_, { photos }, context) => {
  const { loop, clocks, now } = context;
  const at = loop.claim?.at ?? now;
  return ok({
    row: { photos: withPhotos(context, photos) },
    clocks: standing(loop).reduce<readonly WhistleClock[]>((all, { unit }) => finished(all, unit, at), clocks),
  });
};

const finished = (clocks: readonly WhistleClock[], unit: string, at: Iso): WhistleClock[] =>
  clocks.flatMap((clock) =>
    clock.unit !== unit
      ? [clock]
      : clock.name === 'finish'
        ? meetClock([clock], 'finish', at, clock.unit)
        : stopClocks([clock], at),
  );

export const reject: Deed<'reject'> = (_, { photos }, context) => {
  const { clocks, now, calendar } = context;
  return ok({
    loop: { claim: null },
    row: { photos: withPhotos(context, photos) },
    clocks: clocks.map((clock) => {
      if (clock.name !== 'finish' || clock.unit === null || clock.endedAt !== null) return clock;
      const [resumed = clock] = resumeClocks([clock], now, calendar);
      return { ...resumed, dueAt: atLeast(resumed.dueAt, context) };
    }),
  });
};

/** One voice each; the community enters the paper ballots that it holds. */
export const ballot: Deed<'ballot'> = (_, { grade, reason, isPaper, voice }, context) => {
  const { loop, said, parts } = context;
  const own = ownVoice(voice, context);
  if (!own.ok) return own;
  if (parts.includes('resident') && grade === 'unsatisfied' && (reason ?? '').trim() === '')
    return refuse('nothing-said', 'reason: what is not good yet');
  const isPaperOfClerk = isPaper && parts.includes('community');
  if (!isPaperOfClerk && loop.ballots.some((other) => !other.isPaper && isSameVoice(other, { ...said, voice })))
    return against('ballot-once');
  return ok({ loop: { ballots: [...loop.ballots, { ...said, grade, reason, isPaper: isPaperOfClerk, voice }] } });
};

/** The community where enough have voted, time on the seventh day whatever came. */
export const endSurvey: Deed<'endSurvey'> = (whistle, _, { loop, parts, now, settings }) => {
  const survey = whistle.clocks.findLast(({ name }) => name === 'survey');
  const isOver = survey !== undefined && now >= survey.dueAt;
  if (parts.includes('time')) return isOver ? ok({}) : against('not-yet');
  return isOver || loop.ballots.length >= settings.leastBallots[whistle.urgency ?? 'U3']
    ? ok({})
    : against('survey-too-few');
};

/** Satisfied or fair among valid ballots; null: none. */
export function satisfaction({ ballots }: Pick<DeedContext['loop'], 'ballots'>): number | null {
  const content = ballots.filter(({ grade }) => grade !== 'unsatisfied').length;
  return ballots.length === 0 ? null : content / ballots.length;
}

/** More points than a part has. */
const isAbove = (scores: ScoreWeights, weights: ScoreWeights): boolean =>
  scoreParts.some((part) => scores[part] > weights[part]);

export const evaluate: Deed<'evaluate'> = (whistle, { units, isSolved, lines, weights: shown }, context) => {
  const { loop, said, event, clocks, now, calendar, settings } = context;
  const { weights, passShare, ballotsThatCount } = settings;
  if (shown && scoreParts.some((part) => shown[part] !== weights[part])) return against('weights-changed');
  const orders = standing(loop);
  const isEach =
    units.length === orders.length && orders.every((order) => units.some(({ unit }) => unit === order.unit));
  if (!isEach) return against('evaluate-each');
  if (units.some((one) => isAbove(one, weights))) return against('score-too-high');
  const isLined =
    lines.length === loop.joined.length &&
    loop.joined.every((one) => lines.some((line) => line.whistle === one.whistle));
  if (!isLined) return against('line-each');
  const lead = leadOf(loop);
  const given = units.find(({ unit }) => unit === lead?.unit);
  const score = given ? given.reportIn + given.plan + given.finish + given.result : 0;
  const share = satisfaction(loop);
  const isPoor =
    !isSolved ||
    lines.some((line) => !line.isSolved) ||
    score < 100 * passShare ||
    (loop.ballots.length >= ballotsThatCount && share !== null && share < passShare);
  const evaluations: Evaluation[] = units.map((one, i) => ({
    ...said,
    ...one,
    id: i === 0 ? event : `${event}:${i}`,
    weights,
    answer: null,
    corrects: null,
  }));
  if (isPoor && loop.reworks === 0 && lead) {
    const clock = startClock('finish', halfOf(settings.finish[whistle.urgency ?? 'U3']), now, calendar, lead.unit);
    return ok({
      stage: 'working',
      loop: {
        reworks: 1,
        claim: null,
        ballots: [],
        evaluations: [...loop.evaluations, ...evaluations],
        lines,
        ...changeOrder(loop, lead.unit, { done: null }),
      },
      clocks: [...clocks, { ...clock, dueAt: atLeast(clock.dueAt, context) }],
    });
  }
  return ok({
    stage: 'closed',
    loop: {
      evaluations: [...loop.evaluations, ...evaluations],
      lines,
      ...(isPoor && { isSupervised: true }),
    },
    clocks: stopClocks(clocks, now),
  });
};

export const answerEvaluation: Deed<'answerEvaluation'> = (_, { text }, context) => {
  const { loop, said } = context;
  const unit = ownOrder(context)?.unit;
  const mine = loop.evaluations.findLast((one) => one.unit === unit);
  if (!mine) return against('no-such-evaluation');
  if (loop.evaluations.some((one) => one.unit === unit && one.answer)) return against('answer-once');
  return ok({
    loop: { evaluations: loop.evaluations.map((one) => (one === mine ? { ...one, answer: { ...said, text } } : one)) },
  });
};

export const correctEvaluation: Deed<'correctEvaluation'> = (_, { corrects, ...scores }, { loop, said, event }) => {
  const wrong = loop.evaluations.find(({ id, unit }) => id.startsWith(corrects) && unit === scores.unit);
  if (!wrong) return against('no-such-evaluation');
  // It puts right what was given: by the same weights, whatever they are today.
  const weights = wrong.weights ?? shippedWeights;
  if (isAbove(scores, weights)) return against('score-too-high');
  const right = { ...said, ...scores, weights, id: event, answer: null, corrects: wrong.id };
  return ok({ loop: { evaluations: [...loop.evaluations, right] } });
};
