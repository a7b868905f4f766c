/**
 * The draft of the whistle that is being raised, and its sending. Each frame and each letter is on disk before
 * anything else happens; a tile saves it to the outbox and only then the draft goes. A kill in between leaves a draft
 * whose whistle the outbox already has: that is seen and not raised again. Each whistle has its own draft: what was
 * begun earlier, elsewhere, stays as it is until somebody goes on with it.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { WhistleId } from '../../../core/lib/id.ts';
import type { Refusal } from '../../../core/lib/result.ts';
import type { PayloadOf } from '../../../core/protocol/payloads.ts';
import type { NewPhoto, NewVoice, OutboxRecord } from '../../local/phone.ts';
import { deviceTime } from '../../live/now.ts';
import { usePhone } from '../../live/rows.ts';
import { playSaved } from '../../live/saved-sound.ts';
import { markPayload, marksOf } from './photo-marks.ts';
import {
  asWhistleDraft,
  isEmptyDraft,
  isWhistleDraftKey,
  oldDraftKey,
  whistleDraftKey,
  whistleDraftsIn,
  type WhistleDraft,
} from './whistle-draft.ts';

const holdMs = 8_000;

export type RaisePayload = PayloadOf<'whistle.raise'>;
export type DraftStart = Pick<WhistleDraft, 'grid' | 'household' | 'place' | 'isPlaceGuess' | 'backTo'>;

export interface WhistleDrafting {
  draft: Readonly<ShallowRef<WhistleDraft | null>>;
  refusal: Readonly<ShallowRef<Refusal | null>>;
  /** The latest other one that was begun and not sent; null: none. */
  earlier: Readonly<ShallowRef<WhistleDraft | null>>;
  /**
   * Takes up the draft of this whistle, or begins one.
   * @returns the record, where it had been raised already
   */
  begin: (whistle: WhistleId, start: DraftStart) => Promise<OutboxRecord | null>;
  addPhoto: (photo: NewPhoto) => Promise<void>;
  removePhoto: (sha256: string) => Promise<void>;
  addVoice: (voice: NewVoice) => Promise<void>;
  removeVoice: (sha256: string) => Promise<void>;
  set: (
    changes: Partial<Pick<WhistleDraft, 'text' | 'emergency' | 'place' | 'grid' | 'household' | 'marks'>>,
  ) => Promise<void>;
  raise: (category: string | null, isOutOfGrid: boolean) => Promise<OutboxRecord | null>;
  discard: () => Promise<void>;
}

