import type { Outcome } from './outcome.ts';
import type { Random } from './ports.ts';

const seconds = 1000;

/** The first wait after such an end, and the longest; each further failure doubles it. */
const waits: Record<Exclude<Outcome, 'done'>, { first: number; longest: number }> = {
  busy: { first: 2 * seconds, longest: 2 * seconds },
  // The device says when the network is back; this is for when it forgets to.
  offline: { first: 60 * seconds, longest: 300 * seconds },
  lost: { first: 2 * seconds, longest: 60 * seconds },
  portal: { first: 10 * seconds, longest: 60 * seconds },
  again: { first: 2 * seconds, longest: 300 * seconds },
  storage: { first: 30 * seconds, longest: 300 * seconds },
  // Nothing changes until a person does something; asked now and then all the same.
  no: { first: 300 * seconds, longest: 3600 * seconds },
  'sign-in': { first: 300 * seconds, longest: 3600 * seconds },
  update: { first: 300 * seconds, longest: 3600 * seconds },
};

/** How long to wait after the n-th failure in a row (from 1), in ms: between half of the term and all of it. */
export function backoffMs(
  outcome: Exclude<Outcome, 'done'>,
  failures: number,
  random: Pick<Random, 'fraction'>,
): number {
  const { first, longest } = waits[outcome];
  const term = Math.min(longest, first * 2 ** Math.min(30, failures - 1));
  return term / 2 + (term / 2) * random.fraction();
}

/** New work is a reason to try again at once where only the network failed, never where the server said no. */
export const mayHurry = (outcome: Outcome): boolean =>
  outcome === 'done' || outcome === 'busy' || outcome === 'offline' || outcome === 'lost' || outcome === 'portal';
