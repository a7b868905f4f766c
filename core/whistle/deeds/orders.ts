/** What a unit does with its order, and what is decided about it. */
import { addDays, dayOf, startOfDay } from '../../calendar/day.ts';
import { addWorkdays } from '../../calendar/workdays.ts';
import { ok, refuse, type Result } from '../../lib/result.ts';
import { isoOf, msOf, type Iso } from '../../lib/time.ts';
import { creditClock, dueAfter, meetClock, pauseClocks, startClock, stopClocks, type WhistleClock } from '../clock.ts';
import { leadOf, standing, type Extension, type Order, type UnitId } from '../loop.ts';
import { codeTriesAllowed, trustedClockErrorMs } from '../report-code.ts';
import type { WhistleRow } from '../whistle.ts';
import { asking } from './consulting.ts';
import {
  against,
  changeOrder,
  endOrders,
  orderable,
  ownOrder,
  stopUnits,
  stopWhere,
  withPhotos,
  type Deed,
  type DeedContext,
  type DeedOutcome,
} from './deed.ts';

const notYours = refuse('not-allowed', 'you hold no order of it');

export const sign: Deed<'sign'> = (_, __, context) => {
  const order = ownOrder(context);
  if (!order) return notYours;
  if (order.signed) return against('already-done');
  return ok({
    loop: changeOrder(context.loop, order.unit, { signed: context.said }),
    clocks: meetClock(context.clocks, 'sign', context.now, order.unit),
  });
};

/** Whoever calls has seen the order: contact signs as well. */
export const contact: Deed<'contact'> = (_, { who, when }, context) => {
  const order = ownOrder(context);
  if (!order) return notYours;
  const { said, now } = context;
  const clocks = meetClock(context.clocks, 'contact', now, order.unit);
  return ok({
    loop: changeOrder(context.loop, order.unit, { signed: order.signed ?? said, contacted: { ...said, who, when } }),
    clocks: meetClock(clocks, 'sign', now, order.unit),
  });
};

/** Until when a unit may hand back: U3 and U4 some working days (a setting) after its sign clock, U2 to that clock, U1 never. */
function handBackUntil(whistle: WhistleRow, unit: UnitId, { calendar, settings }: DeedContext): Iso | null {
  const due = whistle.clocks.findLast((clock) => clock.name === 'sign' && clock.unit === unit)?.dueAt;
  if (!due || whistle.urgency === 'U1') return null;
  if (whistle.urgency === 'U2' || settings.handBackWorkdays === 0) return due;
  // Working days more, after the day on which the clock ends; 24:00 is the end of its day, not the next one's beginning.
  return addWorkdays(calendar, isoOf(msOf(due) - 1), settings.handBackWorkdays).dueAt;
}

export const handBack: Deed<'handBack'> = (whistle, { reason, whose, text }, context) => {
  const { loop, said, now } = context;
  const order = ownOrder(context);
  if (!order) return notYours;
  const until = handBackUntil(whistle, order.unit, context);
  if (until === null) return against('hand-back-none');
  const hasBefore = loop.orders.some(({ unit, ended }) => unit === order.unit && ended?.how === 'handedBack');
  if (loop.handBack !== null || loop.handBacks >= 2 || hasBefore) return against('hand-back-once');
  if (now >= until) return against('hand-back-late');
  if (reason === 'notOurs' && whose === null) return against('owner-needed');
  const known = orderable(whose === null ? [] : [whose], context);
  if (!known.ok) return known;
  return ok({
    loop: { handBack: { ...said, unit: order.unit, reason, whose, text }, handBacks: loop.handBacks + 1 },
    clocks: [...context.clocks, startClock('decide', context.settings.loop.decide, now, context.calendar)],
  });
};

/** A second hand-back is decided for good: the dispatcher names whose duty it is. */
export const decideHandBack: Deed<'decideHandBack'> = (whistle, { isAccepted, owner, reason }, context) => {
  const { loop, said, now } = context;
  const { handBack: asked } = loop;
  if (!asked) return against('hand-back-not-asked');
  if (loop.handBacks >= 2 && owner === null) return against('owner-needed');
  if (!isAccepted) return ok({ stage: whistle.stage, loop: { handBack: null } });
  const isLead = leadOf(loop)?.unit === asked.unit;
  const orders = changeOrder(loop, asked.unit, { ended: { ...said, how: 'handedBack', reason } });
  // A cooperator leaves; without a lead it is asked anew.
  if (!isLead)
    return ok({
      stage: whistle.stage,
      loop: { ...orders, handBack: null },
      clocks: stopWhere(context.clocks, now, ({ unit }) => unit === asked.unit),
    });
  const ended = endOrders(orders.orders, said, 'recalled', reason);
  const stopped = stopUnits(context.clocks, now);
  const next = owner ?? asked.whose;
  const known = orderable(next === null ? [] : [next], context);
  if (!known.ok) return known;
  const anew = next === null ? { clocks: stopped } : asking([next], { ...context, clocks: stopped });
  return ok({ stage: 'consulting', ...anew, loop: { ...anew.loop, orders: ended, handBack: null } });
};

