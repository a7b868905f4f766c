import { shallowRef, type ShallowRef } from 'vue';
import { StorageFull } from '../../../local/kv.ts';
import type { NewVoice } from '../../../local/phone.ts';
import { deviceTime } from '../../../live/now.ts';
import type { Recording } from '../../../ui/voice/use-recorder.ts';

/** From a recording to a voice note on disk; a full phone is told, and text still fits. */
export function useVoice(keep: (voice: NewVoice) => Promise<unknown>): {
  keepVoice: (recording: Recording) => Promise<void>;
  isFull: Readonly<ShallowRef<boolean>>;
} {
  const isFull = shallowRef(false);
  async function keepVoice(recording: Recording): Promise<void> {
    try {
      await keep({ ...recording, recordedAt: deviceTime() });
      isFull.value = false;
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      isFull.value = true;
    }
  }
  return { keepVoice, isFull };
}
