/**
 * Snapshots of scopes for first syncs (sync, "Protocol").
 *
 * Contract: one is made of one read transaction, in the background, once for all who ask meanwhile; nobody who writes
 * waits for it, and who asks is told pages until it is there. It is kept in the database, so that several servers serve the
 * same one. It is offered while no more than `lag` changes came since; then it is made anew. What it holds depends on scope
 * and mask alone: whoever fetches it must hold that scope under that mask at that moment. It ends with an erasure in its
 * scope (`isErasing`) and with its epoch.
 */
import { hash } from 'node:crypto';
import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import { isHiddenKind, masked } from '../../../core/protocol/holding.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { snapshotOf } from '../../../core/protocol/snapshot.ts';
import { allowedScopes } from './allowed-scopes.ts';
import type { SyncLog } from './push.ts';
import { StoreConflict, StoreUnavailable, type ReadTx, type SnapshotHead, type SyncStore } from './store.ts';

/** Changes since its version up to which a snapshot is worth its bytes. */
const defaultLag = 500;

export interface SnapshotDeps {
  store: SyncStore;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** Compresses a text as it is kept. */
  pack: (text: string) => Promise<Uint8Array>;
  log: SyncLog;
  lag?: number;
}

export interface SnapshotOf {
  district: string;
  scope: Scope;
  mask: Mask;
}

export class Snapshots {
  readonly #deps: SnapshotDeps;
  /** Those that are being made, one after another: each takes a scope's rows into memory. */
  readonly #making = new Map<string, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /** The one to be told now instead of pages from `cursor` on; null: pages, and maybe another time. */
  async offer(tx: ReadTx, of: SnapshotOf, at: { epoch: string; head: number; cursor: number | null }) {
    const kept = await tx.snapshot(of.scope, of.mask);
    // Somebody who has most of it already is told the rest in pages. Who stands at it has it, were it empty.
    const behind = kept ? kept.version - (at.cursor ?? 0) : 0;
    if (at.cursor !== null && (!kept || behind <= 0 || kept.rows > behind)) return null;
    const isFresh = kept?.epoch === at.epoch && at.head - kept.version <= (this.#deps.lag ?? defaultLag);
    if (isFresh) return kept;
    this.#makeSoon(of);
    return null;
  }

  /** @returns null: no such snapshot any more, or not for this account. @throws StoreUnavailable */
  find(account: AccountId, { district, scope, mask }: SnapshotOf, version: number): Promise<SnapshotHead | null> {
    const now = isoOf(this.#deps.now());
    return this.#deps.store.read(district, async (tx) => {
      const allowed = await allowedScopes(tx, { district, account, now });
      if (allowed.get(scope) !== mask) return null;
      const kept = await tx.snapshot(scope, mask);
      return kept?.version === version && kept.epoch === (await tx.epoch()) ? kept : null;
    });
  }

  /** Its compressed text; null when it went meanwhile. @throws StoreUnavailable */
  body(district: string, head: SnapshotHead): Promise<Uint8Array | null> {
    return this.#deps.store.read(district, (tx) => tx.snapshotBody(head));
  }

  /** Resolves when nothing is being made. */
  async settled(): Promise<void> {
    while (this.#making.size > 0) await Promise.all(this.#making.values());
  }

  #makeSoon(of: SnapshotOf): void {
    const key = `${of.district} ${of.scope} ${of.mask}`;
    if (this.#making.has(key)) return;
    const made = this.#last.then(() => this.#make(of)).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    this.#last = made;
  }

  async #make(of: SnapshotOf): Promise<void> {
    const { store, pack, log } = this.#deps;
    const { district, scope, mask } = of;
    try {
      const { epoch, version, rows } = await store.read(district, (tx) => wholeScope(tx, scope, mask));
      const text = JSON.stringify(snapshotOf(scope, version, rows));
      const head = { scope, mask, epoch, version, rows: rows.length, bytes: Buffer.byteLength(text) };
      const body = await pack(text);
      await store.write(district, (tx) => tx.keepSnapshot({ ...head, sha256: hash('sha256', text), body }));
    } catch (fault) {
      const isPassing = fault instanceof StoreUnavailable || fault instanceof StoreConflict;
      const what = 'a snapshot was not made; the next phone that asks for it begins again';
      if (isPassing) log.warn({ district, scope, err: fault }, what);
      else log.error({ district, scope, err: fault }, what);
    }
  }
}

/** Everything in a scope at this moment, as the mask shows it, in the order of its feed. */
async function wholeScope(tx: ReadTx, scope: Scope, mask: Mask) {
  const epoch = await tx.epoch();
  await tx.limitTo(new Map([[scope, mask]]));
  const version = (await tx.heads([scope])).get(scope) ?? 0;
  const entries = await tx.feed(scope, 0, Number.MAX_SAFE_INTEGER);
  const listed = entries.filter(({ op, kind }) => op === 'put' && !isHiddenKind(mask, kind));
  const found = new Map((await tx.rows(listed)).map((entry) => [`${entry.kind} ${entry.row.id}`, entry]));
  const rows = listed.flatMap(({ kind, id }): KindRow[] => {
    const entry = found.get(`${kind} ${id}`);
    const shown = entry && masked(mask, entry, scope);
    return shown ? [shown] : [];
  });
  return { epoch, version, rows };
}
