/**
 * MP4 (ISO/IEC 14496-12), as Safari records: boxes within boxes. The movie's head says how long it lasts; where the
 * sound comes in fragments, the times of the fragments do.
 */
import type { VoiceFacts } from './facts.ts';

const opened = ['moov', 'trak', 'mdia', 'mvex', 'moof', 'traf'];

/** @throws RangeError where a box leads outside */
export function mp4Facts(bytes: Uint8Array): VoiceFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
  const handlers: string[] = [];
  let movieMs: number | null = null;
  let ticksPerMs = 0;
  let fragmentAt = 0;
  let defaultTicks = 0;
  let fragmentsMs = 0;

  function movie(at: number): void {
    const isLong = view.getUint8(at) === 1;
    const scale = view.getUint32(at + (isLong ? 20 : 12));
    const ticks = isLong ? Number(view.getBigUint64(at + 24)) : view.getUint32(at + 16);
    if (scale > 0 && ticks > 0) movieMs = (ticks / scale) * 1000;
  }

  function fragmentHead(at: number): void {
    const flags = view.getUint32(at) & 0xff_ff_ff;
    // Before the default length of a sample: its track, and two members that may be left out.
    const skipped = 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
    defaultTicks = (flags & 8) === 0 ? 0 : view.getUint32(at + skipped);
  }

  function fragmentRun(at: number): void {
    const flags = view.getUint32(at) & 0xff_ff_ff;
    const samples = view.getUint32(at + 4);
    const next = at + 8 + ((flags & 1) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
    // Length, size, flags and offset of each sample, as far as they are given; the length is the first.
    const width = [0x1_00, 0x2_00, 0x4_00, 0x8_00].filter((flag) => (flags & flag) !== 0).length * 4;
    if ((flags & 0x1_00) === 0) fragmentAt += samples * defaultTicks;
    else for (let i = 0; i < samples; i++) fragmentAt += view.getUint32(next + i * width);
    if (ticksPerMs > 0) fragmentsMs = Math.max(fragmentsMs, fragmentAt / ticksPerMs);
  }

  function walk(from: number, to: number): void {
    for (let at = from; at + 8 <= to;) {
      const said = view.getUint32(at);
      const head = said === 1 ? 16 : 8;
      const size = said === 0 ? to - at : said === 1 ? Number(view.getBigUint64(at + 8)) : said;
      if (size < head || at + size > to) throw new RangeError('a box ends after what holds it');
      const name = text(at + 4);
      const body = at + head;
      if (opened.includes(name)) walk(body, at + size);
      else if (name === 'mvhd') movie(body);
      else if (name === 'mdhd') ticksPerMs = view.getUint32(body + (view.getUint8(body) === 1 ? 20 : 12)) / 1000;
      else if (name === 'hdlr') handlers.push(text(body + 8));
      else if (name === 'tfhd') fragmentHead(body);
      else if (name === 'tfdt')
        fragmentAt = view.getUint8(body) === 1 ? Number(view.getBigUint64(body + 4)) : view.getUint32(body + 4);
      else if (name === 'trun') fragmentRun(body);
      at += size;
    }
  }

  walk(0, bytes.length);
  return {
    isSound: handlers.length > 0 && handlers.every((handler) => handler === 'soun'),
    durationMs: Math.max(movieMs ?? 0, fragmentsMs) || null,
  };
}
