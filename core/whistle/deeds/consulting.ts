/** Asking before the dispatch, the dispatch itself, and what goes straight to the units. */
import { ok, refuse } from '../../lib/result.ts';
import type { Iso } from '../../lib/time.ts';
import { meetClock, startClock } from '../clock.ts';
import { leadOf, standing, type Consult, type UnitId } from '../loop.ts';
import { isDissolved } from '../dissolved.ts';
import { isMissed } from '../pressing.ts';
import type { WhistleRow } from '../whistle.ts';
import {
  against,
  endOrders,
  freshOrder,
  orderable,
  orderClockSet,
  stopUnits,
  stopWhere,
  type Deed,
  type DeedContext,
  type DeedOutcome,
} from './deed.ts';

/** Units are asked for their view, each with its own clock. */
export function asking(units: readonly UnitId[], { loop, clocks, now, calendar, settings }: DeedContext): DeedOutcome {
  const fresh = units.filter((unit) => !loop.consults.some((one) => one.unit === unit && one.answer === null));
  const consults: Consult[] = fresh.map((unit) => ({ unit, askedAt: now, answer: null }));
  return {
    loop: { consults: [...loop.consults.filter(({ unit }) => !fresh.includes(unit)), ...consults] },
    clocks: [...clocks, ...fresh.map((unit) => startClock('consult', settings.loop.consult, now, calendar, unit))],
  };
}

/** Two working days for each clock of whoever is asked. */
export const opine: Deed<'opine'> = (_, { opinion, whose, grounds }, context) => {
  const { author, loop, said, clocks, now } = context;
  const areas = author.grants.filter(({ role }) => role === 'unit').map(({ area }) => area);
  const mine = loop.consults.find(({ unit }) => areas.includes(unit));
  if (!mine) return refuse('not-allowed', 'you were not asked');
  if (mine.answer) return against('answer-once');
  const needsGrounds = opinion === 'object' || opinion === 'other';
  if (needsGrounds && (grounds.trim() === '' || (opinion === 'other' && whose === null)))
    return against('grounds-needed');
  const known = orderable(whose === null ? [] : [whose], context);
  if (!known.ok) return known;
  return ok({
    loop: {
      consults: loop.consults.map((one) =>
        one === mine ? { ...one, answer: { ...said, opinion, whose, grounds } } : one,
      ),
    },
    clocks: meetClock(clocks, 'consult', now, mine.unit),
  });
};

/** U1 and U2 may skip asking; U3 where the district set it, the street saw one unit's duty, and one unit is ordered. */
const maySkipAsking = (urgency: string, cooperators: readonly UnitId[], { loop, settings }: DeedContext): boolean =>
  urgency === 'U1' ||
  urgency === 'U2' ||
  (urgency === 'U3' && settings.maySkipAskingU3 && cooperators.length === 0 && loop.proposal?.complexity === 'one');

export const dispatch: Deed<'dispatch'> = (whistle, { lead, cooperators, urgency, reason }, context) => {
  const { loop, clocks, now } = context;
  const known = orderable([lead, ...cooperators], context);
  if (!known.ok) return known;
  if (!maySkipAsking(urgency, cooperators, context)) {
    if (loop.consults.length === 0) return against('ask-first');
    // The table's rule has stopped the clocks: what they were is on the whistle.
    const waits = loop.consults.some(
      ({ unit, answer }) =>
        answer === null &&
        whistle.clocks.some(
          (clock) => clock.name === 'consult' && clock.unit === unit && clock.state === 'running' && now < clock.dueAt,
        ),
    );
    if (waits) return against('consult-first');
  }
  const isAgainst = loop.consults.some(({ unit, answer }) => unit === lead && answer?.opinion === 'object');
  if (isAgainst && (reason ?? '').trim() === '') return against('objection-reason');
  return ok(ordered(lead, cooperators, { urgency }, context, stopUnits(clocks, now)));
};

/** Orders and their clocks; the consultation is over. Of a whistle that was opened again, the former ones end here. */
function ordered(
  lead: UnitId,
  cooperators: readonly UnitId[],
  { urgency }: { urgency: 'U1' | 'U2' | 'U3' | 'U4' },
  context: DeedContext,
  clocks: DeedContext['clocks'],
): DeedOutcome {
  const units = [lead, ...cooperators];
  const past = endOrders(context.loop.orders, context.said, 'replaced', '');
  return {
    row: { urgency },
    loop: {
      isUrgencySet: true,
      orders: [...past, ...units.map((unit, i) => freshOrder(unit, i === 0, context))],
      handBack: null,
    },
    clocks: [...clocks, ...units.flatMap((unit) => orderClockSet(unit, urgency, context))],
  };
}

export const callStation: Deed<'callStation'> = (whistle, { unit, urgency }, context) => {
  const known = orderable([unit], context);
  if (!known.ok) return known;
  const station = context.unitOf(unit);
  if (station?.kind !== 'station' || !whistle.grid.startsWith(station.area)) return against('station-elsewhere');
  return ok(ordered(unit, [], { urgency }, context, context.clocks));
};

/** Whoever has to answer has not, in time. */
const isMissedBefore = (whistle: WhistleRow, now: Iso): boolean =>
  whistle.clocks.some((clock) => (clock.name === 'answer' || clock.name === 'review') && isMissed(clock, now));

