/** Community and street: the joint meeting, putting aside, opening again, urgency, pressing. */
import { dayOf, startOfDay } from '../../calendar/day.ts';
import { addWorkdays } from '../../calendar/workdays.ts';
import { ok } from '../../lib/result.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../lib/time.ts';
import { startClock } from '../clock.ts';
import { leadOf, mergingDesk, parkingDesk } from '../loop.ts';
import { halfOf } from '../loop-terms.ts';
import { isEnded, type WhistleStage } from '../stage.ts';
import type { WhistleRow } from '../whistle.ts';
import { against, isSameVoice, ownVoice, stopWhere, type Deed, type DeedContext } from './deed.ts';

/** The later of two instants. */
export const later = (a: Iso, b: Iso): Iso => (a > b ? a : b);

/** Time that goes on is never less than some working days: three, where nothing else is set. */
export const atLeast = (dueAt: Iso, { now, calendar, settings }: DeedContext): Iso =>
  later(dueAt, addWorkdays(calendar, now, settings.leastWorkdays).dueAt);

export const table: Deed<'table'> = () => ok({});
export const untable: Deed<'untable'> = () => ok({});
export const sendBack: Deed<'sendBack'> = () => ok({});
export const resolveEscalate: Deed<'resolveEscalate'> = () => ok({});

const answered = (text: string, { said }: DeedContext) => ({ row: { answer: { ...said, text, reason: null } } });

export const resolveSettle: Deed<'resolveSettle'> = (_, { resolution }, context) => ok(answered(resolution, context));
export const resolveDrop: Deed<'resolveDrop'> = (_, { reason }, context) => ok(answered(reason, context));

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
  const { now, calendar, clocks, parts, settings } = context;
  const { parking } = context.loop;
  const isTime = parts.includes('time');
  if (!isTime && !parts.includes(parkingDesk(context.loop))) return against('other-desk');
  if (isTime && (parking === null || startOfDay(parking.reviewOn) > now)) return against('not-yet');
  const stage = parking?.cameFrom ?? 'community';
  const stopped = stopWhere(clocks, now, ({ name }) => name === 'look');
  const first = stage === 'community' ? 'answer' : 'review';
  return ok({
    stage,
    loop: { ...loop, parking: null },
    row: { answer: null },
    clocks: stage === 'consulting' ? stopped : [...stopped, startClock(first, settings[first].usual, now, calendar)],
  });
};

export const rest: Deed<'rest'> = (whistle, _, { parts, now, settings }) =>
  parts.includes('time') && !isPast(whistle.answer?.at ?? now, now, settings.restDays) ? against('not-yet') : ok({});

const isPast = (since: Iso, now: Iso, days: number): boolean => msOf(now) >= msOf(since) + days * dayMs;

/** When it ended: the last thing on which a decision rests. */
const endOf = (whistle: Pick<WhistleRow, 'changed'>): Iso => whistle.changed.at;

/** Until when "not solved" may be said of what ended. */
export const reopenUntil = (whistle: Pick<WhistleRow, 'changed'>, reopenDays: number): Iso =>
  isoOf(msOf(endOf(whistle)) + reopenDays * dayMs);

/** What was merged follows its target: it is not solved here once that has ended, told by its answer or seen itself. */
export const reopen: Deed<'reopen'> = (whistle, _, { now, settings, whistleOf }) => {
  const target = whistle.mergedInto === null ? undefined : whistleOf(whistle.mergedInto);
  if (whistle.answer === null && target && !isEnded(target.stage)) return against('target-open');
  const endedAt = whistle.stage === 'merged' ? (whistle.answer?.at ?? target?.changed.at ?? now) : endOf(whistle);
  if (isPast(endedAt, now, settings.reopenDays)) return against('reopen-late');
  return ok({
    loop: { isReopened: true, claim: null, ballots: [], mergedFrom: null },
    row: { answer: null, own: null, mergedInto: null },
  });
};

export const rate: Deed<'rate'> = (_, { grade, voice }, context) => {
  const { said, loop } = context;
  const own = ownVoice(voice, context);
  if (!own.ok) return own;
  return loop.rates.some((other) => isSameVoice(other, { ...said, voice }))
    ? against('rate-once')
    : ok({ loop: { rates: [...loop.rates, { ...said, grade, voice }] } });
};

/** Half of its level's term, and at least as many working days as are set. */
export const resume: Deed<'resume'> = (whistle, _, context) => {
  const { loop, now, calendar, clocks, settings } = context;
  const lead = leadOf(loop);
  if (!lead) return against('no-former-lead');
  const clock = startClock('finish', halfOf(settings.finish[whistle.urgency ?? 'U3']), now, calendar, lead.unit);
  return ok({ clocks: [...clocks, { ...clock, dueAt: atLeast(clock.dueAt, context) }], loop: { isReopened: false } });
};

/** Back to where it stood, with that stage's clock afresh. */
export const split: Deed<'split'> = (_, __, { loop, parts, clocks, now, calendar, settings }) => {
  if (!parts.includes(mergingDesk(loop))) return against('other-desk');
  const from: WhistleStage = loop.mergedFrom ?? 'community';
  const started =
    from === 'consulting'
      ? []
      : [
          from === 'street'
            ? startClock('review', settings.review.usual, now, calendar)
            : startClock('answer', settings.answer.usual, now, calendar),
        ];
  return ok({
    stage: from,
    loop: { mergedFrom: null },
    row: { mergedInto: null, answer: null },
    clocks: [...clocks, ...started],
  });
};
