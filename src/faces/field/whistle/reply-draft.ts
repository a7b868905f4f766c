import type { Place } from '../../../../core/whistle/whistle.ts';

/**
 * An answer to the community: a draft from its first letter or photo until it stands in the outbox. A comment, and the
 * line that is added to an own whistle, are kept as their text alone.
 */
export interface ReplyDraft {
  text: string;
  photos: readonly string[];
  /** Where what was returned really is; null: as it was. */
  place: Place | null;
}

const kinds = ['tell', 'resend', 'comment', 'whistle-text'] as const;
export type ReplyKind = (typeof kinds)[number];

export const replyKey = (kind: ReplyKind, whistle: string): string => `${kind}:${whistle}`;

/** What a draft's key speaks of; null where it is no reply. */
export function replyDraftOf(key: string): { kind: ReplyKind; whistle: string } | null {
  const kind = kinds.find((one) => key.startsWith(`${one}:`));
  return kind ? { kind, whistle: key.slice(kind.length + 1) } : null;
}

export const noReply: ReplyDraft = { text: '', photos: [], place: null };

export const isEmptyReply = ({ text, photos, place }: ReplyDraft): boolean =>
  text.trim() === '' && photos.length === 0 && place === null;

/** A draft as it was kept, or null where there is none or an older app wrote another shape. */
export function asReplyDraft(value: unknown): ReplyDraft | null {
  if (typeof value === 'string') return { ...noReply, text: value };
  if (typeof value !== 'object' || value === null) return null;
  const { text, photos, place } = value as Partial<ReplyDraft>;
  return typeof text === 'string' && Array.isArray(photos) && place !== undefined ? { text, photos, place } : null;
}

/** Both, where something half written stands there already: neither takes the other's place. */
export function joinedReply(before: ReplyDraft | null, { text, photos, place }: ReplyDraft): ReplyDraft {
  const texts = [before?.text ?? '', text].filter((one) => one.trim() !== '');
  return {
    text: [...new Set(texts)].join('\n'),
    photos: [...new Set([...(before?.photos ?? []), ...photos])],
    place: before?.place ?? place,
  };
}
