/** What the first bytes say, whatever a file is called: its kind and, where it is written near the start, its size. */
export interface ImageHeader {
  kind: 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'heic' | 'avif';
  /** Before turning; null where only decoding would tell. */
  size: { width: number; height: number } | null;
}

const text = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/** Enough to hold the Exif data with its small picture, which stand before a JPEG's size. */
export const headerBytes = 256 * 1024;

export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 24) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) === 0xff_d8) return { kind: 'jpeg', size: jpegSize(view) };
  if (view.getUint32(0) === 0x89_50_4e_47) {
    return { kind: 'png', size: { width: view.getUint32(16), height: view.getUint32(20) } };
  }
  if (text(bytes, 0, 4) === 'GIF8') {
    return { kind: 'gif', size: { width: view.getUint16(6, true), height: view.getUint16(8, true) } };
  }
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return { kind: 'webp', size: webpSize(view) };
  if (text(bytes, 0, 2) === 'BM') {
    const height = bytes.length >= 26 ? Math.abs(view.getInt32(22, true)) : 0;
    return { kind: 'bmp', size: { width: Math.abs(view.getInt32(18, true)), height } };
  }
  if (text(bytes, 4, 4) === 'ftyp') {
    const brand = text(bytes, 8, 4);
    if (/^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(brand)) return { kind: 'heic', size: null };
    if (/^avi[fs]$/.test(brand)) return { kind: 'avif', size: null };
  }
  return null;
}

/** Walks the segments to the frame header (ITU T.81, B.2.2). */
function jpegSize(view: DataView): ImageHeader['size'] {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xda) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(view: DataView): ImageHeader['size'] {
  if (view.byteLength < 30) return null;
  switch (view.getUint32(12)) {
    case 0x56_50_38_58: // VP8X
      return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
    case 0x56_50_38_4c: {
      // VP8L: 14 bits each
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3f_ff), height: 1 + ((bits >>> 14) & 0x3f_ff) };
    }
    default:
      return { width: view.getUint16(26, true) & 0x3f_ff, height: view.getUint16(28, true) & 0x3f_ff };
  }
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
