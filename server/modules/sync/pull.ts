/**
 * The engine of pull: what changed in the scopes of an account, from one snapshot of the database.
 *
 * A page of a scope says every change with from < version <= to. Versions of a scope come in the order of commits
 * and the snapshot holds rows, heads and the device's last number of one moment, so no reader ever passes a row by.
 */
import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import { isHiddenKind, masked } from '../../../core/protocol/holding.ts';
import {
  pageBytesLimit,
  pageRowsLimit,
  type Change,
  type PullReply,
  type PullRequest,
  type ScopePage,
} from '../../../core/protocol/pull.ts';
import type { SyncProblem } from '../../../core/protocol/push.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { acceptSnapshot, snapshotUrl } from '../../../core/protocol/snapshot.ts';
import { allowedScopes } from './allowed-scopes.ts';
import type { SyncLog } from './push.ts';
import type { Snapshots } from './snapshots.ts';
import type { FeedRow, ReadTx, SyncStore } from './store.ts';

export interface PullDeps {
  store: SyncStore;
  now: () => number;
  newEpoch: () => string;
  log: SyncLog;
  limits?: Partial<PageLimits>;
  /** What takes the place of many pages; without it there are pages alone. */
  snapshots?: Snapshots;
}

export interface PageLimits {
  rows: number;
  bytes: number;
  /** Of all pages of a reply together; scopes beyond it come with the next one. */
  replyBytes: number;
}

const defaultLimits: PageLimits = { rows: pageRowsLimit, bytes: pageBytesLimit, replyBytes: 4 * pageBytesLimit };

export type PullAnswer = { ok: true; reply: PullReply } | { ok: false; problem: SyncProblem };

type Told = PullAnswer | { restore: string; lastSeq: number };

/** @throws StoreUnavailable */
export async function answerPull(
  deps: PullDeps,
  district: string,
  account: AccountId,
  request: PullRequest,
): Promise<PullAnswer> {
  const now = isoOf(deps.now());
  const told = await deps.store.read(district, (tx) => tell(deps, tx, { district, account, request, now }));
  if (!('restore' in told)) return told;
  const epoch = await startEpoch(deps, district, told.restore, request, now);
  return { ok: false, problem: { code: 'epoch-changed', epoch, lastSeq: told.lastSeq } };
}

interface Asked {
  district: string;
  account: AccountId;
  request: PullRequest;
  now: Iso;
}

async function tell(deps: PullDeps, tx: ReadTx, asked: Asked): Promise<Told> {
  const { request, account, now } = asked;
  const epoch = await tx.epoch();
  const device = await tx.device(request.device);
  if (device && device.account !== account) return { ok: false, problem: { code: 'device-forked' } };
  const lastSeq = device?.lastSeq ?? 0;
  if (request.epoch === null ? lastSeq > 0 : request.epoch !== epoch)
    return { ok: false, problem: { code: 'epoch-changed', epoch, lastSeq } };
  const isCurrent = request.epoch === epoch;
  if (isCurrent && (request.acked ?? 0) > lastSeq)
    return {
      restore: `device ${request.device} was answered up to ${request.acked}, here it stands at ${lastSeq}`,
      lastSeq,
    };

  const allowed = await allowedScopes(tx, asked);
  await tx.limitTo(allowed);
  const heads = await tx.heads([...allowed.keys()]);
  const cursors = new Map(Object.entries(request.cursors));
  const reset = [...allowed.keys()].filter((scope) => (cursors.get(scope) ?? 0) > (heads.get(scope) ?? 0));
  const lost = reset[0];
  if (isCurrent && lost)
    return { restore: `${lost} was read up to ${cursors.get(lost)}, here it ends at ${heads.get(lost) ?? 0}`, lastSeq };

  for (const [scope, mask] of allowed) if (isOtherMask(request, scope, mask)) reset.push(scope);
  const limits = { ...defaultLimits, ...deps.limits };
  const pages = new Pages(tx, limits, deps.log);
  const scopes: PullReply['scopes'] = {};
  for (const [scope, mask] of allowed) {
    const cursor = reset.includes(scope) ? null : (cursors.get(scope) ?? null);
    const head = heads.get(scope) ?? 0;
    const isFar = head - (cursor ?? 0) > limits.rows;
    const snapshot = isFar ? await snapshotPage(deps, tx, asked, { scope, mask, epoch, head, cursor }) : null;
    scopes[scope] = snapshot ?? (await pages.next(scope, mask, cursor, head));
  }
  // The validator holds cursors to the form of a scope.
  const left = [...cursors.keys()].filter((scope) => !allowed.has(scope as Scope)) as Scope[];
  return { ok: true, reply: { epoch, serverTime: now, lastSeq, scopes, left, reset } };
}