export const recall: Deed<'recall'> = (_, { reason }, { loop, said }) =>
  ok({ loop: { orders: endOrders(loop.orders, said, 'recalled', reason), handBack: null } });

/** With plan, one leader and one contact; U4 with milestones. The community confirms that they came. */
export const reportIn: Deed<'reportIn'> = (
  whistle,
  { unit, plan, leader, contact: person, milestones, code },
  context,
) => {
  const { loop, said, now, clocks, parts } = context;
  const own = ownOrder(context);
  if (!own) {
    const order = standing(loop).find((one) => one.unit === unit);
    return parts.includes('community') && order
      ? seenByCommunity(whistle, order, context)
      : refuse('not-found', 'no such order');
  }
  if (own.confirmedAt !== null) return against('already-done');
  if (own.reported) return code === null ? against('already-done') : withCode(whistle, own, code, context);
  if ([plan, leader, person].some((text) => text.trim() === '')) return against('plan-needed');
  if (whistle.urgency === 'U4' && milestones.length === 0) return against('milestones-needed');
  if (milestones.some(({ on }) => on < dayOf(now))) return against('day-past');
  const order: Order = {
    ...own,
    signed: own.signed ?? said,
    reported: { ...said, plan, leader, contact: person, milestones },
  };
  const met = { ...context, clocks: meetClock(clocks, 'sign', now, own.unit) };
  if (code !== null) return withCode(whistle, order, code, met);
  return order.seen ? confirmed(whistle, order, met) : saved(whistle, order, met);
};

const saved = (whistle: WhistleRow, order: Order, { loop, clocks }: DeedContext) =>
  ok({ stage: whistle.stage, loop: changeOrder(loop, order.unit, order), clocks });

/** A wrong code loses nothing of the report: the community confirms by touch, or the unit tries again, a few times. */
function withCode(whistle: WhistleRow, order: Order, code: string, context: DeedContext): Result<DeedOutcome> {
  if (order.codeTries >= codeTriesAllowed) return against('code-locked');
  const shown = context.codeShownAt(whistle, order.unit, code);
  if (shown === 'unjudged') return saved(whistle, order, context);
  if (shown !== null) return confirmed(whistle, { ...order, codeAt: shown }, context);
  const missed = { ...order, codeTries: order.codeTries + 1 };
  return missed.seen ? confirmed(whistle, missed, context) : saved(whistle, missed, context);
}

/**
 * The community's own word. It may come before the unit's report, for both may have been offline; and after a right code,
 * then it says for sure when that was.
 */
function seenByCommunity(whistle: WhistleRow, order: Order, context: DeedContext): Result<DeedOutcome> {
  if (order.seen) return against('already-done');
  const isClockGood = Math.abs(context.clockErrorMs) < trustedClockErrorMs;
  const seen: Order = { ...order, seen: { ...context.said, isClockGood } };
  return order.reported ? confirmed(whistle, seen, context) : saved(whistle, seen, context);
}

/** They were there: the lead's matter is being worked on. */
function confirmed(whistle: WhistleRow, order: Order, context: DeedContext): Result<DeedOutcome> {
  const { now, loop, clocks } = context;
  const isFirst = order.confirmedAt === null;
  return ok({
    stage: isFirst && order.isLead ? 'working' : whistle.stage,
    loop: changeOrder(loop, order.unit, { ...order, confirmedAt: order.confirmedAt ?? now }),
    clocks: creditClock(clocks, 'reportIn', creditedAt(order, now), order.unit),
  });
}

/**
 * With both their words, when the code was shown; with the code alone, when the server had it; with the community's alone,
 * when the unit said that it was there, not when the community found the time to confirm.
 */
function creditedAt({ codeAt, seen, reported, confirmedAt }: Order, now: Iso): Iso {
  if (codeAt === null) return reported?.at ?? now;
  const byCode = codeAt < now ? codeAt : now;
  return seen?.isClockGood ? byCode : (confirmedAt ?? now);
}

export const progress: Deed<'progress'> = (_, { text, photos, isDone }, context) => {
  const { loop, said, now, clocks } = context;
  const order = ownOrder(context);
  if (!order) return notYours;
  if (order.confirmedAt === null) return against('not-reported');
  if (text.trim() === '' && photos.length === 0) return refuse('nothing-said', 'progress says something or shows it');
  const done = isDone && !order.isLead ? { done: { ...said, isExcused: false } } : {};
  const met = meetClock(clocks, 'feedback', now, order.unit);
  return ok({
    loop: changeOrder(loop, order.unit, { progressAt: now, ...done }),
    row: { photos: withPhotos(context, photos) },
    clocks: 'done' in done ? meetClock(met, 'finish', now, order.unit) : met,
  });
};

