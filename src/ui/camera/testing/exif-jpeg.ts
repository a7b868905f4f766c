/** Writes the Exif part of a JPEG as a phone's camera does (TIFF, little-endian unless asked), for tests. */
export interface ExifWish {
  orientation?: number;
  time?: string;
  offset?: string;
  /** Degrees, minutes, seconds. */
  lat?: readonly [number, number, number];
  latRef?: string;
  lng?: readonly [number, number, number];
  lngRef?: string;
  error?: number;
  isBig?: boolean;
}

type Entry = { tag: number; type: 2 | 3 | 4 | 5; count: number; bytes: number[] };

type Write = (value: number, size: number) => number[];
const little: Write = (value, size) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
const big: Write = (value, size) => little(value, size).toReversed();
const short = (write: Write, tag: number, value: number): Entry => ({ tag, type: 3, count: 1, bytes: write(value, 2) });
const long = (write: Write, tag: number, value: number): Entry => ({ tag, type: 4, count: 1, bytes: write(value, 4) });
const ascii = (tag: number, value: string): Entry => {
  const bytes = Array.from(`${value}\0`).map((letter) => letter.charCodeAt(0));
  return { tag, type: 2, count: bytes.length, bytes };
};
const rationals = (write: Write, tag: number, values: readonly number[]): Entry => ({
  tag,
  type: 5,
  count: values.length,
  bytes: values.flatMap((value) => [...write(Math.round(value * 10_000), 4), ...write(10_000, 4)]),
});

/** One directory at that offset of the TIFF part; long values follow it. */
function directory(write: Write, entries: readonly Entry[], offset: number): number[] {
  let valuesAt = offset + 2 + entries.length * 12 + 4;
  const head: number[] = write(entries.length, 2);
  const values: number[] = [];
  for (const { tag, type, count, bytes } of entries) {
    head.push(...write(tag, 2), ...write(type, 2), ...write(count, 4));
    if (bytes.length <= 4) {
      head.push(...bytes, ...write(0, 4 - bytes.length));
      continue;
    }
    head.push(...write(valuesAt, 4));
    values.push(...bytes);
    valuesAt += bytes.length;
  }
  return [...head, 0, 0, 0, 0, ...values];
}

function tiff(wish: ExifWish): number[] {
  const write = wish.isBig === true ? big : little;
  const exif: Entry[] = [];
  if (wish.time !== undefined) exif.push(ascii(0x90_03, wish.time));
  if (wish.offset !== undefined) exif.push(ascii(0x90_11, wish.offset));
  const gps: Entry[] = [];
  if (wish.latRef !== undefined) gps.push(ascii(1, wish.latRef));
  if (wish.lat) gps.push(rationals(write, 2, wish.lat));
  if (wish.lngRef !== undefined) gps.push(ascii(3, wish.lngRef));
  if (wish.lng) gps.push(rationals(write, 4, wish.lng));
  if (wish.error !== undefined) gps.push(rationals(write, 0x1f, [wish.error]));

  const rootSize = 2 + 3 * 12 + 4;
  const exifAt = 8 + rootSize;
  const exifBytes = directory(write, exif, exifAt);
  const gpsAt = exifAt + exifBytes.length;
  const root = directory(
    write,
    [short(write, 0x01_12, wish.orientation ?? 1), long(write, 0x87_69, exifAt), long(write, 0x88_25, gpsAt)],
    8,
  );
  const order = wish.isBig === true ? 0x4d : 0x49;
  return [order, order, ...write(42, 2), ...write(8, 4), ...root, ...exifBytes, ...directory(write, gps, gpsAt)];
}

/** The bytes of a JPEG with that Exif part put in front of its other segments. */
export function withExif(jpeg: Uint8Array, wish: ExifWish): Uint8Array<ArrayBuffer> {
  const body = Array.from('Exif\0\0')
    .map((letter) => letter.charCodeAt(0))
    .concat(tiff(wish));
  const size = body.length + 2;
  const front = [0xff, 0xd8, 0xff, 0xe1, size >> 8, size & 255, ...body];
  const out = new Uint8Array(front.length + jpeg.length - 2);
  out.set(front);
  out.set(jpeg.subarray(2), front.length);
  return out;
}

/** A JPEG up to its frame header: enough for those who read headers, nothing to see. */
export const jpegHead = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    [
      [0xff, 0xd8, 0xff, 0xdb, 0, 4, 0, 0],
      [0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3],
      [1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xda, 0, 2, 0xff, 0xd9],
    ].flat(),
  );
