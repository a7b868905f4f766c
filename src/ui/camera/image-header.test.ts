import { describe, expect, it } from 'vitest';
import { readImageHeader } from './image-header.ts';
import { jpegHead, withExif } from './testing/exif-jpeg.ts';

const bytes = (...parts: (string | readonly number[])[]): Uint8Array => {
  const all = parts.flatMap((part) =>
    typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : [...part],
  );
  return Uint8Array.from([...all, ...Array.from({ length: Math.max(0, 32 - all.length) }, () => 0)]);
};

describe('readImageHeader', () => {
  it('finds the size of a JPEG behind its Exif part', () => {
    const jpeg = withExif(jpegHead(4000, 3000), { orientation: 6, time: '2026:11:22 08:30:00' });
    expect(readImageHeader(jpeg)).toEqual({ kind: 'jpeg', size: { width: 4000, height: 3000 } });
  });

  it.each([
    ['png', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', [0, 0, 4, 0, 0, 0, 3, 0]), [1024, 768]],
    ['gif', bytes('GIF89a', [64, 1, 200, 0]), [320, 200]],
    [
      'bmp',
      bytes(
        'BM',
        Array.from({ length: 16 }, () => 0),
        [64, 1, 0, 0, 56, 255, 255, 255],
      ),
      [320, 200],
    ],
    ['webp', bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0], [63, 1, 0], [199, 0, 0]), [320, 200]],
  ] as const)('reads %s', (kind, data, [width, height]) => {
    expect(readImageHeader(data)).toEqual({ kind, size: { width, height } });
  });

  it.each([
    ['heic', 'heic'],
    ['heic', 'mif1'],
    ['avif', 'avif'],
  ])('knows %s by its brand %s', (kind, brand) => {
    expect(readImageHeader(bytes([0, 0, 0, 24], 'ftyp', brand))?.kind).toBe(kind);
  });

  it.each([
    ['a text', bytes('not a picture at all, whatever its name says')],
    ['a PDF', bytes('%PDF-1.7')],
    ['a film', bytes([0, 0, 0, 24], 'ftypisom')],
    ['nothing', new Uint8Array()],
  ])('takes %s for no image', (_what, data) => {
    expect(readImageHeader(data)).toBeNull();
  });

  it('does not lose its way in a JPEG cut short', () => {
    const jpeg = jpegHead(4000, 3000);
    for (let length = 24; length < jpeg.length; length++)
      expect(readImageHeader(jpeg.subarray(0, length))?.kind).toBe('jpeg');
    expect(readImageHeader(bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]))).toEqual({ kind: 'jpeg', size: null });
  });
});
