import { computed, onScopeDispose, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import type { KeptPhoto } from '../../local/phone.ts';
import { usePhone } from '../../live/rows.ts';

/**
 * Where a photo can be seen: this phone's own bytes first, with or without a network; else the server's. `src` is
 * what `PhotoImage` takes: null while it is looked for.
 */
export interface PhotoSource {
  kept: ComputedRef<KeptPhoto | undefined>;
  src: ComputedRef<string | null>;
}

export function usePhotoSource(sha256: MaybeRefOrGetter<string>, size: 'thumb' | 'full'): PhotoSource {
  const { photos } = usePhone();
  const version = shallowRef(0);
  onScopeDispose(photos.onChange(() => version.value++));
  const kept = computed(() => (version.value, photos.get(toValue(sha256))));
  const own = shallowRef<string | null>(null);
  const isLooking = shallowRef(true);

  const forget = () => {
    if (own.value !== null) URL.revokeObjectURL(own.value);
    own.value = null;
  };
  async function look(sha: string): Promise<void> {
    isLooking.value = true;
    forget();
    const bytes = size === 'thumb' ? (photos.get(sha)?.thumb ?? null) : await photos.bytes(sha);
    if (toValue(sha256) !== sha) return;
    if (bytes) own.value = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    isLooking.value = false;
  }
  watch(() => toValue(sha256), look, { immediate: true });
  onScopeDispose(forget);

  const src = computed(() => {
    if (own.value !== null) return own.value;
    return isLooking.value ? null : `/api/media/${toValue(sha256)}?size=${size}`;
  });
  return { kept, src };
}
