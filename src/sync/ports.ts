/**
 * What the sync code is given: it owns no clock, no randomness, no network and no lock, so that the simulation can
 * hand in faulty ones and the service worker its own.
 */
import type { PullReply, PullRequest } from '../../core/protocol/pull.ts';
import type { PushReply, PushRequest } from '../../core/protocol/push.ts';
import type { Problem } from '../../core/protocol/problem.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Complaint, VoiceType } from '../local/phone.ts';

export interface Clock {
  /** Milliseconds since 1970 by this device's clock, which may be wrong. */
  now(): number;
  /** Resolves after that time, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** Random bytes for ids. */
  bytes(count: number): Uint8Array;
  /** In [0, 1): for jitter. */
  fraction(): number;
}

/** SHA-256 as 64 hex digits. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** Compression of what the server told; asynchronous in the browser, immediate in the simulation. */
export interface Codec {
  pack(text: string): Promise<Uint8Array<ArrayBuffer>>;
  unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** Runs alone among tabs and the service worker, or answers `false` at once when somebody else does. */
export type Lock = (name: string, run: () => Promise<void>) => Promise<boolean>;

/**
 * What came back. `problem`: the server said no with a problem document. `foreign`: somebody else answered (a sign-in
 * page of the network, a proxy). `lost`: nothing came back; it may or may not have arrived.
 */
export type Reply<T> =
  | { kind: 'ok'; body: T }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'foreign' }
  | { kind: 'lost' };

export interface Transport {
  push(request: PushRequest): Promise<Reply<PushReply>>;
  pull(request: PullRequest): Promise<Reply<PullReply>>;
  /** `POST /api/complaints`; at: the server's time of the first receipt. */
  complain(complaint: Pick<Complaint, 'id' | 'face' | 'text'>): Promise<Reply<{ at: Iso }>>;
  /** Fetches the text of a snapshot that a pull named, as bytes; says meanwhile how many of them came. */
  snapshot(url: string, onProgress: (bytes: number) => void): Promise<Reply<Uint8Array<ArrayBuffer>>>;
  /** Sends the bytes of a photo, resuming where an earlier try ended; `ok` only when the server said their hash. */
  upload(upload: Upload, onProgress: (sentBytes: number) => void): Promise<Reply<{ sha256: string }>>;
}

export interface Upload {
  sha256: string;
  size: 'thumb' | 'full';
  type: 'image/jpeg' | VoiceType;
  bytes: Uint8Array<ArrayBuffer>;
}
