import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue';
import { usePhone } from '../../../live/rows.ts';

export interface PhotoProgress {
  all: number;
  confirmed: number;
  /** Of the one that is moving now; null when none is. */
  percent: number | null;
}

/** How far the photos of a record are: they travel apart from it and never hold it up. */
export function useRecordPhotos(media: () => readonly string[]): ComputedRef<PhotoProgress | null> {
  const { photos } = usePhone();
  const version = shallowRef(0);
  onScopeDispose(photos.onChange(() => version.value++));
  return computed(() => {
    const kept = (version.value, media().map((sha256) => photos.get(sha256)));
    if (kept.length === 0) return null;
    const moving = kept.find((photo) => photo?.state === 'sending');
    return {
      all: kept.length,
      // Bytes are cleared from the phone only after the server confirmed their hash.
      confirmed: kept.filter((photo) => photo === undefined || photo.state === 'confirmed').length,
      percent: moving ? Math.min(99, Math.floor((moving.sentBytes / Math.max(1, moving.size)) * 100)) : null,
    };
  });
}
