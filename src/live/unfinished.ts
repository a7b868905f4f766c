import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';

const begun = shallowRef(0);

/** Something is half written on a page that otherwise only shows: an answer, a comment. */
export const isWorkUnfinished: ComputedRef<boolean> = computed(() => begun.value > 0);

/** While it says so the page counts as unfinished: no update is offered, and a kill brings her back to it. */
export function useUnfinished(isBegun: () => boolean): void {
  let counted = 0;
  const count = (now: number): void => {
    begun.value += now - counted;
    counted = now;
  };
  watch(isBegun, (is) => count(is ? 1 : 0), { immediate: true });
  onScopeDispose(() => count(0));
}
