/** Community and street: the joint meeting, putting aside, opening again, urgency, pressing. */
import { dayOf, startOfDay } from '../../calendar/day.ts';
import { addWorkdays } from '../../calendar/workdays.ts';
import { ok } from '../../lib/result.ts';
import { dayMs, msOf, type Iso } from '../../lib/time.ts';
import { startClock } from '../clock.ts';
import { leadOf } from '../loop.ts';
import { halfOf, leastWorkdays, orderTerms, reopenDays } from '../loop-terms.ts';
import { isEnded, type WhistleStage } from '../stage.ts';
import type { WhistleRow } from '../whistle.ts';
import { against, stopWhere, type Deed, type DeedContext } from './deed.ts';

/** The later of two instants. */
export const later = (a: Iso, b: Iso): Iso => (a > b ? a : b);

/** Time that goes on is never less than three working days. */
export const atLeast = (dueAt: Iso, { now, calendar }: DeedContext): Iso =>
  later(dueAt, addWorkdays(calendar, now, leastWorkdays).dueAt);

export const table: Deed<'table'> = () => ok({});
export const untable: Deed<'untable'> = () => ok({});
export const sendBack: Deed<'sendBack'> = () => ok({});
export const press: Deed<'press'> = () => ok({});
export const resolveEscalate: Deed<'resolveEscalate'> = () => ok({});

const answered = (text: string, { said }: DeedContext) => ({ row: { answer: { ...said, text, reason: null } } });

export const resolveSettle: Deed<'resolveSettle'> = (_, { resolution }, context) => ok(answered(resolution, context));
export const resolveDrop: Deed<'resolveDrop'> = (_, { reason }, context) => ok(answered(reason, context));

export const supervise: Deed<'supervise'> = () => ok({ loop: { isSupervised: true } });

export const setUrgency: Deed<'setUrgency'> = (_, { urgency }) =>
  ok({ row: { urgency }, loop: { isUrgencySet: true } });

export const park: Deed<'park'> = (whistle, { reason, reviewOn, answer }, context) => {
  const { said, now, calendar, clocks } = context;
  if (reviewOn <= dayOf(now)) return against('day-past');
  const look = startClock('look', { days: 0 }, now, calendar);
  return ok({
    ...answered(answer, context),
    loop: { parking: { ...said, reason, reviewOn, cameFrom: whistle.stage } },
    clocks: [...clocks, { ...look, dueAt: startOfDay(reviewOn) }],
  });
};

export const unpark: Deed<'unpark'> = ({ loop }, _, context) => {
  const { now, calendar, clocks, parts } = context;
  const { parking } = context.loop;
  const isTime = parts.includes('time');
  if (isTime && (parking === null || startOfDay(parking.reviewOn) > now)) return against('not-yet');
  const stage = parking?.cameFrom ?? 'community';
  const stopped = stopWhere(clocks, now, ({ name }) => name === 'look');
  const first = stage === 'community' ? 'answer' : 'review';
  const term = stage === 'community' ? { workdays: 1 } : { workdays: 2 };
  return ok({
    stage,
    loop: { ...loop, parking: null },
    row: { answer: null },
    clocks: stage === 'consulting' ? stopped : [...stopped, startClock(first, term, now, calendar)],
  });
};

export const rest: Deed<'rest'> = (whistle, _, { parts, now }) =>
  parts.includes('time') && !isPast(whistle.answer?.at ?? now, now) ? against('not-yet') : ok({});

const isPast = (since: Iso, now: Iso): boolean => msOf(now) >= msOf(since) + reopenDays * dayMs;

/** When it ended: the last thing on which a decision rests. */
const endOf = (whistle: WhistleRow): Iso => whistle.changed.at;

/** What was merged follows its target: it is not solved here once that has ended, told by its answer or seen itself. */
export const reopen: Deed<'reopen'> = (whistle, _, { now, whistleOf }) => {
  const target = whistle.mergedInto === null ? undefined : whistleOf(whistle.mergedInto);
  if (whistle.answer === null && target && !isEnded(target.stage)) return against('target-open');
  const endedAt = whistle.stage === 'merged' ? (whistle.answer?.at ?? target?.changed.at ?? now) : endOf(whistle);
  if (isPast(endedAt, now)) return against('reopen-late');
  return ok({
    loop: { isReopened: true, claim: null, ballots: [], mergedFrom: null },
    row: { answer: null, own: null, mergedInto: null },
  });
};

export const rate: Deed<'rate'> = (_, { grade }, { said, loop }) =>
  loop.rates.some(({ by }) => by === said.by)
    ? against('rate-once')
    : ok({ loop: { rates: [...loop.rates, { ...said, grade }] } });

/** Half of its level's term, and at least three working days. */
export const resume: Deed<'resume'> = (whistle, _, context) => {
  const { loop, now, calendar, clocks } = context;
  const lead = leadOf(loop);
  if (!lead) return against('no-former-lead');
  const clock = startClock('finish', halfOf(orderTerms[whistle.urgency ?? 'U3'].finish), now, calendar, lead.unit);
  return ok({ clocks: [...clocks, { ...clock, dueAt: atLeast(clock.dueAt, context) }], loop: { isReopened: false } });
};

/** Back to where it stood, with that stage's clock afresh. */
export const split: Deed<'split'> = (_, __, { loop, clocks, now, calendar }) => {
  const from: WhistleStage = loop.mergedFrom ?? 'community';
  const started =
    from === 'consulting'
      ? []
      : [
          from === 'street'
            ? startClock('review', { workdays: 2 }, now, calendar)
            : startClock('answer', { workdays: 1 }, now, calendar),
        ];
  return ok({
    stage: from,
    loop: { mergedFrom: null },
    row: { mergedInto: null, answer: null },
    clocks: [...clocks, ...started],
  });
};