/**
 * What was hidden from the reader so far is not among the changes since its cursor, nor does it hear that what it knew
 * is hidden now: only from the beginning does it see what its mask shows.
 */
const isOtherMask = ({ cursors, masks }: PullRequest, scope: Scope, mask: Mask): boolean =>
  cursors[scope] !== undefined && masks?.[scope] !== undefined && masks[scope] !== mask;

async function snapshotPage(
  { snapshots }: PullDeps,
  tx: ReadTx,
  { district, request }: Asked,
  { scope, mask, ...at }: { scope: Scope; mask: Mask; epoch: string; head: number; cursor: number | null },
): Promise<ScopePage | null> {
  if (!snapshots || !request.accept?.includes(acceptSnapshot)) return null;
  const kept = await snapshots.offer(tx, { district, scope, mask }, at);
  if (!kept) return null;
  const { version, rows, bytes, sha256 } = kept;
  const snapshot = { url: snapshotUrl(scope, mask, version), bytes, rows, sha256 };
  return { from: null, to: version, head: at.head, more: true, mask, changes: [], snapshot };
}

/** Makes the pages of one reply within its limits. */
class Pages {
  readonly #tx: ReadTx;
  readonly #limits: PageLimits;
  readonly #log: SyncLog;
  #replyBytes = 0;

  constructor(tx: ReadTx, limits: PageLimits, log: SyncLog) {
    this.#tx = tx;
    this.#limits = limits;
    this.#log = log;
  }

  async next(scope: Scope, mask: Mask, cursor: number | null, head: number): Promise<ScopePage> {
    const from = cursor ?? 0;
    if (from === head || this.#replyBytes >= this.#limits.replyBytes)
      return { from: cursor, to: from, head, more: from < head, mask, changes: [] };
    const entries = await this.#tx.feed(scope, from, this.#limits.rows);
    const rows = await this.#rowsOf(entries);
    const changes: Change[] = [];
    let bytes = 0;
    let to = entries.length < this.#limits.rows ? head : from;
    for (const entry of entries) {
      const change = this.#changeOf(entry, mask, rows);
      const size = change ? Buffer.byteLength(JSON.stringify(change)) : 0;
      if (changes.length > 0 && bytes + size > this.#limits.bytes) {
        to = changes.at(-1)?.version ?? from;
        break;
      }
      if (change) changes.push(change);
      bytes += size;
      if (to !== head) to = entry.version;
    }
    this.#replyBytes += bytes;
    return { from: cursor, to, head, more: to < head, mask, changes };
  }

  async #rowsOf(entries: readonly FeedRow[]): Promise<Map<string, KindRow>> {
    const puts = entries.filter(({ op }) => op === 'put').map(({ kind, id }) => ({ kind, id }));
    const rows = puts.length === 0 ? [] : await this.#tx.rows(puts);
    return new Map(rows.map((entry) => [`${entry.kind} ${entry.row.id}`, entry]));
  }

  /** Null: the mask hides it. */
  #changeOf({ scope, version, kind, id, op }: FeedRow, mask: Mask, rows: Map<string, KindRow>): Change | null {
    const base = { version, kind, id };
    if (isHiddenKind(mask, kind)) return null;
    if (op !== 'put') return { ...base, op };
    const entry = rows.get(`${kind} ${id}`);
    if (!entry) {
      // A clash about a need lies behind the second wall.
      if (kind === 'conflict' && mask === 'C') return null;
      this.#log.error({ scope, kind, id }, 'the feed lists a row that does not exist; it is told as deleted');
      return { ...base, op: 'delete' };
    }
    const shown = masked(mask, entry, scope);
    // Kind and row come from one entry.
    return shown && ({ ...base, op: 'put', row: shown.row } as Change);
  }
}

/** The first who notices starts it; others of the old epoch find it changed. */
const startEpoch = (
  { store, newEpoch, log }: PullDeps,
  district: string,
  reason: string,
  request: PullRequest,
  now: Iso,
): Promise<string> =>
  store.write(district, async (tx) => {
    const epoch = await tx.epoch();
    if (epoch !== request.epoch) return epoch;
    const next = newEpoch();
    await tx.startEpoch(next, reason, now);
    log.error(
      { alarm: 'restore-unannounced', district, from: epoch, to: next },
      `the database lost what was read: ${reason}; a new epoch was started`,
    );
    return next;
  });
