import type { HouseholdId, WhistleId } from '../../../core/lib/id.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { CheckedPayloadOf } from '../../../core/protocol/payloads.ts';
import type { PhotoMark, Place } from '../../../core/whistle/whistle.ts';

/**
 * A whistle that is being raised, kept from its first photo or letter on. Its whistle's id is given at once: whatever
 * dies in between, saving it a second time is the same whistle.
 */
export interface WhistleDraft {
  whistle: WhistleId;
  grid: string;
  photos: string[];
  voice: string[];
  marks: PhotoMark[];
  text: string;
  emergency: boolean;
  place: Place | null;
  /** Nobody chose the place: it is where she was last, until a fix, a picture or a person says better. */
  isPlaceGuess: boolean;
  household: HouseholdId | null;
  /** The path to go back to. */
  backTo: string;
}

const prefix = 'whistle:';
/** The only key that older apps knew: one draft for all whistles. */
export const oldDraftKey = 'whistle';

/** Each whistle that is being raised has a draft of its own. */
export const whistleDraftKey = (whistle: string): string => `${prefix}${whistle}`;
export const isWhistleDraftKey = (key: string): boolean => key.startsWith(prefix) || key === oldDraftKey;

/** A draft as it was kept, or null where there is none or an older app wrote another shape. */
export function asWhistleDraft(value: unknown): WhistleDraft | null {
  if (typeof value !== 'object' || value === null) return null;
  const draft = value as Partial<WhistleDraft>;
  const isWhole =
    typeof draft.whistle === 'string' &&
    typeof draft.grid === 'string' &&
    Array.isArray(draft.photos) &&
    typeof draft.text === 'string' &&
    typeof draft.emergency === 'boolean' &&
    typeof draft.backTo === 'string' &&
    draft.place !== undefined &&
    draft.household !== undefined;
  if (!isWhole) return null;
  // Drafts of older apps know neither voice nor marks nor a guess.
  const { voice = [], marks = [], isPlaceGuess = false } = draft;
  return { ...(draft as WhistleDraft), voice, marks, isPlaceGuess };
}

/** When it was begun, by this phone's clock: its whistle's id carries the moment. */
export const draftBegunAt = ({ whistle }: WhistleDraft): Iso =>
  isoOf(Number.parseInt(whistle.slice('wh_'.length).replace('-', '').slice(0, 12), 16));

/** What was begun and not sent, the latest first. */
export const whistleDraftsIn = (
  kept: readonly { key: string; value: unknown }[],
): readonly { key: string; draft: WhistleDraft }[] =>
  kept
    .flatMap(({ key, value }) => {
      const draft = isWhistleDraftKey(key) ? asWhistleDraft(value) : null;
      return draft && !isEmptyDraft(draft) ? [{ key, draft }] : [];
    })
    .toSorted((a, b) => (a.draft.whistle < b.draft.whistle ? 1 : -1));

/** A refused whistle becomes a draft again, under a new id. Its category is chosen anew: the tile is the sending. */
export function draftOfRefused(
  payload: CheckedPayloadOf<'whistle.raise'>,
  whistle: WhistleId,
  backTo: string,
): WhistleDraft {
  const { grid, photos, voice, marks, text, emergency, place, household } = payload;
  return {
    whistle,
    grid,
    emergency,
    household,
    backTo,
    photos: [...photos],
    voice: [...voice],
    marks: [...marks],
    text: text ?? '',
    place: place ?? null,
    isPlaceGuess: false,
  };
}

export const isEmptyDraft = (draft: WhistleDraft): boolean =>
  draft.photos.length === 0 && draft.voice.length === 0 && draft.text.trim() === '';
