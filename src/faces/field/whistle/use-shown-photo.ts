import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** The photo that is large stands in the address: a killed page comes back to it, with its marks. */
export function useShownPhoto(): WritableComputedRef<string | null> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query['photo'] === 'string' ? route.query['photo'] : null),
    set: (sha256) => {
      if ((route.query['photo'] ?? null) === sha256) return;
      void router.replace({ query: { ...route.query, photo: sha256 ?? undefined } });
    },
  });
}
