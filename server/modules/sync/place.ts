import type { SyncProblem } from '../../../core/protocol/push.ts';
import type { GroupImage } from './group-image.ts';
import type { IncomingPush } from './incoming.ts';
import type { DeviceState } from './store.ts';

/**
 * Whether a push fits where its device stands (sync, "Protocol"). A problem takes nothing of the request, so that
 * the phone may put itself right and send it again.
 */

/** An answer that the phone holds and the server does not: the server lost it, in a restore that nobody announced. */
export const provesRestore = (push: IncomingPush, device: DeviceState, epoch: string): boolean =>
  push.request.epoch === epoch && device.account === push.account && (push.request.acked ?? 0) > device.lastSeq;

/** Another epoch, or none from a device that was answered before. */
export function epochProblem(push: IncomingPush, device: DeviceState, epoch: string): SyncProblem | null {
  const isCurrent = push.request.epoch === null ? device.lastSeq === 0 : push.request.epoch === epoch;
  return isCurrent ? null : { code: 'epoch-changed', epoch, lastSeq: device.lastSeq };
}

/** Each number is one that was answered for the same mutation, or the next one. */
export function placeProblem(push: IncomingPush, device: DeviceState, image: GroupImage): SyncProblem | null {
  const fresh = new Map<number, string>();
  for (const { mutation } of push.mutations) {
    const { seq, id } = mutation;
    const next = device.lastSeq + fresh.size + 1;
    if (seq > next) return { code: 'sequence-gap', expected: device.lastSeq + 1 };
    if (seq === next) fresh.set(seq, id);
    else if ((fresh.get(seq) ?? image.resultAt(device.id, seq)?.id) !== id) return { code: 'device-forked' };
  }
  return null;
}
