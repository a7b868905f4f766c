/**
 * What the sync engine asks of a store. Two adapters answer: PostgreSQL, and memory for the simulation; one
 * contract suite holds them equal.
 *
 * One call of `write` is one transaction of one district, READ COMMITTED, with row locks taken in a fixed order:
 * devices by id, then rows by kind and id, then (inside `save`, last) the scope heads by scope. What `save` was
 * given becomes visible together or not at all, and is durable when `write` has resolved. A fault at COMMIT means
 * "unknown": the caller asks again, which an idempotent push can.
 */
import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Json } from '../../../core/lib/json.ts';
import type { Iso } from '../../../core/lib/time.ts';
import type { Author } from '../../../core/org/role.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import type { Outcome } from '../../../core/protocol/push.ts';
import type { KindRow, LineRef, RowKind, RowRef } from '../../../core/protocol/rows.ts';
import type { AuditLine } from './audit-lines.ts';
import type { Effect } from './effect.ts';
import type { MediaHash } from '../../../core/whistle/whistle.ts';

/** Kinds that no mutation changes: read without a lock, so that writers of one grid do not wait for each other. */
export const fixedKinds: readonly RowKind[] = ['area', 'unit', 'grid', 'basemap', 'building'];

export interface SyncStore {
  /** @throws StoreConflict after which the whole work may be run again; StoreUnavailable when the database is away */
  write<T>(district: string, work: (tx: WriteTx) => Promise<T>): Promise<T>;
  /** One REPEATABLE READ snapshot. @throws StoreUnavailable */
  read<T>(district: string, work: (tx: ReadTx) => Promise<T>): Promise<T>;
}

export class StoreConflict extends Error {
  override name = 'StoreConflict';
  /** A key was taken. Whoever meets with it again and again, alone, met with nobody else: it is his own data. */
  readonly isKeyTaken: boolean;
  constructor(message: string, options: ErrorOptions & { isKeyTaken?: boolean } = {}) {
    super(message, options);
    this.isKeyTaken = options.isKeyTaken ?? false;
  }
}
/** Also: its disk is full, it only reads, it waits for somebody too long. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
/** The database failed in itself, whatever was asked of it: not the fault of what was to be saved. */
export class StoreBroken extends Error {
  override name = 'StoreBroken';
}
/** The database does not take what was to be saved, and would not at the next try. */
export class StoreRejected extends Error {
  override name = 'StoreRejected';
}

export interface DeviceState {
  id: DeviceId;
  account: AccountId;
  /** The highest sequence answered; 0 for a device that never sent. */
  lastSeq: number;
  /** The phone's clock minus the server's at its last contact, in ms; null when it did not say. */
  clockErrorMs: number | null;
  seenAt: Iso;
  /** False when this transaction saw it for the first time. */
  isKnown: boolean;
}

/** The answer to one mutation, kept 18 months. */
export interface StoredResult {
  device: DeviceId;
  seq: number;
  /** The mutation's id; unique in the district, but for later places of the same id (`isAgain`). */
  id: string;
  /** SHA-256 of the canonical JSON of type, v, at, payload. */
  hash: string;
  outcome: Outcome;
  at: Iso;
  /** The id had been answered at another place before; `results` finds it by its place alone. */
  isAgain?: true;
}

/** A mutation on which a rule failed, as it came, for the operators. */
export interface QuarantinedMutation {
  device: DeviceId;
  seq: number;
  account: AccountId;
  /** The mutation as JSON text. */
  body: string;
  fault: string;
  at: Iso;
}

/** Bytes that an account sent under a hash: its own claim on them. `refused`: they were not what they claimed. */
export interface MediaClaim {
  account: AccountId;
  sha256: MediaHash;
  state: 'here' | 'refused';
  type: string;
  width: number | null;
  height: number | null;
  at: Iso;
}

/** Who did what, when by both clocks, and from where. Never changed; chained by hash per line (audit-lines.ts). */
export interface AuditEntry {
  aggregate: AuditLine;
  /** Of the household or whistle afterwards. */
  rev: number;
  mutation: string;
  type: string;
  payload: Json;
  by: AccountId;
  device: DeviceId | null;
  phoneAt: Iso;
  /** The phone's clock minus the server's, as known when it came; null where it never said, or nobody's phone did it. */
  clockErrorMs: number | null;
  at: Iso;
}

export interface FeedEntry {
  scope: Scope;
  kind: RowKind;
  id: string;
  op: 'put' | 'leave' | 'delete';
}

/** What is known of a scope's snapshot: how it stood at one version, as a mask shows it. */
export interface SnapshotHead {
  scope: Scope;
  mask: Mask;
  epoch: string;
  version: number;
  rows: number;
  /** Of its text, as is the hash. */
  bytes: number;
  sha256: string;
}
export interface KeptSnapshot extends SnapshotHead {
  /** The text, compressed. */
  body: Uint8Array;
}

