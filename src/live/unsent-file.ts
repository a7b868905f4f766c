/**
 * 应急导出: what the server does not have yet, as one file. Version 2 of its format:
 *
 *     { format: 'shaodao-unsent', version: 2, exportedAt, device, account: {id, username, name},
 *       records: [{id, order, type, v, at, clock, payload, base, expects, seq, media}], oldest first,
 *       photos: [{sha256, takenAt, width, height, place, base64}] }
 *
 * `id`, `type`, `v`, `at` and `payload` are the mutation's own, as they go from the phone as well: whoever comes first, the
 * record counts once. `clock` is what the phone knew of its clock when the record was saved. Media
 * whose bytes are no longer on the phone are left out of `photos`: the server confirmed those.
 */
import type { Iso } from '../../core/lib/time.ts';
import { isoOf, hourMs, msOf } from '../../core/lib/time.ts';
import { unsentFormat, unsentVersion } from '../../core/protocol/unsent.ts';
import type { OutboxRecord, Phone } from '../local/phone.ts';
import { isUnanswered } from './session.ts';

export interface UnsentFile {
  format: typeof unsentFormat;
  version: typeof unsentVersion;
  exportedAt: Iso;
  device: string;
  account: { id: string; username: string; name: string };
  records: UnsentRecord[];
  photos: {
    sha256: string;
    takenAt: Iso | null;
    width: number | null;
    height: number | null;
    place: unknown;
    base64: string;
  }[];
}

type UnsentRecord = Pick<
  OutboxRecord,
  'id' | 'order' | 'type' | 'v' | 'payload' | 'base' | 'expects' | 'seq' | 'media'
> & { at: Iso; clock?: NonNullable<OutboxRecord['clock']> };

type PhonePart = Pick<Phone, 'account' | 'outbox' | 'photos' | 'sync'>;

/** @param chosen these records; left out: all that the server has not answered */
export async function unsentFile(
  phone: PhonePart,
  now: Iso,
  chosen: readonly OutboxRecord[] = phone.outbox.all().filter(isUnanswered),
): Promise<UnsentFile> {
  const records = chosen.toSorted((a, b) => a.order - b.order);
  const photos: UnsentFile['photos'] = [];
  for (const sha256 of new Set(records.flatMap(({ media }) => media))) {
    const bytes = await phone.photos.bytes(sha256);
    if (!bytes) continue;
    const kept = phone.photos.get(sha256);
    const { takenAt = null, width = null, height = null, place = null } = kept ?? {};
    photos.push({ sha256, takenAt, width, height, place, base64: base64Of(bytes) });
  }
  const { id, username, name } = phone.account;
  return {
    format: unsentFormat,
    version: unsentVersion,
    exportedAt: now,
    device: phone.sync.status().device,
    account: { id, username, name },
    records: records.map(({ id: record, order, type, v, savedAt, payload, base, expects, clock, seq, media }) => ({
      id: record,
      order,
      type,
      v,
      at: savedAt,
      payload,
      base,
      expects,
      ...(clock && { clock }),
      seq,
      media,
    })),
    photos,
  };
}

/** `哨到-未发记录-20261124-0841.json`, by Shanghai time. No name stands in it: file lists are seen by others. */
export function unsentFileName(prefix: string, now: Iso): string {
  const local = isoOf(msOf(now) + 8 * hourMs);
  return `${prefix}-${local.slice(0, 10).replaceAll('-', '')}-${local.slice(11, 16).replace(':', '')}.json`;
}

/** Hands it to the browser to save. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this turn; a minute is plenty and keeps the memory free.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** In pieces: a photo has more bytes than a call takes arguments. */
function base64Of(bytes: Uint8Array): string {
  const piece = 0x8000;
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) text += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(text);
}
