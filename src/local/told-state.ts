/** How what the server told lies on the disk (told.ts). */
import type { DeviceId } from '../../core/lib/id.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Mask, Scope } from '../../core/org/scope.ts';
import type { Change } from '../../core/protocol/pull.ts';
import type { AnyRow, RowKind } from '../../core/protocol/rows.ts';

export const toldTables = ['state', 'scopes', 'journal'] as const;
export type ToldTable = (typeof toldTables)[number];

export interface ScopeState {
  /** Where fetching goes on; null: from the beginning. */
  cursor: number | null;
  /** Under which mask it was read up to there; null where the server did not say. */
  mask: Mask | null;
  /** The version that is shown; null before the first time in this epoch. */
  shown: number | null;
  /** Number of the last page shown, and of the next one to be written. */
  shownPage: number;
  nextPage: number;
  /** Changes that lie in shown pages: a measure of when to make the snapshot anew. */
  journalled: number;
}

export interface ToldState {
  stamp: number;
  /** The epoch of the cursors. */
  epoch: string | null;
  /** `lastSeq` speaks of this device. */
  device: DeviceId | null;
  lastSeq: number;
  toldAt: Iso | null;
  scopes: Partial<Record<Scope, ScopeState>>;
  /** No longer this account's: shown until the outbox is empty, then purged. */
  left: readonly Scope[];
}

/** A page as it came, or the text of the snapshot that came in its stead. */
export type StoredPage =
  | { from: number | null; to: number; changes: readonly Change[] }
  | { from: null; to: number; snapshot: string };

/** A page in memory that is not shown yet. */
export interface StagedPage {
  from: number | null;
  changes: readonly Change[];
  /** Of a snapshot: everything that the scope holds. */
  rows: readonly [RowKind, AnyRow[]][];
}

/** The text of a snapshot that came, and what it says. */
export interface CameSnapshot {
  text: string;
  rows: readonly [RowKind, AnyRow[]][];
}
export type CameSnapshots = ReadonlyMap<Scope, CameSnapshot>;

export interface StoredScope {
  /** The last page that is in it. */
  through: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** more: ask again · complete: the view has moved · stale: another tab was first, ask again from there */
export type Taken = 'more' | 'complete' | 'stale';

export const countOf = ({ changes, rows }: StagedPage): number =>
  rows.reduce((sum, [, some]) => sum + some.length, changes.length);

export const nothingTold: ToldState = {
  stamp: 0,
  epoch: null,
  device: null,
  lastSeq: 0,
  toldAt: null,
  scopes: {},
  left: [],
};
export const newScope: ScopeState = {
  cursor: null,
  mask: null,
  shown: null,
  shownPage: -1,
  nextPage: 0,
  journalled: 0,
};
export const pageKey = (scope: Scope, page: number): string => `${scope}/${String(page).padStart(9, '0')}`;
export const scopesIn = <T>(record: Partial<Record<Scope, T>>): [Scope, T][] => Object.entries(record) as [Scope, T][];