export const askExtension: Deed<'askExtension'> = (whistle, { until, reason }, context) => {
  const { loop, said, now, calendar, settings } = context;
  const level = whistle.urgency ?? 'U3';
  if (loop.extensions >= settings.extensions[level] || loop.extension !== null) return against('extension-none');
  const finish = finishOf(whistle.clocks, leadOf(loop)?.unit ?? null);
  if (!finish || until < dayOf(now)) return against('day-past');
  const longest = dueAfter(settings.finish[level], finish.dueAt, calendar).dueAt;
  if (endOf(until) > longest) return against('extension-too-long');
  if (endOf(until) <= finish.dueAt) return against('day-past');
  return ok({ loop: { extension: { ...said, until, reason, agreed: null } } });
};

/** 24:00 of a day. */
const endOf = (day: Extension['until']): Iso => startOfDay(addDays(day, 1));
const finishOf = (clocks: readonly WhistleClock[], unit: UnitId | null): WhistleClock | undefined =>
  clocks.findLast((clock) => clock.name === 'finish' && clock.unit === unit);

/** The finish of every standing order moves together. */
function extended(extension: Extension, { loop, clocks }: DeedContext) {
  return {
    loop: { extension: null, extensions: loop.extensions + 1 },
    clocks: clocks.map((clock) =>
      clock.name === 'finish' && clock.unit !== null && clock.state === 'running'
        ? { ...clock, dueAt: endOf(extension.until), movedFrom: [...(clock.movedFrom ?? []), clock.dueAt] }
        : clock,
    ),
  };
}

export const agreeExtension: Deed<'agreeExtension'> = (whistle, { isAgreed }, context) => {
  const { extension } = context.loop;
  if (!extension || extension.agreed) return against('extension-not-asked');
  if (!isAgreed) return ok({ loop: { extension: null } });
  return ok(
    whistle.urgency === 'U4'
      ? { loop: { extension: { ...extension, agreed: context.said } } }
      : extended(extension, context),
  );
};

export const approveExtension: Deed<'approveExtension'> = (_, { isAgreed }, context) => {
  const { extension } = context.loop;
  if (!extension) return against('extension-not-asked');
  if (!extension.agreed) return against('extension-not-agreed');
  return ok(isAgreed ? extended(extension, context) : { loop: { extension: null } });
};

export const madeSafe: Deed<'madeSafe'> = (whistle, { photos }, context) => {
  if (whistle.urgency !== 'U1') return against('not-an-emergency');
  return ok({
    row: { photos: withPhotos(context, photos) },
    clocks: standing(context.loop).reduce<readonly WhistleClock[]>(
      (clocks, { unit }) => meetClock(clocks, 'finish', context.now, unit),
      context.clocks,
    ),
  });
};

/** What was made safe goes on with the term of the level that it has then. */
export const goOn: Deed<'goOn'> = (whistle, { urgency }, context) => {
  const { loop, clocks, now, calendar, settings } = context;
  if (whistle.urgency !== 'U1') return against('not-an-emergency');
  const lead = leadOf(loop);
  const isSafe = finishOf(clocks, lead?.unit ?? null)?.endedAt !== null;
  if (!lead || !isSafe) return against('not-safe-yet');
  return ok({
    row: { urgency },
    loop: { isUrgencySet: true },
    clocks: [
      ...clocks,
      ...standing(loop).map(({ unit }) => startClock('finish', settings.finish[urgency], now, calendar, unit)),
    ],
  });
};

export const claim: Deed<'claim'> = (_, { text, photos, excused }, context) => {
  const { loop, said, now, clocks } = context;
  if (text.trim() === '' && photos.length === 0) return against('evidence-needed');
  const open = standing(loop).filter(({ isLead, done, unit }) => !isLead && done === null && !excused.includes(unit));
  if (open.length > 0) return against('cooperators-open');
  return ok({
    loop: { claim: { ...said, text, photos }, extension: null },
    row: { photos: withPhotos(context, photos) },
    clocks: pauseFinish(clocks, now),
  });
};

/** Only what runs for the units waits while the community looks. */
const pauseFinish = (clocks: readonly WhistleClock[], now: Iso): WhistleClock[] =>
  clocks.flatMap((clock) =>
    clock.unit === null
      ? [clock]
      : clock.name === 'finish'
        ? pauseClocks([clock], now)
        : clock.state === 'running' && clock.name !== 'feedback'
          ? stopClocks([clock], now)
          : [clock],
  );
