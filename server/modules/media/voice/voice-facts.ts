/**
 * What a voice note says of itself. It is kept byte for byte, so it is read here only as far as to know that it holds
 * sound and nothing else, and how long it lasts. A file that leads outside of itself holds nothing.
 */
import type { VoiceType } from '../sniff.ts';
import type { VoiceFacts } from './facts.ts';
import { mp4Facts } from './mp4.ts';
import { oggFacts } from './ogg.ts';
import { webmFacts } from './webm.ts';

const noSound: VoiceFacts = { isSound: false, durationMs: null };

export function voiceFacts(type: VoiceType, bytes: Uint8Array): VoiceFacts {
  try {
    switch (type) {
      case 'audio/webm':
        return webmFacts(bytes);
      case 'audio/ogg':
        return oggFacts(bytes);
      case 'audio/mp4':
        return mp4Facts(bytes);
    }
  } catch (fault) {
    if (fault instanceof RangeError) return noSound; // a length led outside of the file
    throw fault;
  }
}
