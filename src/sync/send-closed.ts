/**
 * Sending with every page closed, when the browser wakes the service worker.
 *
 * Contract: resolves when nothing more can be done now, rejects when the browser is to wake it again. A record that may
 * still be undone is waited for: a page that closed does not extend its hold.
 */
import { isHeld } from '../local/made.ts';
import { sendAll, type ExchangeParts } from './exchange.ts';
import type { Clock } from './ports.ts';

export async function sendWhileClosed(parts: ExchangeParts & { clock: Clock }): Promise<void> {
  for (;;) {
    const outcome = await sendAll(parts);
    switch (outcome) {
      case 'done': {
        const waitMs = untilFirstHoldEnds(parts);
        if (waitMs === null) return;
        await parts.clock.sleep(waitMs);
        break;
      }
      // A page is at it; or only a person can go on, who will open a page.
      case 'busy':
      case 'sign-in':
      case 'update':
      case 'no':
      case 'storage':
        return;
      case 'offline':
      case 'lost':
      case 'portal':
      case 'again':
        throw new Error(`not sent for now: ${outcome}`);
    }
  }
}

function untilFirstHoldEnds({ made, clock }: ExchangeParts & { clock: Clock }): number | null {
  const now = clock.now();
  const holds = [...made.records.values()].flatMap((one) =>
    one.sent === null && one.discardedAt === null && one.heldUntil !== null && isHeld(one, now)
      ? [one.heldUntil - now]
      : [],
  );
  return holds.length === 0 ? null : Math.min(...holds);
}
