import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { ProblemCode } from '../../../../core/protocol/problem.ts';
import { fetchStaff, type Colleague } from './staff-wire.ts';

export interface StaffList {
  staff: Readonly<Ref<readonly Colleague[]>>;
  isLoading: Readonly<Ref<boolean>>;
  fault: Readonly<Ref<ProblemCode | 'offline' | null>>;
  hasMore: Readonly<Ref<boolean>>;
  more: () => Promise<void>;
  refresh: () => Promise<void>;
}

/** Asked again while it is looked at: when the page is shown, when somebody comes back to it, after each change. */
export function useStaff(search: Readonly<Ref<string>>): StaffList {
  const staff = shallowRef<readonly Colleague[]>([]);
  const isLoading = shallowRef(false);
  const fault = shallowRef<ProblemCode | 'offline' | null>(null);
  const hasMore = shallowRef(false);
  let next: string | null = null;
  let asked = 0;

  async function load(after: string | null): Promise<void> {
    const mine = ++asked;
    isLoading.value = true;
    const answer = await fetchStaff(search.value.trim(), after);
    // A later question was asked meanwhile: its answer counts.
    if (mine !== asked) return;
    isLoading.value = false;
    fault.value = answer.ok ? null : answer.code;
    if (!answer.ok) return;
    staff.value = after === null ? answer.value.staff : [...staff.value, ...answer.value.staff];
    next = answer.value.next;
    hasMore.value = next !== null;
  }
  const refresh = () => load(null);
  const seen = () => {
    if (document.visibilityState === 'visible') void refresh();
  };
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => document.removeEventListener('visibilitychange', seen));
  watch(search, refresh, { immediate: true });
  return { staff, isLoading, fault, hasMore, more: () => (next === null ? Promise.resolve() : load(next)), refresh };
}
