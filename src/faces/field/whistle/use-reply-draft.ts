import { onMounted, shallowRef, type ShallowRef } from 'vue';
import type { BuildingRow } from '../../../../core/grid/grid.ts';
import { placeOfFix } from '../../../features/grid/place-words.ts';
import { usePhone } from '../../../live/rows.ts';
import { useUnfinished } from '../../../live/unfinished.ts';
import { asReplyDraft, isEmptyReply, noReply, type ReplyDraft } from './reply-draft.ts';
import { useFrames, type Frames } from './use-frames.ts';

export interface ReplyDrafting {
  draft: Readonly<ShallowRef<ReplyDraft>>;
  frames: Frames;
  set: (changes: Partial<ReplyDraft>) => Promise<void>;
  removePhoto: (sha256: string) => Promise<void>;
  /** It stands in the outbox. */
  clear: () => Promise<void>;
}

/** @param already how many photos the whistle has */
export function useReplyDraft(
  key: string,
  buildings: () => readonly BuildingRow[],
  already: () => number,
): ReplyDrafting {
  const { drafts, photos } = usePhone();
  const draft = shallowRef<ReplyDraft>(noReply);

  async function set(changes: Partial<ReplyDraft>): Promise<void> {
    draft.value = { ...draft.value, ...changes };
    await drafts.put(key, draft.value);
  }

  const frames = useFrames(
    async (photo) => {
      const { sha256 } = await photos.keep(photo);
      await set({ photos: [...new Set([...draft.value.photos, sha256])] });
    },
    (fix) => placeOfFix(fix, buildings()),
    () => already() + draft.value.photos.length,
  );

  async function removePhoto(sha256: string): Promise<void> {
    await set({ photos: draft.value.photos.filter((one) => one !== sha256) });
    await photos.drop(sha256);
  }

  async function clear(): Promise<void> {
    draft.value = noReply;
    await drafts.remove(key);
  }

  onMounted(async () => {
    const kept = asReplyDraft(await drafts.get(key));
    if (kept) draft.value = kept;
  });

  useUnfinished(() => !isEmptyReply(draft.value));

  return { draft, frames, set, removePhoto, clear };
}
