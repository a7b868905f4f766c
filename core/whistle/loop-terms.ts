import { finishTerms, type ClockName, type Term } from './clock.ts';
import type { Urgency } from './urgency.ts';

/** Terms of the loop (lifecycle, "Clocks"): U4 is the rule of Ma'anshan, the others are this product's defaults. */

const minutes = (count: number): Term => ({ minutes: count });
const hours = (count: number): Term => minutes(60 * count);

export const orderClocks = ['sign', 'contact', 'reportIn', 'feedback', 'finish'] as const;
export type OrderClock = (typeof orderClocks)[number];

export const orderTerms: Record<Urgency, Record<OrderClock, Term>> = {
  U1: {
    sign: minutes(15),
    contact: minutes(30),
    reportIn: minutes(30),
    feedback: hours(2),
    finish: finishTerms.U1,
  },
  U2: { sign: hours(1), contact: hours(2), reportIn: hours(4), feedback: hours(24), finish: finishTerms.U2 },
  U3: {
    sign: { workMinutes: 240 },
    contact: hours(24),
    reportIn: { workdays: 3 },
    feedback: { days: 7 },
    finish: finishTerms.U3,
  },
  U4: {
    sign: { workdays: 1 },
    contact: hours(24),
    reportIn: { days: 7 },
    feedback: { days: 15 },
    finish: finishTerms.U4,
  },
};

export const loopTerms = {
  meeting: { quarterEnd: true },
  consult: { workdays: 2 },
  papers: { workdays: 1 },
  decide: { workdays: 1 },
  verify: { workdays: 3 },
  survey: { days: 7 },
  evaluate: { workdays: 5 },
  check: { quarters: 1 },
} as const satisfies Partial<Record<ClockName, Term>>;

/** How often the finish may move: U1 never, U2 and U3 once, U4 twice. */
export const extensionsAllowed: Record<Urgency, number> = { U1: 0, U2: 1, U3: 1, U4: 2 };
/** The least that goes on after a rejected delivery or a reopening, in working days. */
export const leastWorkdays = 3;
/** Result and satisfaction below this share mean that the work begins again. */
export const passShare = 0.6;
export const leastBallots = (urgency: Urgency): number => (urgency === 'U4' ? 10 : 1);
/** From so many valid ballots on their share counts. */
export const ballotsThatCount = 3;
export const reopenDays = 30;

/** Half of a term, in what it counts; a quarter is 45 days. */
export function halfOf(term: Term): Term {
  if ('workdays' in term) return { workdays: Math.ceil(term.workdays / 2) };
  if ('days' in term) return { days: Math.ceil(term.days / 2) };
  if ('minutes' in term) return { minutes: term.minutes / 2 };
  if ('workMinutes' in term) return { workMinutes: term.workMinutes / 2 };
  return 'quarters' in term ? { days: 45 * term.quarters } : { days: 45 };
}
