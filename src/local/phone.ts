/**
 * What a screen may ask of the phone: the one object that a signed-in account works with. It is plain: no Vue, no
 * DOM; `src/live` turns it into refs. The same object serves the worker's phone and the clerk's desk.
 */
import type { Result } from '../../core/lib/result.ts';
import type { AccountId, DeviceId } from '../../core/lib/id.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Grant } from '../../core/org/role.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import type { ProblemCode } from '../../core/protocol/problem.ts';
import type { Emptied } from '../../core/protocol/pull.ts';
import type { Mutation, MutationResult } from '../../core/protocol/push.ts';
import type { RowByKind, RowKind } from '../../core/protocol/rows.ts';
import type { Place } from '../../core/whistle/whistle.ts';

export interface Phone {
  readonly account: SignedIn;
  readonly view: View;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly photos: Photos;
  readonly complaints: Complaints;
  readonly sync: Sync;
  /** The server gave or took a post (a stand-in began or ended): rules decide by these from now on. */
  renewGrants(grants: SignedIn['grants']): void;
  /** Stops the loop and closes the databases; what was saved stays. */
  close(): Promise<void>;
}

export interface SignedIn {
  id: AccountId;
  username: string;
  name: string;
  grants: readonly Grant[];
}

/** The memory in which screens look: what the server told, with own unsent work laid over it. */
export interface View {
  get<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined;
  /** The same array until something of that kind changes. */
  all<K extends RowKind>(kind: K): readonly RowByKind[K][];
  /** Rows whose member equals a value, by an index made on first use: `where('visit', 'household', id)`. */
  where<K extends RowKind>(kind: K, member: keyof RowByKind[K] & string, value: string): readonly RowByKind[K][];
  /** Whether own work that the server has not confirmed stands in this row. */
  isOwnUnsent(kind: RowKind, id: string): boolean;
  /** Whether own work stands in this row, or erased it, above what the server told: also work that it has answered since. */
  isLaidOver(kind: RowKind, id: string): boolean;
  /** When the server last told everything, by its clock; null before the first time. */
  toldAt(): Iso | null;
  /** Called after each change, at most once a turn. @returns stops it */
  onChange(listener: () => void): () => void;
}

/**
 * held: may still be undone, is not sent yet · waiting: goes with the next chance · sending: an attempt is under
 * way (its number is given, it can no longer be changed) · received: the server's receipt is here · refused: the
 * server's reason is here · discarded: taken back or put away by its maker, kept as a copy
 */
export type RecordState = 'held' | 'waiting' | 'sending' | 'received' | 'refused' | 'discarded';

export interface OutboxRecord {
  /** The mutation's id, a bare UUIDv7. */
  id: string;
  /** Order of saving on this phone. */
  order: number;
  type: MutationType;
  /** The version of its payload. */
  v: number;
  payload: unknown;
  base: number | null;
  expects: string | null;
  savedAt: Iso;
  /** What was known of this phone's clock then, as it is sent. */
  clock: Mutation['clock'] | null;
  /** Own clock in ms; null once released. */
  heldUntil: number | null;
  state: RecordState;
  seq: number | null;
  result: MutationResult | null;
  /** The server's time of the answer. */
  answeredAt: Iso | null;
  /** Hashes of photos and voice that it names. */
  media: readonly string[];
  /** Put away though it has a number: it goes on being sent, and the server's answer will be shown. */
  isGivenUp: boolean;
}

export interface SaveRequest<T extends MutationType> {
  type: T;
  payload: PayloadOf<T>;
  /** `rev` and stage of the row that the person saw; needed for whistle actions of the desk. */
  base?: number | null;
  expects?: string | null;
  /** How long it may be undone: 8 s for taps on a phone, 5 s at a desk, 0 for none. */
  holdMs?: number;
  /** The draft that it was written in: it goes in the same transaction, so that no kill leaves it to be sent twice. */
  endsDraft?: string;
}

export interface Outbox {
  /**
   * Decides by the rule of `core`, then writes in one strict transaction. Resolved with a record: it is on disk.
   * Refused: the rule said no, nothing was kept. @throws StorageFull, StorageClosed
   */
  save<T extends MutationType>(request: SaveRequest<T>): Promise<Result<OutboxRecord>>;
  /** Replaces the payload of a record that has no number yet; the hold starts anew. `false`: too late. */
  edit<T extends MutationType>(id: string, payload: PayloadOf<T>): Promise<Result<boolean>>;
  /** Takes back a record that has no number yet. `false`: too late, use the amending or withdrawing mutation. */
  undo(id: string): Promise<boolean>;
  /** The screen was left: it need not be held any longer. */
  release(id: string): Promise<void>;
  /** Puts a refused record away, or one that has a number and is stuck; its copy stays 35 days at least. */
  discard(id: string): Promise<void>;
  /**
   * Tries a record again: one that waits goes now, given up or not; one that was put aside unread by the server goes as it
   * is; one on which the server failed goes as a new record. `false`: nothing of it can be sent again.
   */
  sendAgain(id: string): Promise<boolean>;
  /** Newest first; sent ones 35 days. */
  all(): readonly OutboxRecord[];
  get(id: string): OutboxRecord | undefined;
  onChange(listener: () => void): () => void;
}