export function useWhistleDraft(): WhistleDrafting {
  const { drafts, photos, outbox } = usePhone();
  const draft = shallowRef<WhistleDraft | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const earlier = shallowRef<WhistleDraft | null>(null);
  let turn: Promise<unknown> = Promise.resolve();

  /** One change after the other: a second photo must not be written over by the first one's draft. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  }

  async function keep(changes: Partial<WhistleDraft>): Promise<void> {
    if (!draft.value) return;
    const after = { ...draft.value, ...changes };
    await drafts.put(whistleDraftKey(after.whistle), after);
    draft.value = after;
  }

  const raisedAlready = (whistle: string): OutboxRecord | null =>
    outbox
      .all()
      .find(
        ({ type, payload, state }) =>
          type === 'whistle.raise' && state !== 'discarded' && (payload as RaisePayload).whistle === whistle,
      ) ?? null;

  async function begin(whistle: WhistleId, start: DraftStart): Promise<OutboxRecord | null> {
    if (draft.value && isEmptyDraft(draft.value)) await discard();
    await moveOldDraft();
    const key = whistleDraftKey(whistle);
    const record = raisedAlready(whistle);
    if (record) {
      await drafts.remove(key);
      return record;
    }
    const kept = asWhistleDraft(await drafts.get(key));
    const nothing = { photos: [], voice: [], marks: [], text: '', emergency: false };
    draft.value = kept ?? { ...start, ...nothing, whistle };
    await lookForEarlier(whistle);
    return null;
  }

  async function moveOldDraft(): Promise<void> {
    const old = asWhistleDraft(await drafts.get(oldDraftKey));
    if (!old) return;
    await drafts.put(whistleDraftKey(old.whistle), old);
    await drafts.remove(oldDraftKey);
  }

  async function lookForEarlier(whistle: WhistleId): Promise<void> {
    const kept = (await drafts.list()).filter(({ key }) => isWhistleDraftKey(key) && key !== whistleDraftKey(whistle));
    for (const { key, value } of kept) {
      const one = asWhistleDraft(value);
      // A kill left it: with nothing in it, or between saving and forgetting.
      if (one && (isEmptyDraft(one) || raisedAlready(one.whistle))) await drafts.remove(key);
    }
    earlier.value = whistleDraftsIn(kept).find(({ draft: one }) => !raisedAlready(one.whistle))?.draft ?? null;
  }

  async function addPhoto(photo: NewPhoto): Promise<void> {
    const kept = await photos.keep(photo);
    const { photos: before = [], place = null, isPlaceGuess = false } = draft.value ?? {};
    if (before.includes(kept.sha256)) return;
    // Where the picture was taken, as long as nobody and nothing said it better.
    const taken = kept.place !== null && (place === null || isPlaceGuess) && { place: kept.place, isPlaceGuess: false };
    await keep({ photos: [...before, kept.sha256], ...taken });
  }

  async function removePhoto(sha256: string): Promise<void> {
    const left = draft.value?.photos.filter((one) => one !== sha256) ?? [];
    await keep({ photos: left, marks: marksOf(draft.value?.marks ?? [], left) });
    await photos.drop(sha256);
  }

  async function addVoice(voice: NewVoice): Promise<void> {
    const kept = await photos.keepVoice(voice);
    const before = draft.value?.voice ?? [];
    if (!before.includes(kept.sha256)) await keep({ voice: [...before, kept.sha256] });
  }

  async function removeVoice(sha256: string): Promise<void> {
    await keep({ voice: draft.value?.voice.filter((one) => one !== sha256) ?? [] });
    await photos.drop(sha256);
  }

  async function raise(category: string | null, isOutOfGrid: boolean): Promise<OutboxRecord | null> {
    const made = draft.value;
    if (!made) return null;
    const saved = await outbox.save({
      type: 'whistle.raise',
      payload: {
        whistle: made.whistle,
        grid: made.grid,
        category,
        text: made.text.trim() === '' ? null : made.text,
        emergency: made.emergency,
        place: made.place,
        photos: made.photos,
        voice: made.voice,
        marks: markPayload(made.marks),
        household: made.household,
        source: made.household === null ? 'patrol' : 'visit',
        outOfGrid: isOutOfGrid,
        occurredAt: deviceTime(),
      },
      holdMs,
      endsDraft: whistleDraftKey(made.whistle),
    });
    refusal.value = saved.ok ? null : saved.refusal;
    if (!saved.ok) return null;
    draft.value = null;
    playSaved();
    return saved.value;
  }

  async function discard(): Promise<void> {
    const thrown = draft.value;
    draft.value = null;
    if (thrown) await drafts.remove(whistleDraftKey(thrown.whistle));
    for (const sha256 of [...(thrown?.photos ?? []), ...(thrown?.voice ?? [])]) await photos.drop(sha256);
  }

  return {
    draft,
    refusal,
    earlier,
    begin: (whistle, start) => inTurn(() => begin(whistle, start)),
    addPhoto: (photo) => inTurn(() => addPhoto(photo)),
    removePhoto: (sha256) => inTurn(() => removePhoto(sha256)),
    addVoice: (voice) => inTurn(() => addVoice(voice)),
    removeVoice: (sha256) => inTurn(() => removeVoice(sha256)),
    set: (changes) => inTurn(() => keep({ ...changes, ...(changes.place !== undefined && { isPlaceGuess: false }) })),
    raise: (category, isOutOfGrid) => inTurn(() => raise(category, isOutOfGrid)),
    discard: () => inTurn(discard),
  };
}
