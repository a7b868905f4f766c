import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/**
 * Filters of a page as they stand in its address: a reload, a bookmark and a colleague see the same list. What is as
 * usual ('') is left out. Writing one keeps the others and the route's own part.
 */
export function useQuery<Name extends string>(
  names: readonly Name[],
): { query: ComputedRef<Record<Name, string>>; set: (part: Partial<Record<Name, string>>) => void } {
  const route = useRoute();
  const router = useRouter();
  const one = (name: Name): string => {
    const value = route.query[name];
    return typeof value === 'string' ? value : '';
  };
  // By its text, so that opening a line (the same filters) is no new question.
  const text = computed(() => JSON.stringify(names.map(one)));
  const query = computed(() => {
    const values = JSON.parse(text.value) as string[];
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) as Record<Name, string>;
  });
  return {
    query,
    set: (part) => {
      const after = Object.entries<string>({ ...query.value, ...part }).filter(([, value]) => value !== '');
      void router.replace({ params: route.params, query: Object.fromEntries(after) });
    },
  };
}
