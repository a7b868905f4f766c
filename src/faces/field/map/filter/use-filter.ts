import { computed, type ComputedRef } from 'vue';
import type { HouseholdRow } from '../../../../../core/household/household.ts';
import { useToday } from '../../../../live/now.ts';
import { usePhone, useRows } from '../../../../live/rows.ts';
import { useFilterStore } from './filter-store.ts';
import {
  filterCounts,
  filteredHouseholds,
  filterIndexOf,
  type FilterIndex,
  type FilterKey,
} from './household-filter.ts';

/** The households that the shared filter lets through, in no order, and what each chip would show. */
export interface HouseholdsFiltered {
  index: ComputedRef<FilterIndex>;
  shown: ComputedRef<readonly HouseholdRow[]>;
  counts: ComputedRef<Record<FilterKey, number>>;
}

export function useFilter(): HouseholdsFiltered {
  const store = useFilterStore();
  const { account } = usePhone();
  const households = useRows('household');
  const needs = useRows('need');
  const whistles = useRows('whistle');
  const today = useToday();
  const index = computed(() =>
    filterIndexOf(households.value, {
      needs: needs.value,
      whistles: whistles.value,
      today: today.value,
      account: account.id,
    }),
  );
  return {
    index,
    shown: computed(() => filteredHouseholds(index.value, store.filter)),
    counts: computed(() => filterCounts(index.value, store.filter)),
  };
}