/** Straight to the units; the street files the papers within a working day. A dispatcher after a missed answer. */
export const sound: Deed<'sound'> = (whistle, { units: [lead, ...cooperators] }, context) => {
  const { parts, now } = context;
  if (!lead) return refuse('invalid', 'units: at least one');
  if (!whistle.emergency && whistle.urgency !== 'U1') return against('not-urgent');
  const mayAlways = parts.includes('community') || parts.includes('street');
  if (!mayAlways && !isMissedBefore(whistle, now)) return against('answer-first');
  const known = orderable([lead, ...cooperators], context);
  return known.ok ? ok(ordered(lead, cooperators, { urgency: 'U1' }, context, context.clocks)) : known;
};

/** Its category and grounds, once, while their clock stands; it is an emergency whatever the category says. */
export const filePapers: Deed<'filePapers'> = (whistle, { category, grounds }, { loop, said, urgencyOf }) => {
  if (loop.papers) return against('already-done');
  // The table's rule has met the clock: what it was is on the whistle.
  const waits = whistle.clocks.some(({ name, endedAt }) => name === 'papers' && endedAt === null);
  if (!waits) return against('papers-none');
  if (urgencyOf(category) === '') return refuse('not-found', 'no such category');
  return ok({ row: { category }, loop: { papers: { ...said, category, grounds } } });
};

export const escalateCity: Deed<'escalateCity'> = (_, __, context) => atLevel('district', 'city', context);
export const returnDistrict: Deed<'returnDistrict'> = (_, __, context) => atLevel('city', 'district', context);

function atLevel(
  from: 'district' | 'city',
  level: 'district' | 'city',
  context: DeedContext,
): ReturnType<Deed<'sign'>> {
  const { loop, said } = context;
  if (loop.level !== from) return against('wrong-level');
  const orders = endOrders(loop.orders, said, 'recalled', level);
  return ok({ loop: { level, orders, consults: [], handBack: null } });
}

/** By the dispatcher; by time where a unit that holds it was dissolved. */
export const changeUnits: Deed<'changeUnits'> = (whistle, { lead, cooperators, reason }, context) => {
  const { loop, said, now, clocks, parts, unitOf } = context;
  const present = standing(loop);
  const isTime = parts.includes('time');
  if (isTime && !present.some(({ unit }) => isDissolved(unit, unitOf))) return against('not-yet');
  if (lead === null) {
    const former = leadOf(loop);
    if (!isTime || !former || !isDissolved(former.unit, unitOf)) return refuse('invalid', 'lead: who takes over');
    return ok({
      stage: 'consulting',
      loop: { orders: endOrders(loop.orders, said, 'replaced', reason), handBack: null, extension: null },
      clocks: stopUnits(clocks, now),
    });
  }
  const units = [lead, ...cooperators];
  const known = orderable(units, context);
  if (!known.ok) return known;
  const isNewLead = leadOf(loop)?.unit !== lead;
  const kept = present.filter(({ unit }) => units.includes(unit));
  const gone = present.filter(({ unit }) => !units.includes(unit));
  const came = units.filter((unit) => !kept.some((order) => order.unit === unit));
  // A hand-back that nobody decided is over with the old units, and so is the time to decide it.
  const stopped = stopWhere(
    clocks,
    now,
    ({ name, unit }) => name === 'decide' || gone.some((order) => order.unit === unit),
  );
  // A cooperator that was there already goes on as the lead.
  const isThere = kept.some(({ unit, confirmedAt }) => unit === lead && confirmedAt !== null);
  return ok({
    stage: isNewLead && !isThere ? 'dispatched' : isNewLead ? 'working' : whistle.stage,
    loop: {
      orders: [
        ...loop.orders.filter(({ ended }) => ended !== null),
        ...gone.map((order) => ({ ...order, ended: { ...said, how: 'replaced' as const, reason } })),
        ...kept.map((order) => ({ ...order, isLead: order.unit === lead })),
        ...came.map((unit) => freshOrder(unit, unit === lead, context)),
      ],
      handBack: null,
      extension: null,
    },
    clocks: [...stopped, ...came.flatMap((unit) => orderClockSet(unit, whistle.urgency ?? 'U3', context))],
  });
};

export const makeLasting: Deed<'makeLasting'> = (_, { lead, cooperators, document }, context) => {
  const known = orderable([lead, ...cooperators], context);
  if (!known.ok) return known;
  const { said, loop } = context;
  return ok({
    loop: {
      mechanism: { ...said, lead, cooperators, document, isAgreed: false },
      orders: endOrders(loop.orders, said, 'replaced', document),
    },
  });
};

/** The community's check is its agreement too: a mechanism that nobody looked at yet is not agreed to. */
export const check: Deed<'check'> = (_, __, { loop: { mechanism } }) =>
  ok({ loop: { mechanism: mechanism && { ...mechanism, isAgreed: true } } });

export const windUp: Deed<'windUp'> = (_, { reason }, { loop, said }) =>
  loop.mechanism?.isAgreed
    ? ok({ row: { answer: { ...said, text: reason, reason: null } } })
    : against('agreement-first');
