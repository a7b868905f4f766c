/** Ogg (RFC 3533) with Opus (RFC 7845), as Firefox records: pages that each say how many samples were heard so far. */
import type { VoiceFacts } from './facts.ts';

const pageHead = 27;
/** Opus counts 48,000 samples a second, whatever it was recorded with. */
const samplesPerMs = 48;
const notKnown = 0xff_ff_ff_ff;

/** @throws RangeError where a page leads outside */
export function oggFacts(bytes: Uint8Array): VoiceFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
  const codecs = new Map<number, string>();
  let heard: number | null = null;

  for (let at = 0; at < bytes.length;) {
    if (text(at, 4) !== 'OggS') return { isSound: false, durationMs: null };
    const high = view.getUint32(at + 10, true);
    const samples = high * 2 ** 32 + view.getUint32(at + 6, true);
    const stream = view.getUint32(at + 14, true);
    const segments = view.getUint8(at + 26);
    const body = at + pageHead + segments;
    const size = bytes.subarray(at + pageHead, body).reduce((sum, length) => sum + length, 0);
    if (body + size > bytes.length) throw new RangeError('a page ends after the file');
    // The first page of a stream names its codec.
    if ((view.getUint8(at + 5) & 2) !== 0) codecs.set(stream, text(body, 8));
    if (high !== notKnown) heard = Math.max(heard ?? 0, samples);
    at = body + size;
  }
  return {
    isSound: codecs.size > 0 && [...codecs.values()].every((codec) => codec === 'OpusHead'),
    durationMs: heard === null ? null : heard / samplesPerMs,
  };
}
