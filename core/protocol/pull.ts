import * as z from 'zod/mini';
import type { AccountId } from '../lib/id.ts';
import { masks, type Mask, type Scope } from '../org/scope.ts';
import type { Iso } from '../lib/time.ts';
import type { RowByKind, RowKind } from './rows.ts';
import type { SnapshotRef } from './snapshot.ts';
import { protocolVersion } from './push.ts';
import { id, instant } from './shapes.ts';

/** `POST /api/sync/pull` (sync, "Protocol"). */
export const pageRowsLimit = 500;
export const pageBytesLimit = 512 * 1024;

/** What is poked: a scope that moved, or an account that was told something and holds nothing of it on a device. */
export type PokeScope = Scope | `account:${AccountId}`;
export const scopePattern = /^(tenant:\d{6}|grid:\d{15}|community:\d{12}|unit:un_[0-9a-f-]{36})$/;

export const pullShape = z.object({
  protocol: z.literal(protocolVersion),
  epoch: z.nullable(z.string().check(z.maxLength(64))),
  device: id('device'),
  sentAt: z.optional(instant),
  acked: z.optional(z.int().check(z.gte(0))),
  /** Ids that this phone had before, the last of them: a phone that was emptied knows none. */
  formerly: z.optional(z.array(id('device')).check(z.maxLength(20))),
  cursors: z.record(z.string().check(z.regex(scopePattern)), z.int().check(z.gte(0))),
  /** Under which mask each cursor was read, as the pages said; a cursor without one is taken as it stands. */
  masks: z.optional(z.record(z.string().check(z.regex(scopePattern)), z.enum(masks))),
  accept: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(8))),
});
export type PullRequest = z.infer<typeof pullShape>;

/**
 * What became of a row since the cursor. `put` carries it whole; `leave`: it is no longer in this scope, which
 * is not a deletion.
 */
export type Change =
  | { [K in RowKind]: { version: number; kind: K; id: string; op: 'put'; row: RowByKind[K] } }[RowKind]
  | { version: number; kind: RowKind; id: string; op: 'leave' | 'delete' };

/**
 * One page of a scope's feed: every change with `from` < version <= `to`, at most one per row. `from: null` means
 * from the beginning. With a snapshot there are no changes: what it holds is the scope at `to`, and more is to be asked.
 */
export interface ScopePage {
  from: number | null;
  to: number;
  head: number;
  more: boolean;
  /** Under which mask these rows were shown: it comes back with the cursor. */
  mask?: Mask;
  changes: Change[];
  snapshot?: SnapshotRef;
}

/** This phone was another device before, and its storage was emptied: what it had not sent then is gone. */
export interface Emptied {
  /** The highest number that came from it; what came is here. */
  lastSeq: number;
  /** When it was last heard of before. */
  seenAt: Iso;
}

export interface PullReply {
  epoch: string;
  serverTime: Iso;
  /** The highest sequence that the server holds of this device. */
  lastSeq: number;
  scopes: Partial<Record<Scope, ScopePage>>;
  /** Scopes of the request that are no longer the account's: purge them, once her queue is out. */
  left: Scope[];
  /** Scopes whose cursor means nothing here, or was read under another mask: start them anew. */
  reset: Scope[];
  emptied?: Emptied;
}

/** What `GET /api/events` sends: scopes and their heads, never data. */
export interface Poke {
  scope: PokeScope;
  head: number;
}
