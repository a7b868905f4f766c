/**
 * What this clerk put aside for herself. It holds at once and on this computer, network or not, and is told to the
 * server as soon as it answers, so that her other computers know it too. Nobody else sees it and no clock waits.
 */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { Iso } from '../../../../core/lib/time.ts';
import { useNow } from '../../../live/now.ts';
import { usePhone } from '../../../live/rows.ts';
import { useSyncStatus } from '../../../live/sync-status.ts';
import { asideAt, joinSnoozes, keptSnoozesShape, withSnooze, type KeptSnooze } from './snooze-list.ts';
import { fetchSnoozes, sendSnooze } from './snooze-wire.ts';

export interface Snoozes {
  /** whistle → when it comes back. */
  aside: ComputedRef<ReadonlyMap<string, Iso>>;
  /** Not told to the server yet: only this computer knows it. */
  unsent: ComputedRef<ReadonlySet<string>>;
  /** @param until null brings it back now */
  put: (whistles: readonly string[], until: Iso | null) => Promise<void>;
}

const draftKey = 'snoozes';

export function useSnoozes(): Snoozes {
  const { account, drafts } = usePhone();
  const now = useNow();
  const status = useSyncStatus();
  const kept = shallowRef<readonly KeptSnooze[]>([]);
  let isGone = false;
  let isTelling = false;
  onScopeDispose(() => {
    isGone = true;
  });

  async function keep(next: readonly KeptSnooze[]): Promise<void> {
    kept.value = next;
    await drafts.put(draftKey, next);
  }

  async function begin(): Promise<void> {
    const read = keptSnoozesShape.safeParse(await drafts.get(draftKey));
    if (isGone) return;
    if (read.success && kept.value.length === 0) kept.value = read.data;
    await tell();
  }

  const firstOwed = (): KeptSnooze | undefined => kept.value.find(({ isSent }) => !isSent);

  /** First what is owed, then what the server knows from other computers. */
  async function tell(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    let isTold = false;
    try {
      // Looked up anew each time: what was put aside or brought back meanwhile goes in the same run.
      for (let owed = firstOwed(); owed; owed = firstOwed()) {
        const answer = await sendSnooze(account.id, owed.whistle, owed.until);
        if (isGone || answer === 'later') return;
        const isSame = kept.value.includes(owed);
        if (isSame) await keep(withSnooze(kept.value, { ...owed, isSent: true }));
      }
      const told = await fetchSnoozes(account.id);
      if (told && !isGone) await keep(joinSnoozes(kept.value, told));
      isTold = told !== null;
    } finally {
      isTelling = false;
    }
    // Put aside or brought back while the list was on its way.
    if (isTold && firstOwed()) await tell();
  }

  async function put(whistles: readonly string[], until: Iso | null): Promise<void> {
    await keep(whistles.reduce((list, whistle) => withSnooze(list, { whistle, until, isSent: false }), kept.value));
    void tell();
  }

  void begin();
  // The server answers again: what is owed goes.
  watch(
    () => status.value.lastAt,
    () => {
      if (kept.value.some(({ isSent }) => !isSent)) void tell();
    },
  );

  return {
    aside: computed(() => asideAt(kept.value, now.value)),
    unsent: computed(() => new Set(kept.value.filter(({ isSent }) => !isSent).map(({ whistle }) => whistle))),
    put,
  };
}
