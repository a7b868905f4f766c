import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Author } from '../../../core/org/role.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import type { KindRow, RowKind } from '../../../core/protocol/rows.ts';
import type { ChainedEntry, LineEnd } from './audit-chain.ts';
import type { Effect } from './effect.ts';
import type { RowLocks } from './memory-locks.ts';
import type {
  DeviceState,
  FeedEntry,
  FeedRow,
  KeptSnapshot,
  MediaClaim,
  QuarantinedMutation,
  StoredResult,
} from './store.ts';

/** Before each of these the simulation may wait, let the database die, or throw. */
export type StoreStep =
  | 'begin'
  | 'epoch'
  | 'start-epoch'
  | 'lock-devices'
  | 'results'
  | 'lock-rows'
  | 'feed'
  | 'authors'
  | 'receipts'
  | 'media'
  | 'lock-heads'
  | 'snapshot'
  | 'commit'
  | 'committed'
  | 'read';

/** What a transaction asks of the store that it runs in. */
export interface MemoryHome {
  readonly locks: RowLocks;
  committed(district: string): DistrictState;
  epoch(): string;
  locked(keys: readonly string[]): readonly string[];
  versions(district: string, entries: readonly FeedEntry[]): number[];
  erases(entry: FeedEntry): boolean;
}

/** What lies on the disk of the store in memory. Values are never changed, only replaced: a copy of the maps is a copy. */
export interface MemoryState {
  epoch: string;
  epochs: { epoch: string; reason: string; at: string }[];
  districts: Map<string, DistrictState>;
}

export interface DistrictState {
  authors: Map<AccountId, Author>;
  devices: Map<DeviceId, DeviceState>;
  /** By `placeKey`. */
  results: Map<string, StoredResult>;
  /** Where an id was answered first: mutation id → `placeKey`. */
  places: Map<string, string>;
  /** By `rowKey`. */
  rows: Map<string, KindRow>;
  heads: Map<Scope, number>;
  /** Of each scope, by `rowKey`, oldest version first. */
  feeds: Map<Scope, Map<string, FeedRow>>;
  audit: ChainedEntry[];
  /** Where each line of the audit ends, by `lineKey`. */
  lineEnds: Map<string, LineEnd>;
  receipts: Map<string, number>;
  quarantine: QuarantinedMutation[];
  /** By id. */
  effects: Map<string, Effect>;
  /** By `claimKey`. */
  media: Map<string, MediaClaim>;
  /** By `snapshotKey`. */
  snapshots: Map<string, KeptSnapshot>;
}

export const rowKey = (kind: RowKind, id: string): string => `${kind} ${id}`;
export const placeKey = (device: DeviceId, seq: number): string => `${device} ${seq}`;
export const claimKey = (account: AccountId, sha256: string): string => `${account} ${sha256}`;

export const snapshotKey = (scope: Scope, mask: Mask): string => `${scope} ${mask}`;

export const emptyState = (epoch: string): MemoryState => ({ epoch, epochs: [], districts: new Map() });

export const emptyDistrict = (): DistrictState => ({
  authors: new Map(),
  devices: new Map(),
  results: new Map(),
  places: new Map(),
  rows: new Map(),
  heads: new Map(),
  feeds: new Map(),
  audit: [],
  lineEnds: new Map(),
  receipts: new Map(),
  quarantine: [],
  effects: new Map(),
  media: new Map(),
  snapshots: new Map(),
});

export const copyState = (state: MemoryState): MemoryState => ({
  epoch: state.epoch,
  epochs: [...state.epochs],
  districts: new Map([...state.districts].map(([code, district]) => [code, copyDistrict(district)])),
});

const copyDistrict = (from: DistrictState): DistrictState => ({
  authors: new Map(from.authors),
  devices: new Map(from.devices),
  results: new Map(from.results),
  places: new Map(from.places),
  rows: new Map(from.rows),
  heads: new Map(from.heads),
  feeds: new Map([...from.feeds].map(([scope, entries]) => [scope, new Map(entries)])),
  audit: [...from.audit],
  lineEnds: new Map(from.lineEnds),
  receipts: new Map(from.receipts),
  quarantine: [...from.quarantine],
  effects: new Map(from.effects),
  media: new Map(from.media),
  snapshots: new Map(from.snapshots),
});
