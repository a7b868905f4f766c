import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router';
import { inboxParts, type InboxFilter } from './inbox-list.ts';

type QueryValue = LocationQueryValue | LocationQueryValue[] | undefined;
const one = (value: QueryValue): string => (typeof value === 'string' ? value : '');

/** The filter as the address holds it; what is as usual is left out. */
export const queryOf = ({ part, grid, query }: InboxFilter): Record<string, string> => ({
  ...(part !== 'open' && { part }),
  ...(grid !== null && { grid }),
  ...(query !== '' && { q: query }),
});

/** The filter stands in the address: a reload, a bookmark and a colleague see the same list. */
export function useFilterInUrl(): WritableComputedRef<InboxFilter> {
  const route = useRoute();
  const router = useRouter();
  // By parts, so that choosing a whistle (the same filter) is no new filter.
  const part = computed(() => inboxParts.find((known) => known === one(route.query['part'])) ?? 'open');
  const grid = computed(() => one(route.query['grid']) || null);
  const query = computed(() => one(route.query['q']));
  return computed({
    get: () => ({ part: part.value, grid: grid.value, query: query.value }),
    set: (filter) => {
      void router.replace({ params: route.params, query: queryOf(filter) });
    },
  });
}
