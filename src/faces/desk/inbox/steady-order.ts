/**
 * What a list shows while somebody has her pointer on it: nothing jumps under the cursor. The order that she sees
 * stays; what has come since waits beside it; what no longer belongs stays until she looks away, unless she herself
 * sent it away a moment ago.
 */
export interface SteadyOrder {
  shown: string[];
  /** How many that belong here are not shown yet. */
  waiting: number;
}

export function steadyOrder(
  before: readonly string[],
  wanted: readonly string[],
  isHeld: boolean,
  isOwnDoing: (id: string) => boolean,
): SteadyOrder {
  if (!isHeld) return { shown: [...wanted], waiting: 0 };
  const belongs = new Set(wanted);
  const shown = before.filter((id) => belongs.has(id) || !isOwnDoing(id));
  const isShown = new Set(shown);
  const added = wanted.filter((id) => !isShown.has(id));
  // What she took back belongs where it was: it comes at once.
  const returned = added.filter(isOwnDoing);
  return returned.length > 0 ? { shown: [...wanted], waiting: 0 } : { shown, waiting: added.length };
}
