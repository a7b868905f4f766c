import type { ClockName, Term } from './clock.ts';
import type { EarlySettings } from './early-terms.ts';
import type { ScoreWeights } from './loop.ts';
import type { Urgency } from './urgency.ts';

/**
 * What a district sets of the loop (lifecycle, "Clocks" and "Evaluation"), and what holds where it set nothing: U4 is the
 * rule of Ma'anshan, the others are this product's defaults.
 */

const minutes = (count: number): Term => ({ minutes: count });
const hours = (count: number): Term => minutes(60 * count);

export const orderClocks = ['sign', 'contact', 'reportIn', 'feedback', 'finish'] as const;
export type OrderClock = (typeof orderClocks)[number];
/** The term of a finish stands among the early ones: a community that takes a whistle on has it too. */
export type OwnOrderClock = Exclude<OrderClock, 'finish'>;

export const loopClocks = ['meeting', 'consult', 'papers', 'decide', 'verify', 'survey', 'evaluate', 'check'] as const;
export type LoopClock = (typeof loopClocks)[number] & ClockName;

export interface LoopSettings {
  orders: Record<Urgency, Record<OwnOrderClock, Term>>;
  loop: Record<LoopClock, Term>;
  /** How often the finish may move. */
  extensions: Record<Urgency, number>;
  /** The least that goes on after a rejected delivery or a reopening, in working days. */
  leastWorkdays: number;
  /** How long after its sign clock a U3 or U4 may still be handed back, in working days. */
  handBackWorkdays: number;
  /** Result and satisfaction below this share mean that the work begins again. */
  passShare: number;
  /** From so many ballots on a survey may be ended before its day. */
  leastBallots: Record<Urgency, number>;
  /** From so many valid ballots on their share counts. */
  ballotsThatCount: number;
  /** Until so many days after its end it may be opened again. */
  reopenDays: number;
  /** After so many days what was returned and not sent again rests. */
  restDays: number;
  weights: ScoreWeights;
  /** U3 with one clear duty is ordered without asking first. Ma'anshan always asks. */
  maySkipAskingU3: boolean;
  /** Names of the bodies that dispatch in the district and in the city, and that approve an extension of U4. */
  bodies: Record<Body, string>;
}
export const bodies = ['district', 'city', 'extensions'] as const;
export type Body = (typeof bodies)[number];

export const shippedWeights: ScoreWeights = { reportIn: 20, plan: 20, finish: 20, result: 40 };

export const shippedLoop: LoopSettings = {
  orders: {
    U1: { sign: minutes(15), contact: minutes(30), reportIn: minutes(30), feedback: hours(2) },
    U2: { sign: hours(1), contact: hours(2), reportIn: hours(4), feedback: hours(24) },
    U3: { sign: { workMinutes: 240 }, contact: hours(24), reportIn: { workdays: 3 }, feedback: { days: 7 } },
    U4: { sign: { workdays: 1 }, contact: hours(24), reportIn: { days: 7 }, feedback: { days: 15 } },
  },
  loop: {
    meeting: { quarterEnd: true },
    consult: { workdays: 2 },
    papers: { workdays: 1 },
    decide: { workdays: 1 },
    verify: { workdays: 3 },
    survey: { days: 7 },
    evaluate: { workdays: 5 },
    check: { quarters: 1 },
  },
  extensions: { U1: 0, U2: 1, U3: 1, U4: 2 },
  leastWorkdays: 3,
  handBackWorkdays: 1,
  passShare: 0.6,
  leastBallots: { U1: 1, U2: 1, U3: 1, U4: 10 },
  ballotsThatCount: 3,
  reopenDays: 30,
  restDays: 30,
  weights: shippedWeights,
  maySkipAskingU3: false,
  bodies: { district: '区派单员', city: '市派单员', extensions: '派单员' },
};

/** The term of a unit's clock at a level. */
export const orderTerm = (
  { orders, finish }: Pick<LoopSettings, 'orders'> & Pick<EarlySettings, 'finish'>,
  urgency: Urgency,
  clock: OrderClock,
): Term => (clock === 'finish' ? finish[urgency] : orders[urgency][clock]);

/** Half of a term, in what it counts; a quarter is 45 days. */
export function halfOf(term: Term): Term {
  if ('workdays' in term) return { workdays: Math.ceil(term.workdays / 2) };
  if ('days' in term) return { days: Math.ceil(term.days / 2) };
  if ('minutes' in term) return { minutes: term.minutes / 2 };
  if ('workMinutes' in term) return { workMinutes: term.workMinutes / 2 };
  return 'quarters' in term ? { days: 45 * term.quarters } : { days: 45 };
}
