import { computed, type ComputedRef } from 'vue';
import { useToday } from '../../../live/now.ts';
import { usePhone, useRows } from '../../../live/rows.ts';
import { useFilterStore } from './filter/filter-store.ts';
import type { HouseholdsFiltered } from './filter/use-filter.ts';
import { mapMattersOf, type MapMatters } from './map-matters.ts';

export function useMapMatters({ shown }: Pick<HouseholdsFiltered, 'shown'>): ComputedRef<MapMatters> {
  const { account, view } = usePhone();
  const store = useFilterStore();
  const buildings = useRows('building');
  const needs = useRows('need');
  const whistles = useRows('whistle');
  const today = useToday();
  return computed(() =>
    mapMattersOf({
      buildings: buildings.value,
      households: shown.value,
      needs: needs.value,
      whistles: whistles.value,
      doorOf: (id) => view.get('household', id),
      filter: store.filter,
      today: today.value,
      account: account.id,
    }),
  );
}
