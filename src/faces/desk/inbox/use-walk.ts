import { computed, nextTick, shallowRef, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';

export interface Walk {
  chosen: ComputedRef<string | null>;
  choose: (id: string | null) => Promise<void>;
  /** One down or up; from nowhere to the first or the last. */
  move: (steps: 1 | -1) => void;
  /** Remembers which one is next as she sees it now: a decision may move this one to another place in the list. */
  hold: () => void;
  /**
   * A decided whistle leaves the list, or its place; the one that was below it is next, so that work goes on without
   * the mouse. What is not done with stays open while it is in the list.
   */
  goOn: (isDone: boolean) => Promise<void>;
}

/**
 * Which whistle is open, and the way from one to the next. The address holds it.
 * @param show brings an item of the list into sight and gives it the focus
 */
export function useWalk(shown: () => readonly WhistleRow[], show: (id: string) => void): Walk {
  const route = useRoute();
  const router = useRouter();
  const chosen = computed(() => {
    const id = route.params['whistle'];
    return typeof id === 'string' && id !== '' ? id : null;
  });
  const idsShown = (): string[] => shown().map(({ id }) => id);

  async function choose(id: string | null): Promise<void> {
    await router.replace({ name: 'desk-whistles', params: { whistle: id ?? '' }, query: route.query });
    await nextTick();
    if (id !== null) show(id);
  }

  function move(steps: 1 | -1): void {
    const ids = idsShown();
    const at = chosen.value === null ? -1 : ids.indexOf(chosen.value);
    const next = at < 0 ? ids[steps === 1 ? 0 : ids.length - 1] : ids[at + steps];
    if (next !== undefined) void choose(next);
  }

  const neighbours = shallowRef<readonly string[]>([]);
  let held: readonly string[] | null = null;
  watch(
    [chosen, shown],
    () => {
      const ids = idsShown();
      const at = chosen.value === null ? -1 : ids.indexOf(chosen.value);
      if (at >= 0) neighbours.value = [...ids.slice(at + 1), ...ids.slice(0, at).toReversed()];
    },
    { immediate: true },
  );
  watch(chosen, () => {
    held = null;
  });

  async function goOn(isDone: boolean): Promise<void> {
    const left = new Set(idsShown());
    const here = chosen.value !== null && left.has(chosen.value) ? chosen.value : null;
    const next = (held ?? neighbours.value).find((id) => left.has(id) && id !== here);
    held = null;
    await choose(isDone || here === null ? (next ?? here) : here);
  }

  return {
    chosen,
    choose,
    move,
    hold: () => {
      held = neighbours.value;
    },
    goOn,
  };
}
