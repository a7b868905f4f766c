import { isoOf, minuteMs, msOf, type Iso } from '../../../core/lib/time.ts';
import type { Mutation } from '../../../core/protocol/push.ts';

/** Below this a phone's clock counts as right: transport and waiting take that long. */
const ignoredMs = 2 * minuteMs;

/** The phone's clock minus the server's at this contact; null when the phone did not say. */
export const clockErrorOf = (sentAt: Iso | undefined, nowMs: number): number | null =>
  sentAt === undefined ? null : msOf(sentAt) - nowMs;

/** What to add to the phone's times. */
export const correctionOf = (errorMs: number | null): number =>
  errorMs === null || Math.abs(errorMs) < ignoredMs ? 0 : -errorMs;

/**
 * What to add to the times of one mutation. Its phone's clock may have been set between saving and sending, so the
 * error that was known at saving is believed first, then the one at sending: whichever puts it between the last
 * contact before the saving and now. Where neither does, it is the nearest moment that does.
 * @param atSendingMs the correction of the request that brings it
 */
export function correctionFor(
  { at, clock }: Pick<Mutation, 'at' | 'clock'>,
  atSendingMs: number,
  nowMs: number,
): number {
  if (!clock) return atSendingMs;
  const phoneMs = msOf(at);
  const contactMs = Math.min(msOf(clock.contactAt), nowMs);
  const atSavingMs = correctionOf(clock.errorMs);
  const fits = (ms: number): boolean => phoneMs + ms >= contactMs - ignoredMs && phoneMs + ms <= nowMs + ignoredMs;
  const found = [atSavingMs, atSendingMs].find(fits);
  return found ?? Math.min(Math.max(phoneMs + atSavingMs, contactMs), nowMs) - phoneMs;
}

/** When a person acted, by the server's clock. Nobody acts after the server heard of it. */
export function actedAt(phoneAt: Iso, correctionMs: number, now: Iso): Iso {
  const at = isoOf(msOf(phoneAt) + correctionMs);
  return at < now ? at : now;
}
