/**
 * Somebody reported it before: she supports that whistle, and her own is taken back - without a trace while the server
 * does not know it, else withdrawn. The support is saved first: whatever dies in between, the matter is reported once
 * at least. Within its hold all of it can be undone.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { Refusal } from '../../../core/lib/result.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { OutboxRecord } from '../../local/phone.ts';
import { usePhone } from '../../live/rows.ts';
import type { OwnWhistle } from './use-own-whistle.ts';
import type { RaisePayload } from './use-whistle-draft.ts';

const holdMs = 8_000;

interface Instead {
  target: WhistleRow;
  /** Null where she followed the other one already. */
  support: OutboxRecord | null;
  own: { kind: 'discarded'; payload: RaisePayload } | { kind: 'withdrawn'; record: OutboxRecord };
}

export interface SupportInstead {
  done: Readonly<ShallowRef<Instead | null>>;
  refusal: Readonly<ShallowRef<Refusal | null>>;
  /** @returns whether it is saved */
  support: (target: WhistleRow) => Promise<boolean>;
  undo: () => Promise<void>;
  release: () => Promise<void>;
}

export function useSupportInstead(own: OwnWhistle): SupportInstead {
  const { outbox, account } = usePhone();
  const done = shallowRef<Instead | null>(null);
  const refusal = shallowRef<Refusal | null>(null);

  async function takeBackOwn(): Promise<Instead['own'] | null> {
    const raised = own.record.value;
    if (raised && (await own.undo())) return { kind: 'discarded', payload: raised.payload as RaisePayload };
    const record = await own.withdraw();
    return record && { kind: 'withdrawn', record };
  }

  async function support(target: WhistleRow): Promise<boolean> {
    let saved: OutboxRecord | null = null;
    if (!isFollowed(target, account.id)) {
      const answer = await outbox.save({ type: 'whistle.support', payload: { whistle: target.id }, holdMs });
      refusal.value = answer.ok ? null : answer.refusal;
      if (!answer.ok) return false;
      saved = answer.value;
    }
    const taken = await takeBackOwn();
    if (taken) done.value = { target, support: saved, own: taken };
    else refusal.value = own.refusal.value;
    return taken !== null;
  }

  async function undo(): Promise<void> {
    const before = done.value;
    if (!before) return;
    done.value = null;
    // Her own comes back first, for the same reason.
    if (before.own.kind === 'withdrawn') await outbox.undo(before.own.record.id);
    else await outbox.save({ type: 'whistle.raise', payload: before.own.payload, holdMs });
    if (before.support) await outbox.undo(before.support.id);
  }

  async function release(): Promise<void> {
    const records = [done.value?.support, done.value?.own.kind === 'withdrawn' ? done.value.own.record : null];
    for (const record of records) if (record) await outbox.release(record.id);
  }

  return { done, refusal, support, undo, release };
}

/** She raised it herself, or supports it already. */
export const isFollowed = (whistle: WhistleRow, account: string): boolean =>
  whistle.raisedBy === account || whistle.supporters.some(({ by }) => by === account);
