/**
 * What somebody does to a whistle that the server may know already: each deed is a record of its own, held some
 * seconds, so that the last one can be taken back.
 */
import { onScopeDispose, shallowRef, toValue, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { WhistleId } from '../../../core/lib/id.ts';
import type { Refusal } from '../../../core/lib/result.ts';
import type { PayloadOf } from '../../../core/protocol/payloads.ts';
import type { WhistleContent } from '../../../core/whistle/whistle.ts';
import type { OutboxRecord } from '../../local/phone.ts';
import { usePhone } from '../../live/rows.ts';
import { playSaved } from '../../live/saved-sound.ts';
import { contentPayload } from './whistle-payload.ts';

const holdMs = 8_000;
type DeedType = 'whistle.comment' | 'whistle.tell' | 'whistle.resend' | 'whistle.addPhoto' | 'whistle.support';

export interface WhistleDeeds {
  refusal: Readonly<ShallowRef<Refusal | null>>;
  /** The last one, while it may be taken back. */
  last: Readonly<ShallowRef<OutboxRecord | null>>;
  /** Each @returns whether it is saved. */
  comment: (text: string) => Promise<boolean>;
  tell: (text: string, photos: readonly string[]) => Promise<boolean>;
  resend: (text: string, set: Partial<WhistleContent>) => Promise<boolean>;
  add: (media: { photos?: readonly string[]; voice?: readonly string[] }) => Promise<boolean>;
  support: () => Promise<boolean>;
  undoLast: () => Promise<void>;
  /** Its time is over; it goes. */
  forgetLast: () => void;
}

export function useWhistleDeeds(id: MaybeRefOrGetter<string>): WhistleDeeds {
  const { outbox } = usePhone();
  const refusal = shallowRef<Refusal | null>(null);
  const last = shallowRef<OutboxRecord | null>(null);
  const whistle = (): WhistleId => toValue(id) as WhistleId;

  async function save<T extends DeedType>(type: T, payload: PayloadOf<T>): Promise<boolean> {
    const saved = await outbox.save({ type, payload, holdMs });
    refusal.value = saved.ok ? null : saved.refusal;
    if (!saved.ok) return false;
    last.value = saved.value;
    playSaved();
    return true;
  }

  // The screen was left: nothing need be held any longer.
  onScopeDispose(() => {
    if (last.value) void outbox.release(last.value.id);
  });

  return {
    refusal,
    last,
    comment: (text) => save('whistle.comment', { whistle: whistle(), text }),
    tell: (text, photos) => save('whistle.tell', { whistle: whistle(), text, photos: [...photos] }),
    resend: (text, set) => save('whistle.resend', { whistle: whistle(), text, set: contentPayload(set) }),
    add: ({ photos = [], voice = [] }) =>
      save('whistle.addPhoto', { whistle: whistle(), photos: [...photos], voice: [...voice] }),
    support: () => save('whistle.support', { whistle: whistle() }),
    async undoLast() {
      const undone = last.value;
      last.value = null;
      if (undone) await outbox.undo(undone.id);
    },
    forgetLast: () => {
      last.value = null;
    },
  };
}
