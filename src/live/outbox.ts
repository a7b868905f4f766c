import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue';
import type { Iso } from '../../core/lib/time.ts';
import { isLook } from '../../core/protocol/payloads.ts';
import type { OutboxRecord, RecordState, SyncCondition } from '../local/phone.ts';
import { usePhone } from './rows.ts';
import { isUnsent } from './session.ts';
import { useSyncStatus } from './sync-status.ts';

export interface OutboxView {
  /** What this person did, newest first; looks are not among it. */
  records: ComputedRef<readonly OutboxRecord[]>;
  counts: ComputedRef<Record<RecordState, number>>;
  /** Everything that the server has not answered. */
  unsent: ComputedRef<number>;
  /** When the oldest unsent record was saved; null when nothing waits. */
  oldestWaiting: ComputedRef<Iso | null>;
}

export function useOutbox(): OutboxView {
  const { outbox } = usePhone();
  const version = shallowRef(0);
  onScopeDispose(outbox.onChange(() => version.value++));
  const status = useSyncStatus();
  // A copy: records change in place or not as the outbox likes, the screen looks anew either way.
  const records = computed(
    () => (
      version.value,
      outbox
        .all()
        .filter(({ type }) => !isLook(type))
        .map((record) => shown(record, status.value.condition))
    ),
  );
  const counts = computed(() => countByState(records.value));
  const unsent = computed(() => counts.value.held + counts.value.waiting + counts.value.sending);
  const oldestWaiting = computed(() =>
    records.value.reduce<Iso | null>(
      (oldest, record) => (isUnsent(record) && (oldest === null || record.savedAt < oldest) ? record.savedAt : oldest),
      null,
    ),
  );
  return { records, counts, unsent, oldestWaiting };
}

/**
 * A record that was tried once keeps its number, but it is being sent only while an exchange is under way: without a
 * network the true word is "waiting". Its `seq` says that it can no longer be changed.
 */
export const shown = (record: OutboxRecord, condition: SyncCondition): OutboxRecord =>
  record.state === 'sending' && condition !== 'syncing' ? { ...record, state: 'waiting' } : record;

export function countByState(records: readonly OutboxRecord[]): Record<RecordState, number> {
  const counts: Record<RecordState, number> = {
    held: 0,
    waiting: 0,
    sending: 0,
    received: 0,
    refused: 0,
    discarded: 0,
  };
  for (const record of records) counts[record.state] += 1;
  return counts;
}
