import { shallowRef, type ShallowRef } from 'vue';
import type { Refusal } from '../../../../core/lib/result.ts';
import type { MutationType } from '../../../../core/protocol/payloads.ts';
import { usePhone } from '../../../live/rows.ts';
import type { SaveRequest } from '../../../local/phone.ts';

/** A deed at the desk waits so long in the outbox before it goes. */
export const deedHoldMs = 5000;

export interface LastDeed {
  record: string;
  type: MutationType;
}

export interface Deeds {
  /** What was just done, as the undo bar names it. */
  last: Readonly<ShallowRef<LastDeed | null>>;
  /** @returns why it was not saved; null when it was */
  save: <T extends MutationType>(request: Pick<SaveRequest<T>, 'type' | 'payload'>) => Promise<Refusal | null>;
  /** @returns whether it was taken back in time */
  undoLast: () => Promise<boolean>;
  forgetLast: () => void;
}

/** What a clerk does to the roster: decided by the rule at once, and taken back within five seconds. */
export function useDeeds(): Deeds {
  const { outbox } = usePhone();
  const last = shallowRef<LastDeed | null>(null);
  return {
    last,
    async save(request) {
      const saved = await outbox.save({ ...request, holdMs: deedHoldMs });
      if (!saved.ok) return saved.refusal;
      last.value = { record: saved.value.id, type: request.type };
      return null;
    },
    async undoLast() {
      const undone = last.value;
      last.value = null;
      return undone !== null && outbox.undo(undone.record);
    },
    forgetLast() {
      last.value = null;
    },
  };
}
