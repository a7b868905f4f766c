import { describe, expect, it } from 'vitest';
import { mediaType } from '../sniff.ts';
import { mp4Of, oggOf, webmOf } from '../testing/voice-bytes.ts';
import { voiceFacts } from './voice-facts.ts';

const kinds = [
  ['audio/webm', webmOf],
  ['audio/ogg', oggOf],
  ['audio/mp4', mp4Of],
] as const;

describe.each(kinds)('a voice note in %s', (type, made) => {
  it('is known by its content, holds sound, and says how long it lasts', () => {
    expect(mediaType(made(3000))).toBe(type);
    expect(voiceFacts(type, made(3000))).toEqual({ isSound: true, durationMs: 3000 });
    expect(voiceFacts(type, made(75_000)).durationMs).toBe(75_000);
  });

  it('broken anywhere is no fault of the reader', () => {
    const bytes = made(2000);
    for (let at = 0; at < bytes.length; at++) {
      expect(() => voiceFacts(type, bytes.subarray(0, at))).not.toThrow();
      for (const value of [0, 1, 0x7f, 0xff]) {
        const broken = bytes.slice();
        broken[at] = value;
        expect(() => voiceFacts(type, broken)).not.toThrow();
      }
    }
  });
});

describe('what is no voice note', () => {
  it('is a film', () => {
    expect(voiceFacts('audio/webm', webmOf(1000, 1)).isSound).toBe(false);
    expect(voiceFacts('audio/mp4', mp4Of(1000, 'vide')).isSound).toBe(false);
    expect(voiceFacts('audio/ogg', oggOf(1000, '\u0080theora')).isSound).toBe(false);
  });

  it('is a head without anything behind it', () => {
    expect(voiceFacts('audio/webm', webmOf(1000).subarray(0, 30)).isSound).toBe(false);
    expect(voiceFacts('audio/ogg', new Uint8Array(Buffer.from('OggS'))).isSound).toBe(false);
    expect(voiceFacts('audio/mp4', mp4Of(1000).subarray(0, 24)).isSound).toBe(false);
  });
});

it('takes the length of an MP4 from its head where it is not in fragments', () => {
  expect(voiceFacts('audio/mp4', mp4Of(4200, 'soun', false))).toEqual({ isSound: true, durationMs: 4200 });
});