/**
 * What a snapshot must not outlive: something left the scope, or what is known of a need is another. `save` drops a
 * scope's snapshots with such an entry, and one that was read before it is not kept.
 */
export const isErasing = ({ op, kind }: Pick<FeedEntry, 'op' | 'kind'>): boolean => op !== 'put' || kind === 'need';

export interface Writes {
  devices: readonly DeviceState[];
  results: readonly StoredResult[];
  /** Each row once, as it stands afterwards. */
  rows: readonly KindRow[];
  audit: readonly AuditEntry[];
  feed: readonly FeedEntry[];
  quarantine?: readonly QuarantinedMutation[];
  /** Rows read here that are no more. */
  gone?: readonly RowRef[];
  /** What follows and is to be carried out once; one whose id is known already is not written again. */
  effects?: readonly Effect[];
}

export interface WriteTx {
  epoch(): Promise<string>;
  /** How far a scope's feed goes, as committed; 0: nothing is in it. Not locked. */
  head(scope: Scope): Promise<number>;
  /** A restore was noticed: from now on this epoch, with the reason on record, and the admins are told. */
  startEpoch(epoch: string, reason: string, at: Iso): Promise<void>;
  /** Locks, creating the unknown ones with the account given. */
  lockDevices(devices: readonly { id: DeviceId; account: AccountId }[], now: Iso): Promise<Map<DeviceId, DeviceState>>;
  /** Stored results by place and by mutation id, each found one once. */
  results(places: readonly { device: DeviceId; seq: number }[], ids: readonly string[]): Promise<StoredResult[]>;
  /**
   * Reads rows that exist, and locks them, but for the kinds that no mutation changes (`fixedKinds`). `save` takes a
   * row that was read here as a change, and any other as new: where that one exists already it is a StoreConflict.
   * Lines are whole: whoever adds to one holds the lock of its parent, so nothing joins it meanwhile.
   */
  lockRows(refs: readonly RowRef[], lines?: readonly LineRef[]): Promise<KindRow[]>;
  /** Of these, what the feed says is still in its scope. */
  held(entries: readonly Omit<FeedEntry, 'op'>[]): Promise<Omit<FeedEntry, 'op'>[]>;
  /** Accounts with all their grants, ended ones too. */
  authors(accounts: readonly AccountId[]): Promise<Map<AccountId, Author>>;
  /** Takes `count` numbers of the district's day (`YYMMDD`), the first of them is returned; the day starts at 1. */
  takeReceipts(day: string, count: number): Promise<number>;
  /** Records what an account sent; a later claim on the same bytes stands. */
  claimMedia(claim: MediaClaim): Promise<void>;
  mediaClaims(account: AccountId, hashes: readonly MediaHash[]): Promise<MediaClaim[]>;
  /** Photo rows not here yet, of whistles in which this account named these bytes; read, not locked. */
  awaitedPhotos(account: AccountId, hashes: readonly MediaHash[]): Promise<RowRef[]>;
  /**
   * Keeps it as the one of its scope and mask, with the lock of the scope's head; not where a later one is kept, its epoch
   * is over, or something was erased since it was read.
   */
  keepSnapshot(snapshot: KeptSnapshot): Promise<void>;
  /** Writes everything in a few statements. @returns the heads of the scopes it moved */
  save(writes: Writes): Promise<Map<Scope, number>>;
}

export interface FeedRow {
  scope: Scope;
  version: number;
  kind: RowKind;
  id: string;
  op: 'put' | 'leave' | 'delete';
}

export interface ReadTx {
  epoch(): Promise<string>;
  device(id: DeviceId): Promise<DeviceState | null>;
  author(account: AccountId): Promise<Author | null>;
  /** The grids of a community. */
  gridsOf(communities: readonly string[]): Promise<Map<string, string[]>>;
  /**
   * A second wall: from now on this transaction reads heads, feeds and rows of these scopes alone, and of rows only
   * what their masks show at all, whatever it is asked for. Where the store has none, nothing happens.
   */
  limitTo(scopes: ReadonlyMap<Scope, Mask>): Promise<void>;
  heads(scopes: readonly Scope[]): Promise<Map<Scope, number>>;
  /** Entries with version > after, by version, at most `limit`. */
  feed(scope: Scope, after: number, limit: number): Promise<FeedRow[]>;
  rows(refs: readonly RowRef[]): Promise<KindRow[]>;
  /** The one that is kept, whatever its epoch and age. */
  snapshot(scope: Scope, mask: Mask): Promise<SnapshotHead | null>;
  /** Its compressed text; null when it is kept no more. */
  snapshotBody(head: SnapshotHead): Promise<Uint8Array | null>;
}
