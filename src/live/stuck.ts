import { dayMs, msOf, type Iso } from '../../core/lib/time.ts';
import type { OutboxRecord } from '../local/phone.ts';

/** What can be done with a record that gets no answer, or that the server could not read. */
export interface StuckWays {
  /** It goes again: at once, or as a new record. */
  again: boolean;
  /** It can be put away with its copy kept. */
  away: boolean;
  /** It can be saved as a file that the community takes in. */
  file: boolean;
}

/** A record that was tried; one that waits for its first chance is undone or edited instead. */
export function stuckWays({ state, seq, result, isGivenUp, savedAt }: OutboxRecord, now: Iso): StuckWays {
  const isUnanswered = result === null && seq !== null;
  const isPutAside = result?.outcome === 'refused' && result.refusal.code === 'quarantined';
  const hasWaited = result === null && state !== 'held' && msOf(now) - msOf(savedAt) > dayMs;
  return {
    again: (isUnanswered && (isGivenUp || state === 'waiting')) || (isPutAside && state === 'refused'),
    away: isUnanswered && !isGivenUp,
    file: (isUnanswered || isPutAside || hasWaited) && (isGivenUp || state !== 'discarded'),
  };
}
