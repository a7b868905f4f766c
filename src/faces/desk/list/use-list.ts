import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { useSyncStatus } from '../../../live/sync-status.ts';
import type { ProblemCode } from '../../../../core/protocol/problem.ts';
import { fetchList, type ListedWhistle, type ListQuery } from './list-wire.ts';

export interface WhistleList {
  whistles: Readonly<Ref<readonly ListedWhistle[]>>;
  isLoading: Readonly<Ref<boolean>>;
  fault: Readonly<Ref<ProblemCode | 'offline' | null>>;
  hasMore: Readonly<Ref<boolean>>;
  more: () => Promise<void>;
  refresh: () => Promise<void>;
}

/**
 * Pages by keyset; a new filter begins anew, and an answer to an older question is dropped. When something of the area
 * moved, the server pokes and this device asks what is new (`GET /api/events`): then, and when somebody comes back to
 * the page, what is shown is asked again, in place.
 */
export function useList(query: Readonly<Ref<ListQuery>>): WhistleList {
  const whistles = shallowRef<readonly ListedWhistle[]>([]);
  const isLoading = shallowRef(false);
  const fault = shallowRef<ProblemCode | 'offline' | null>(null);
  const hasMore = shallowRef(false);
  let next: string | null = null;
  let asked = new AbortController();

  async function load(after: string | null): Promise<void> {
    asked.abort();
    const mine = new AbortController();
    asked = mine;
    isLoading.value = true;
    const answer = await fetchList(query.value, after, mine.signal);
    if (mine.signal.aborted) return;
    isLoading.value = false;
    fault.value = answer.ok ? null : answer.code;
    if (!answer.ok) return;
    whistles.value = after === null ? answer.page.whistles : [...whistles.value, ...answer.page.whistles];
    next = answer.page.next;
    hasMore.value = next !== null;
  }

  /** As many pages as are shown, without a word while it goes well. */
  async function renew(): Promise<void> {
    if (isLoading.value || document.visibilityState !== 'visible') return;
    const mine = new AbortController();
    asked.abort();
    asked = mine;
    const shown = whistles.value.length;
    const rows: ListedWhistle[] = [];
    let after: string | null = null;
    do {
      const answer = await fetchList(query.value, after, mine.signal);
      if (mine.signal.aborted || !answer.ok) return;
      rows.push(...answer.page.whistles);
      after = answer.page.next;
    } while (after !== null && rows.length < shown);
    fault.value = null;
    whistles.value = rows;
    next = after;
    hasMore.value = next !== null;
  }

  watch(query, () => load(null), { immediate: true });
  const status = useSyncStatus();
  watch(() => status.value.lastAt, renew);
  const seen = () => void renew();
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen);
    asked.abort();
  });
  return {
    whistles,
    isLoading,
    fault,
    hasMore,
    more: () => (next === null ? Promise.resolve() : load(next)),
    refresh: () => load(null),
  };
}
