/** Voice notes as browsers record them, muxed by hand: whole containers around blocks of silence. */
type Bytes = Uint8Array<ArrayBuffer>;

const joined = (parts: readonly (Uint8Array | readonly number[])[]): Bytes =>
  new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const big = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256);
const little = (value: number, size: number): number[] => big(value, size).toReversed();
/** An Opus packet of silence, 20 ms. */
const silence = [0xf8, 0xff, 0xfe];

const element = (id: readonly number[], body: Uint8Array | readonly number[]): Bytes =>
  joined([id, [0x08, ...big(body.length, 4)], body]);
const unknownLength = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** As MediaRecorder of Chromium writes: no duration, segment and clusters of unknown length, a block each 20 ms. */
export function webmOf(durationMs: number, trackType = 2): Bytes {
  const head = element(
    [0x1a, 0x45, 0xdf, 0xa3],
    joined([element([0x42, 0x82], ascii('webm')), element([0x42, 0x87], [4])]),
  );
  const info = element([0x15, 0x49, 0xa9, 0x66], element([0x2a, 0xd7, 0xb1], big(1_000_000, 3)));
  const track = joined([element([0xd7], [1]), element([0x83], [trackType]), element([0x86], ascii('A_OPUS'))]);
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], track));
  const clusters: Bytes[] = [];
  for (let from = 0; from <= durationMs; from += 10_000) {
    clusters.push(joined([[0x1f, 0x43, 0xb6, 0x75], unknownLength, element([0xe7], big(from, 4))]));
    for (let at = 0; at < 10_000 && from + at <= durationMs; at += 20)
      clusters.push(element([0xa3], [0x81, ...big(at, 2), 0x80, ...silence]));
  }
  return joined([head, [0x18, 0x53, 0x80, 0x67], unknownLength, info, tracks, ...clusters]);
}

/** As MediaRecorder of Firefox writes: Opus in Ogg, a page a second. */
export function oggOf(durationMs: number, codec = 'OpusHead'): Bytes {
  const page = (number: number, flags: number, samples: number, packet: readonly number[]) => [
    ...ascii('OggS'),
    0,
    flags,
    ...little(samples, 8),
    ...little(7, 4),
    ...little(number, 4),
    ...little(0, 4),
    1,
    packet.length,
    ...packet,
  ];
  const pages = [
    page(0, 2, 0, [...ascii(codec), 1, 1, ...little(312, 2), ...little(48_000, 4), 0, 0, 0]),
    page(1, 0, 0, [...ascii('OpusTags'), ...little(0, 8)]),
  ];
  for (let ms = 1000; ms <= durationMs; ms += 1000) pages.push(page(pages.length, 0, ms * 48, silence));
  return joined(pages);
}

const box = (name: string, ...body: (Uint8Array | readonly number[])[]): Bytes => {
  const inside = joined(body);
  return joined([big(inside.length + 8, 4), ascii(name), inside]);
};

/** As MediaRecorder of Safari writes: a head without a length, then fragments of a second each. */
export function mp4Of(durationMs: number, handler = 'soun', isFragmented = true): Bytes {
  const timescale = 48_000;
  const ticks = (durationMs * timescale) / 1000;
  const mvhd = box('mvhd', big(0, 12), big(1000, 4), big(isFragmented ? 0 : durationMs, 4), big(0, 80));
  const mdhd = box('mdhd', big(0, 12), big(timescale, 4), big(0, 8));
  const hdlr = box('hdlr', big(0, 8), ascii(handler), big(0, 13));
  const moov = box('moov', mvhd, box('trak', box('mdia', mdhd, hdlr)));
  const fragments: Bytes[] = [];
  const end = isFragmented ? ticks : 0;
  for (let at = 0; at < end; at += timescale) {
    const tfhd = box('tfhd', big(0x2_00_08, 4), big(1, 4), big(1024, 4));
    const tfdt = box('tfdt', big(0x1_00_00_00, 4), big(at, 8));
    const length = Math.min(timescale, ticks - at);
    const trun = box('trun', big(0x3_00, 4), big(1, 4), big(length, 4), big(3, 4));
    fragments.push(box('moof', box('traf', tfhd, tfdt, trun)), box('mdat', silence));
  }
  return joined([box('ftyp', ascii('mp42'), big(0, 4), ascii('isommp42')), moov, ...fragments]);
}
