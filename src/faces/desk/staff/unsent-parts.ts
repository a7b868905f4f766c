import * as z from 'zod/mini';
import {
  unsentCountLimit,
  unsentFormat,
  unsentReplyShape,
  unsentShape,
  unsentVersion,
  type UnsentReply,
} from '../../../../core/protocol/unsent.ts';
import type { Answer } from '../shell/ask.ts';
import { ask } from '../shell/ask.ts';

/** The file as a phone wrote it: more records and photos than one request takes. */
const fileShape = z.extend(unsentShape, {
  account: z.object({ id: unsentShape.shape.account.shape.id, name: z.string() }),
  records: z.array(unsentShape.shape.records._zod.def.element),
  photos: z.array(unsentShape.shape.photos._zod.def.element),
});
export type UnsentFile = z.infer<typeof fileShape>;
export type UnsentRecord = UnsentFile['records'][number];

/** Characters of photos in one request; a photo of 8 MB as base64 fits alone. */
const photoChars = 8 * 1024 * 1024;

/** Null: no file of ours, or one of another version. */
export function readUnsentFile(text: string): UnsentFile | null {
  try {
    const read = fileShape.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** The records by fifties, then the photos, as many as fit a request. */
export function partsOf(file: UnsentFile): UnsentFile[] {
  const parts: UnsentFile[] = [];
  for (let at = 0; at < file.records.length; at += unsentCountLimit)
    parts.push({ ...file, records: file.records.slice(at, at + unsentCountLimit), photos: [] });
  let photos: UnsentFile['photos'] = [];
  let chars = 0;
  const push = () => {
    if (photos.length > 0) parts.push({ ...file, records: [], photos });
    photos = [];
    chars = 0;
  };
  for (const photo of file.photos) {
    if (photos.length === 20 || (photos.length > 0 && chars + photo.base64.length > photoChars)) push();
    photos.push(photo);
    chars += photo.base64.length;
  }
  push();
  return parts;
}

/** Hands in all parts, stopping at the first that does not go; asked again, what went counts once. */
export async function handIn(file: UnsentFile, onPart: (reply: UnsentReply) => void): Promise<Answer<null>> {
  for (const part of partsOf(file)) {
    const answer = await ask('/api/desk/unsent-files', unsentReplyShape, {
      ...part,
      format: unsentFormat,
      version: unsentVersion,
    });
    if (!answer.ok) return answer;
    onPart(answer.value);
  }
  return { ok: true, value: null };
}
