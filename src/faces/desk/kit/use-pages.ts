import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { ProblemCode } from '../../../../core/protocol/problem.ts';
import { useSyncStatus } from '../../../live/sync-status.ts';

export interface PageOf<Row> {
  rows: readonly Row[];
  /** Where the next one begins; null: that was all. */
  next: string | null;
}
export type PageAnswer<Row> = { ok: true; page: PageOf<Row> } | { ok: false; code: ProblemCode | 'offline' };

export interface Pages<Row> {
  rows: Readonly<Ref<readonly Row[]>>;
  isLoading: Readonly<Ref<boolean>>;
  fault: Readonly<Ref<ProblemCode | 'offline' | null>>;
  hasMore: Readonly<Ref<boolean>>;
  more: () => Promise<void>;
  refresh: () => Promise<void>;
  /** As many pages as are shown, asked again in place; without a word while it goes well. */
  renew: () => Promise<void>;
}

/**
 * Pages by keyset; a new filter begins anew, and an answer to an older question is dropped. When something of the area
 * moved, the server pokes and this device asks what is new (`GET /api/events`): then, and when somebody comes back to
 * the page, what is shown is asked again.
 */
export function usePages<Query, Row>(
  query: Readonly<Ref<Query>>,
  fetchPage: (query: Query, after: string | null, signal: AbortSignal) => Promise<PageAnswer<Row>>,
): Pages<Row> {
  const rows = shallowRef<readonly Row[]>([]);
  const isLoading = shallowRef(false);
  const fault = shallowRef<ProblemCode | 'offline' | null>(null);
  const hasMore = shallowRef(false);
  let next: string | null = null;
  let asked = new AbortController();

  function ask(): AbortController {
    asked.abort();
    asked = new AbortController();
    return asked;
  }

  function show(shown: readonly Row[], after: string | null): void {
    rows.value = shown;
    next = after;
    hasMore.value = next !== null;
  }

  async function load(after: string | null): Promise<void> {
    const mine = ask();
    isLoading.value = true;
    const answer = await fetchPage(query.value, after, mine.signal);
    if (mine.signal.aborted) return;
    isLoading.value = false;
    fault.value = answer.ok ? null : answer.code;
    if (answer.ok) show(after === null ? answer.page.rows : [...rows.value, ...answer.page.rows], answer.page.next);
  }

  async function renew(): Promise<void> {
    if (isLoading.value || document.visibilityState !== 'visible') return;
    const mine = ask();
    const before = rows.value.length;
    const found: Row[] = [];
    let after: string | null = null;
    do {
      const answer: PageAnswer<Row> = await fetchPage(query.value, after, mine.signal);
      if (mine.signal.aborted || !answer.ok) return;
      found.push(...answer.page.rows);
      after = answer.page.next;
    } while (after !== null && found.length < before);
    fault.value = null;
    show(found, after);
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
    rows,
    isLoading,
    fault,
    hasMore,
    more: () => (next === null || isLoading.value ? Promise.resolve() : load(next)),
    refresh: () => load(null),
    renew,
  };
}
