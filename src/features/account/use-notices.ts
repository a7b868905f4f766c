import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { AccountId } from '../../../core/lib/id.ts';
import { usePhone } from '../../live/rows.ts';
import { useSyncStatus } from '../../live/sync-status.ts';
import { useOnline } from '../../ui/use-online.ts';
import type { Answer } from './account-wire.ts';
import { askNotices, tellSeen, type Notice } from './notice-wire.ts';

export interface Notices {
  answer: Readonly<ShallowRef<Answer<Notice[]> | null>>;
  /** How many lines of the digest have news. */
  fresh: ComputedRef<number>;
  /** @returns whether the server took it */
  seen: (ids: readonly string[]) => Promise<boolean>;
}

/** The mark of the shell and the list show one and the same answer. */
const answer = shallowRef<Answer<Notice[]> | null>(null);
let of: AccountId | null = null;
let asking: Promise<void> | null = null;
let isStale = false;

function load(account: AccountId): Promise<void> {
  if (of !== account) answer.value = null;
  of = account;
  isStale = true;
  asking ??= askUntilFresh(account).finally(() => {
    asking = null;
  });
  return asking;
}

/** Whatever moved while an answer was under way is asked for after it, once. */
async function askUntilFresh(account: AccountId): Promise<void> {
  while (isStale) {
    isStale = false;
    const said = await askNotices(account);
    // What was read once stays on the screen when a later question fails.
    if (of === account && (said.ok || answer.value?.ok !== true)) answer.value = said;
  }
}

/**
 * What the server tells this account. Asked anew when a network comes back and after each exchange with the server: when
 * somebody is told something the server pokes, and the exchange follows (`GET /api/events`).
 */
export function useNotices(): Notices {
  const { account } = usePhone();
  const again = (): void => void load(account.id);
  again();
  const online = useOnline();
  watch(online, (isOnline) => isOnline && again());
  const status = useSyncStatus();
  watch(() => status.value.lastAt, again);
  const shown = (): void => void (document.visibilityState === 'visible' && again());
  document.addEventListener('visibilitychange', shown);
  onScopeDispose(() => document.removeEventListener('visibilitychange', shown));
  return {
    answer,
    fresh: computed(() => (answer.value?.ok ? answer.value.value.filter(({ isNew }) => isNew).length : 0)),
    async seen(ids) {
      const told = await tellSeen(account.id, ids);
      const now = answer.value;
      if (told.ok && now?.ok)
        answer.value = {
          ok: true,
          value: now.value.map((one) => (ids.includes(one.id) ? { ...one, isNew: false } : one)),
        };
      return told.ok;
    },
  };
}
