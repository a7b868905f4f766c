import { shallowRef, type Ref } from 'vue';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';

export interface Selection {
  /** id → the `rev` that was seen when it was selected. */
  marked: Readonly<Ref<ReadonlyMap<string, number>>>;
  toggle: (whistle: WhistleRow) => void;
  /** From the one that was marked last to this one, in the order of the list. */
  reach: (whistle: WhistleRow, shown: readonly WhistleRow[]) => void;
  clear: () => void;
}

/** Which whistles are marked for one decision on all of them. */
export function useSelection(): Selection {
  const marked = shallowRef<ReadonlyMap<string, number>>(new Map());
  let anchor: string | null = null;

  const put = (whistles: readonly WhistleRow[]): void => {
    const next = new Map(marked.value);
    // One that is marked already keeps what was seen then.
    for (const { id, rev } of whistles) if (!next.has(id)) next.set(id, rev);
    marked.value = next;
  };

  return {
    marked,
    toggle(whistle) {
      if (marked.value.has(whistle.id)) {
        marked.value = new Map([...marked.value].filter(([id]) => id !== whistle.id));
        anchor = null;
        return;
      }
      put([whistle]);
      anchor = whistle.id;
    },
    reach(whistle, shown) {
      const from = shown.findIndex(({ id }) => id === anchor);
      const to = shown.findIndex(({ id }) => id === whistle.id);
      put(from < 0 || to < 0 ? [whistle] : shown.slice(Math.min(from, to), Math.max(from, to) + 1));
      anchor = whistle.id;
    },
    clear() {
      marked.value = new Map();
      anchor = null;
    },
  };
}