/** Unfinished work, written as it is typed or shot. Keys are the screen's own: `whistle`, `visit:hh_...`. */
export interface Drafts {
  put(key: string, value: unknown): Promise<void>;
  get(key: string): Promise<unknown>;
  list(): Promise<{ key: string; value: unknown }[]>;
  remove(key: string): Promise<void>;
}

export interface NewPhoto {
  /** JPEG, long side at most 1600 px, no metadata. */
  bytes: Uint8Array<ArrayBuffer>;
  /** JPEG, long side at most 320 px. */
  thumb: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  takenAt: Iso;
  place: Place | null;
}

/** Containers that phones record in. */
export type VoiceType = 'audio/webm' | 'audio/mp4' | 'audio/ogg';

export interface NewVoice {
  bytes: Uint8Array<ArrayBuffer>;
  type: VoiceType;
  durationMs: number;
  recordedAt: Iso;
}

/** A photo, or a voice note, which has no picture. */
export interface KeptPhoto extends Omit<NewPhoto, 'bytes'> {
  voice: { type: VoiceType; durationMs: number } | null;
  sha256: string;
  size: number;
  /** kept: on this phone · sending · confirmed: the server has the bytes and said their hash · refused */
  state: 'kept' | 'sending' | 'confirmed' | 'refused';
  sentBytes: number;
  /** Why it was refused, a problem code. */
  reason: string | null;
}

export interface Photos {
  /** Named by the SHA-256 of its bytes; on disk when resolved. @throws StorageFull */
  keep(photo: NewPhoto): Promise<KeptPhoto>;
  /** A voice note, likewise: it travels like a photo without a small picture. @throws StorageFull */
  keepVoice(voice: NewVoice): Promise<KeptPhoto>;
  get(sha256: string): KeptPhoto | undefined;
  bytes(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Throws away a photo that no record and no draft names. */
  drop(sha256: string): Promise<void>;
  rule(): MediaRule;
  /** On disk, so that the service worker keeps to it as well. */
  setRule(rule: MediaRule): Promise<void>;
  /** What keeps bytes from going now; null: nothing does. */
  waitsFor(): 'paused' | 'wifi' | null;
  /** Whether this device says by which network it is connected. */
  canTellWifi(): boolean;
  onChange(listener: () => void): () => void;
}

/** How photos and voice go from this phone. Text never waits for it. */
export interface MediaRule {
  isPaused: boolean;
  isWifiOnly: boolean;
}

/** A complaint about the app itself, on its way to the administrator. It is no mutation: it has a route of its own. */
export interface Complaint {
  /** A UUIDv7: sent twice, it is kept once. */
  id: string;
  face: 'field' | 'desk';
  text: string;
  savedAt: Iso;
  /** null: it waits. Refused: a problem code. */
  answer: { kind: 'received'; at: Iso } | { kind: 'refused'; code: string } | null;
}

export interface Complaints {
  /** On disk when resolved; it goes by itself with the next chance. @throws StorageFull, StorageClosed */
  save(said: Pick<Complaint, 'face' | 'text'>): Promise<Complaint>;
  /** Taken back, or put away. */
  remove(id: string): Promise<void>;
  /** Newest first; received ones 35 days. */
  all(): readonly Complaint[];
  onChange(listener: () => void): () => void;
}

/** Why nothing moves now, or that it does. */
export type SyncCondition =
  | 'idle' // everything went and came
  | 'syncing'
  | 'offline' // no network
  | 'unreachable' // a network, but the server does not answer; tried again by itself
  | 'refused' // the server answered and will not take the request; `problem` says why
  | 'portal' // a network that wants a sign-in page first: something else answered
  | 'sign-in' // the session ended: sign in again, nothing is lost
  | 'update' // the server speaks a newer protocol: reload
  | 'storage'; // the phone's storage failed

export interface SyncStatus {
  condition: SyncCondition;
  /** With `refused`: the code of the server's answer. */
  problem: ProblemCode | null;
  /** The server's time of the last complete exchange. */
  lastAt: Iso | null;
  /** The phone's clock minus the server's, in ms. */
  clockErrorMs: number | null;
  /** Progress of a first sync: rows received and rows expected. */
  rows: { received: number; expected: number } | null;
  device: DeviceId;
  /** The server knows this phone as another device, before its storage was emptied; null when not. */
  emptied: Emptied | null;
}

export interface Sync {
  status(): SyncStatus;
  /** Asks for an exchange now; resolves when one has ended, well or not. */
  now(): Promise<void>;
  onChange(listener: () => void): () => void;
}
