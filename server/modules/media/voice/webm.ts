/**
 * WebM (a profile of Matroska, RFC 9559, over EBML, RFC 8794). What a browser records is written as it comes: lengths
 * of the segment and of clusters are unknown, no duration stands in front, so the time of the last block tells it.
 */
import type { VoiceFacts } from './facts.ts';

const id = {
  segment: 0x18_53_80_67,
  info: 0x15_49_a9_66,
  timestampScale: 0x2a_d7_b1,
  duration: 0x44_89,
  tracks: 0x16_54_ae_6b,
  track: 0xae,
  trackType: 0x83,
  cluster: 0x1f_43_b6_75,
  clusterTime: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;
/** Elements whose children are read one by one. */
const opened: readonly number[] = [id.segment, id.info, id.tracks, id.track, id.cluster, id.blockGroup];
const soundTrack = 2;

/** @throws RangeError where a length leads outside */
export function webmFacts(bytes: Uint8Array): VoiceFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tracks: number[] = [];
  let nsPerTick = 1_000_000;
  let said: number | null = null;
  let clusterAt = 0;
  let last: number | null = null;

  for (let at = 0; at < bytes.length;) {
    const head = readVint(view, at, true);
    const length = readVint(view, head.next, false);
    const from = length.next;
    if (opened.includes(head.value)) {
      at = from;
      continue;
    }
    const size = length.isUnknown ? 0 : length.value;
    switch (head.value) {
      case id.timestampScale:
        nsPerTick = readUint(view, from, size);
        break;
      case id.duration:
        said = size === 4 ? view.getFloat32(from) : view.getFloat64(from);
        break;
      case id.trackType:
        tracks.push(readUint(view, from, size));
        break;
      case id.clusterTime:
        clusterAt = readUint(view, from, size);
        break;
      case id.simpleBlock:
      case id.block:
        // The number of its track, then its time within the cluster.
        last = Math.max(last ?? 0, clusterAt + view.getInt16(readVint(view, from, false).next));
        break;
    }
    at = from + size;
  }
  const ticks = said === null && last === null ? null : Math.max(said ?? 0, last ?? 0);
  return {
    isSound: tracks.length > 0 && tracks.every((type) => type === soundTrack),
    durationMs: ticks === null ? null : (ticks * nsPerTick) / 1_000_000,
  };
}

/** A number whose first byte says by its leading zeros how many bytes it takes; ids keep that mark. */
function readVint(view: DataView, at: number, isId: boolean): { value: number; next: number; isUnknown: boolean } {
  const first = view.getUint8(at);
  const size = Math.clz32(first) - 23;
  if (size > 8) throw new RangeError('no such number');
  let value = isId ? first : first & (0xff >> size);
  let isUnknown = value === 0xff >> size;
  for (let i = 1; i < size; i++) {
    const byte = view.getUint8(at + i);
    isUnknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value, next: at + size, isUnknown };
}

function readUint(view: DataView, at: number, size: number): number {
  if (size > 8) throw new RangeError('no such number');
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}
