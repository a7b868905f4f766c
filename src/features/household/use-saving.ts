import { shallowRef, type ShallowRef } from 'vue';
import type { Refusal } from '../../../core/lib/result.ts';
import type { MutationType } from '../../../core/protocol/payloads.ts';
import type { OutboxRecord, SaveRequest } from '../../local/phone.ts';
import { usePhone } from '../../live/rows.ts';
import { playSaved } from '../../live/saved-sound.ts';

/** It may be undone for as long as any tap on the phone. */
const holdMs = 8_000;

export interface Saving {
  refusal: Readonly<ShallowRef<Refusal | null>>;
  isSaving: Readonly<ShallowRef<boolean>>;
  /** @returns the record once it is on disk; null: the rule said no, `refusal` says why */
  save: <T extends MutationType>(request: Pick<SaveRequest<T>, 'type' | 'payload'>) => Promise<OutboxRecord | null>;
}

/** Saving one deed at a door: decided by the rule at once, held for undo. A second tap while it is written does nothing. */
export function useSaving(): Saving {
  const { outbox } = usePhone();
  const refusal = shallowRef<Refusal | null>(null);
  const isSaving = shallowRef(false);

  return {
    refusal,
    isSaving,
    async save(request) {
      if (isSaving.value) return null;
      isSaving.value = true;
      try {
        const saved = await outbox.save({ ...request, holdMs });
        refusal.value = saved.ok ? null : saved.refusal;
        if (!saved.ok) return null;
        playSaved();
        return saved.value;
      } finally {
        isSaving.value = false;
      }
    },
  };
}
