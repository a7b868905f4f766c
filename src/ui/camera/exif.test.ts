import exifr from 'exifr';
import { describe, expect, it } from 'vitest';
import { readExif } from './exif.ts';
import { jpegHead, withExif, type ExifWish } from './testing/exif-jpeg.ts';

const read = (wish: ExifWish) => readExif(withExif(jpegHead(4000, 3000), wish));
const whole: ExifWish = {
  lat: [31, 42, 12.3],
  latRef: 'N',
  lng: [118, 30, 18.7],
  lngRef: 'E',
  error: 8,
  time: '2026:11:22 08:30:00',
};
const maanshan = { lat: [31, 42, 0], latRef: 'N', lng: [118, 30, 18], lngRef: 'E' } as const;

describe('readExif', () => {
  it('reads where a picture was taken', () => {
    const { position } = read({ ...maanshan, error: 12.5 });
    expect(position?.lat).toBeCloseTo(31.7, 9);
    expect(position?.lng).toBeCloseTo(118.505, 9);
    expect(position?.accuracy).toBe(12.5);
  });

  it('leaves the accuracy open where the camera was silent', () => {
    expect(read(maanshan).position?.accuracy).toBeNull();
  });

  it('knows south and west', () => {
    const { position } = read({ lat: [33, 30, 0], latRef: 'S', lng: [70, 45, 0], lngRef: 'W' });
    expect(position).toMatchObject({ lat: -33.5, lng: -70.75 });
  });

  it.each([
    ['half a position', { lat: [31, 42, 0], latRef: 'N' }],
    ['a latitude that cannot be', { ...maanshan, lat: [131, 0, 0] }],
    ['zeros of a camera without a fix', { lat: [0, 0, 0], latRef: 'N', lng: [0, 0, 0], lngRef: 'E' }],
    ['none', {}],
  ] satisfies [string, ExifWish][])('takes %s for no position', (_what, wish) => {
    expect(read(wish).position).toBeNull();
  });

  it('reads when, with the offset that stands beside it', () => {
    const { takenAt } = read({ time: '2026:11:22 08:30:00', offset: '+08:00' });
    expect(takenAt).toBe('2026-11-22T00:30:00.000Z');
  });

  it('takes a time without offset for this phone’s clock', () => {
    const { takenAt } = read({ time: '2026:11:22 08:30:00' });
    expect(takenAt).toBe(new Date(2026, 10, 22, 8, 30).toISOString());
  });

  it.each(['0000:00:00 00:00:00', '2026:13:45 99:99:99', 'yesterday', ''])('takes the time %j for none', (time) => {
    expect(read({ time }).takenAt).toBeNull();
  });

  it('says nothing of bytes that are no picture', () => {
    expect(readExif(new Uint8Array(64))).toEqual({ takenAt: null, position: null });
  });

  it('reads what a well-known library reads, in both byte orders', async () => {
    for (const isBig of [false, true]) {
      const bytes = withExif(jpegHead(4000, 3000), { ...whole, isBig });
      const tags = (await exifr.parse(bytes, { gps: true, reviveValues: false })) as Record<string, number | string>;
      const { position, takenAt } = readExif(bytes);
      expect(position?.lat).toBeCloseTo(Number(tags['latitude']), 9);
      expect(position?.lng).toBeCloseTo(Number(tags['longitude']), 9);
      expect(position?.accuracy).toBe(tags['GPSHPositioningError']);
      expect(tags['DateTimeOriginal']).toBe(whole.time);
      expect(takenAt).toBe(new Date(2026, 10, 22, 8, 30).toISOString());
    }
  });

  it('survives every cut and every changed byte', () => {
    const bytes = withExif(jpegHead(4000, 3000), whole);
    for (let at = 2; at < bytes.length; at++) {
      expect(() => readExif(bytes.subarray(0, at))).not.toThrow();
      for (const value of [0, 0x7f, 0xff]) {
        const broken = bytes.slice();
        broken[at] = value;
        expect(() => readExif(broken)).not.toThrow();
      }
    }
  });
});
