/**
 * Time and place that a camera wrote into a JPEG: the few tags of Exif 2.32 that a whistle needs, read without a
 * library. Exif is a TIFF file in the APP1 segment: directories of 12-byte entries whose longer values stand elsewhere
 * in it. Nothing is trusted: an offset that leads outside, or a value of another type, is no value.
 */
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { PhotoPosition } from './photo.ts';

export interface ExifFacts {
  takenAt: Iso | null;
  position: PhotoPosition | null;
}

const nothing: ExifFacts = { takenAt: null, position: null };

/** @param bytes the beginning of the file. Broken or missing data are no fault: there is then nothing. */
export function readExif(bytes: Uint8Array): ExifFacts {
  const tiff = tiffOf(bytes);
  if (!tiff) return nothing;
  try {
    const root = entriesAt(tiff, tiff.u32(4));
    const exif = directoryOf(tiff, root.get(tag.exif));
    const gps = directoryOf(tiff, root.get(tag.gps));
    return {
      takenAt: exifTime(textOf(tiff, exif.get(tag.time)), textOf(tiff, exif.get(tag.offset))),
      position: positionOf(tiff, gps),
    };
  } catch (error) {
    if (error instanceof RangeError) return nothing; // an offset led outside
    throw error;
  }
}

const tag = { exif: 0x87_69, gps: 0x88_25, time: 0x90_03, offset: 0x90_11 } as const;
const gpsTag = { latRef: 1, lat: 2, lngRef: 3, lng: 4, error: 0x1f } as const;
const kind = { ascii: 2, long: 4, rational: 5 } as const;

interface Tiff {
  bytes: Uint8Array;
  u16: (at: number) => number;
  u32: (at: number) => number;
}
interface Entry {
  type: number;
  count: number;
  /** Where its four bytes of value, or the offset of a longer one, stand. */
  at: number;
}

/** Walks the segments to the APP1 that begins with `Exif` (ITU T.81, B.1.1.4). */
function tiffOf(bytes: Uint8Array): Tiff | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    if (marker === 0xda) return null; // the picture itself begins
    const size = view.getUint16(at + 2);
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45_78_69_66)
      return tiffIn(bytes.subarray(at + 10, at + 2 + size));
    at += 2 + size;
  }
  return null;
}

function tiffIn(bytes: Uint8Array): Tiff | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) return null;
  const order = view.getUint16(0);
  const isLittle = order === 0x49_49;
  if ((!isLittle && order !== 0x4d_4d) || view.getUint16(2, isLittle) !== 42) return null;
  return { bytes, u16: (at) => view.getUint16(at, isLittle), u32: (at) => view.getUint32(at, isLittle) };
}

function entriesAt(tiff: Tiff, at: number): Map<number, Entry> {
  const count = tiff.u16(at);
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const entry = at + 2 + i * 12;
      return [tiff.u16(entry), { type: tiff.u16(entry + 2), count: tiff.u32(entry + 4), at: entry + 8 }];
    }),
  );
}

const directoryOf = (tiff: Tiff, pointer: Entry | undefined): Map<number, Entry> =>
  pointer?.type === kind.long ? entriesAt(tiff, tiff.u32(pointer.at)) : new Map();

function textOf(tiff: Tiff, entry: Entry | undefined): string | null {
  if (entry?.type !== kind.ascii || entry.count > 64) return null;
  const from = entry.count <= 4 ? entry.at : tiff.u32(entry.at);
  const letters = tiff.bytes.subarray(from, from + entry.count);
  return String.fromCharCode(...letters).split('\0')[0] ?? null;
}

function rationalsOf(tiff: Tiff, entry: Entry | undefined, count: number): number[] | null {
  if (entry?.type !== kind.rational || entry.count !== count) return null;
  const from = tiff.u32(entry.at);
  const numbers = Array.from({ length: count }, (_, i) => tiff.u32(from + i * 8) / tiff.u32(from + i * 8 + 4));
  return numbers.every((number) => Number.isFinite(number)) ? numbers : null;
}

function positionOf(tiff: Tiff, gps: ReadonlyMap<number, Entry>): PhotoPosition | null {
  const lat = degrees(rationalsOf(tiff, gps.get(gpsTag.lat), 3), textOf(tiff, gps.get(gpsTag.latRef)), 'S');
  const lng = degrees(rationalsOf(tiff, gps.get(gpsTag.lng), 3), textOf(tiff, gps.get(gpsTag.lngRef)), 'W');
  if (lat === null || lng === null || Math.abs(lat) > 90 || Math.abs(lng) > 180) return null;
  // Cameras without a fix write zeros.
  if (lat === 0 && lng === 0) return null;
  const [error = 0] = rationalsOf(tiff, gps.get(gpsTag.error), 1) ?? [];
  return { lng, lat, accuracy: error > 0 && error <= 100_000 ? error : null };
}

/** Degrees, minutes and seconds to signed degrees. */
function degrees(parts: number[] | null, side: string | null, negative: 'S' | 'W'): number | null {
  if (!parts) return null;
  const [whole = 0, minutes = 0, seconds = 0] = parts;
  const value = whole + minutes / 60 + seconds / 3600;
  return side === negative ? -value : value;
}

/** `2026:11:22 08:30:00` with `+08:00`; without an offset it is the clock of this phone. */
function exifTime(time: string | null, offset: string | null): Iso | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(time ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const zone = /^[+-]\d\d:\d\d/.exec(offset ?? '')?.[0] ?? '';
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(ms) || ms <= 0 ? null : isoOf(ms);
}
