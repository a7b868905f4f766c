/**
 * The inbox as the screen shows it: the community's whistles of the filter, in the order of the clocks. While the pointer rests on the list its order stays (steady-order.ts).
 */
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { Iso } from '../../../../core/lib/time.ts';
import type { GridRow } from '../../../../core/grid/grid.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { usePhone, useRows, useViewVersion } from '../../../live/rows.ts';
import { countsOf, inboxOf, type InboxFilter, type InboxPart } from './inbox-list.ts';
import { searchTextOf } from './search-text.ts';
import { steadyOrder, type SteadyOrder } from './steady-order.ts';

export interface Inbox {
  shown: ComputedRef<readonly WhistleRow[]>;
  /** How many belong here and wait until nobody points at the list. */
  waiting: ComputedRef<number>;
  counts: ComputedRef<Record<InboxPart, number>>;
  grids: ComputedRef<readonly GridRow[]>;
}

export function useInbox(
  filter: Readonly<Ref<InboxFilter>>,
  isHeld: Readonly<Ref<boolean>>,
  aside: Readonly<Ref<ReadonlyMap<string, Iso>>>,
): Inbox {
  const { view } = usePhone();
  const version = useViewVersion();
  const whistles = useRows('whistle');
  const gridRows = useRows('grid');
  const grids = computed(() => gridRows.value.toSorted((a, b) => (a.id < b.id ? -1 : 1)));

  const isAside = (id: string) => aside.value.has(id);
  const wanted = computed(
    () => (
      version(),
      inboxOf(whistles.value, filter.value, (one) => searchTextOf(one, view), isAside).map(({ id }) => id)
    ),
  );

  const order = shallowRef<SteadyOrder>({ shown: wanted.value, waiting: 0 });
  // What she decided or put aside leaves at once, also under her pointer.
  const isOwnDoing = (id: string) => isAside(id) || view.isOwnUnsent('whistle', id);
  watch([wanted, isHeld], () => {
    order.value = steadyOrder(order.value.shown, wanted.value, isHeld.value, isOwnDoing);
  });
  // Another filter is another list: nothing of the old one is held.
  watch(filter, () => {
    order.value = steadyOrder([], wanted.value, false, isOwnDoing);
  });

  return {
    shown: computed(() => {
      version();
      return order.value.shown.flatMap((id) => view.get('whistle', id) ?? []);
    }),
    waiting: computed(() => order.value.waiting),
    counts: computed(() => countsOf(whistles.value, filter.value.grid, isAside)),
    grids,
  };
}
