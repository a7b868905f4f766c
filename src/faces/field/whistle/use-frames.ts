/**
 * From a frame to a photo on disk. Frames are prepared one after the other; whoever saves waits for `settled`, so that
 * a photo taken before a tile was tapped is part of what the tile sends. What could not be kept is told, once for each
 * reason, until the next pictures come; nothing else is touched by it.
 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Place } from '../../../../core/whistle/whistle.ts';
import type { Fix } from '../../../features/grid/place-words.ts';
import { coarseMetres } from '../../../features/grid/position.ts';
import { StorageFull } from '../../../local/kv.ts';
import type { NewPhoto } from '../../../local/phone.ts';
import { deviceTime } from '../../../live/now.ts';
import { preparePhoto } from '../../../ui/camera/prepare-photo.ts';
import type { PhotoRefusal, PhotoSource } from '../../../ui/camera/photo.ts';

export type PhotoTrouble = PhotoRefusal | 'storage-full' | 'too-many';

/** As many as one record carries. */
export const mostPhotos = 20;

export interface Frames {
  take: (source: PhotoSource) => Promise<void>;
  settled: () => Promise<void>;
  isPreparing: ComputedRef<boolean>;
  troubles: Readonly<ShallowRef<readonly PhotoTrouble[]>>;
}

/** @param placeOf what a position in the picture means here; null where it says nothing */
export function useFrames(
  keep: (photo: NewPhoto) => Promise<void>,
  placeOf: (fix: Fix) => Place | null,
  countNow: () => number,
): Frames {
  const underWay = shallowRef(0);
  const troubles = shallowRef<readonly PhotoTrouble[]>([]);
  let turn: Promise<void> = Promise.resolve();
  const tell = (trouble: PhotoTrouble): void => {
    troubles.value = [...new Set([...troubles.value, trouble])];
  };

  async function prepareAndKeep(source: PhotoSource): Promise<void> {
    if (countNow() >= mostPhotos) return tell('too-many');
    const takenAt = deviceTime();
    const prepared = await preparePhoto(source);
    if (!prepared.ok) return tell(prepared.reason);
    const { bytes, thumb, width, height, position } = prepared.photo;
    // A camera that is silent about its error is believed as far as a place is taken at all.
    const place = position && placeOf({ ...position, accuracy: Math.round(position.accuracy ?? coarseMetres) });
    try {
      await keep({ bytes, thumb, width, height, takenAt: prepared.photo.takenAt ?? takenAt, place });
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      tell('storage-full');
    }
  }

  function take(source: PhotoSource): Promise<void> {
    if (underWay.value === 0) troubles.value = [];
    underWay.value += 1;
    turn = turn
      .then(() => prepareAndKeep(source))
      .finally(() => {
        underWay.value -= 1;
      });
    return turn;
  }

  return { take, settled: () => turn, isPreparing: computed(() => underWay.value > 0), troubles };
}
