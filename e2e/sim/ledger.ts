/**
 * What truly happened at the server, kept beside it: every commit with its results in order, and for every scope the
 * state after each commit. It survives restores, each of which opens a new line of history. Phones and replies are
 * judged by it.
 */
import { canonicalJson, type Json } from '../../core/lib/json.ts';
import type { AccountId, DeviceId } from '../../core/lib/id.ts';
import type { Mask, Scope } from '../../core/org/scope.ts';
import { masked } from '../../core/protocol/holding.ts';
import type { AnyRow, KindRow, RowKind } from '../../core/protocol/rows.ts';
import type { StoredResult, SyncStore, Writes } from '../../server/modules/sync/store.ts';
import { district } from './town.ts';

export interface Committed {
  result: StoredResult;
  type: string | null;
  payload: Json;
  by: AccountId | null;
}

/** A scope as it stood after one commit: keys `kind/id`, each with its revision. */
export interface Moment {
  line: number;
  version: number;
  revs: ReadonlyMap<string, number>;
}

export class Ledger {
  /** Results that stand at the server now, in the order of their commits. */
  commits: Committed[] = [];
  /** How often the server's history was rolled back. */
  line = 0;
  epoch = '';
  /** True from a restore that nobody announced until the server noticed. */
  isDoubtful = false;
  /** For a while nobody knew of a restore, or nobody could. */
  hadSilentRestore = false;
  readonly moments = new Map<Scope, Moment[]>();
  private readonly rows = new Map<string, { row: KindRow; texts: Map<Mask | Scope, string> }>();
  /** The version at which each row of a scope was last listed. */
  private versions = new Map<Scope, ReadonlyMap<string, number>>();
  private readonly store: SyncStore;
  private readonly violate: (what: string) => void;
  private readonly scopes: readonly Scope[];
  private lastSeq = new Map<DeviceId, number>();
  private applied = new Set<string>();

  constructor(store: SyncStore, scopes: readonly Scope[], violate: (what: string) => void) {
    this.store = store;
    this.scopes = scopes;
    this.violate = violate;
    for (const scope of scopes) this.moments.set(scope, [{ line: 0, version: 0, revs: new Map() }]);
  }

  async committed(writes: readonly Writes[]): Promise<void> {
    for (const write of writes) this.book(write);
    await this.follow([...new Set(writes.flatMap(({ feed }) => feed.map(({ scope }) => scope)))]);
  }

  private book(write: Writes): void {
    for (const result of write.results) {
      const expected = (this.lastSeq.get(result.device) ?? 0) + 1;
      if (result.seq !== expected)
        this.violate(`order break: ${result.device} got ${result.seq} answered when ${expected} was next`);
      this.lastSeq.set(result.device, Math.max(result.seq, expected));
      if (result.outcome.outcome === 'applied' && !result.isAgain) {
        if (this.applied.has(result.id)) this.violate(`duplicate: ${result.id} was applied twice`);
        this.applied.add(result.id);
      }
      const audit = write.audit.find((entry) => entry.mutation === result.id);
      this.commits.push({
        result,
        type: audit?.type ?? null,
        payload: audit?.payload ?? null,
        by: audit?.by ?? null,
      });
    }
  }

  /** Reads what the feeds say since the last look; one moment per scope that moved. */
  async follow(scopes: readonly Scope[] = this.scopes): Promise<void> {
    await this.store.read(district, async (tx) => {
      this.epoch = await tx.epoch();
      for (const scope of scopes) {
        const list = this.moments.get(scope) ?? [];
        const last = list.at(-1);
        const known = this.versions.get(scope) ?? new Map<string, number>();
        // From the beginning each time: an entry may have come in below the head, where no reader looks again.
        const feed = (await tx.feed(scope, 0, 1_000_000)).filter(
          (entry) => known.get(keyOf(entry.kind, entry.id)) !== entry.version,
        );
        if (feed.length === 0) continue;
        const revs = new Map(last?.revs);
        const versions = new Map(known);
        const found = await tx.rows(feed.filter((entry) => entry.op === 'put'));
        const rows = new Map(found.map((row) => [keyOf(row.kind, row.row.id), row]));
        for (const entry of feed) {
          const key = keyOf(entry.kind, entry.id);
          versions.set(key, entry.version);
          const row = rows.get(key);
          if (entry.op !== 'put') revs.delete(key);
          else if (row) {
            revs.set(key, row.row.rev);
            this.keep(row);
          } else this.violate(`feed of ${scope} names ${key}, which is not there`);
        }
        this.versions.set(scope, versions);
        list.push({ line: this.line, version: Math.max(...versions.values()), revs });
      }
    });
  }

  private keep(row: KindRow): void {
    this.rows.set(contentKey(this.line, row.kind, row.row.id, row.row.rev), { row, texts: new Map() });
  }

  /** The canonical text of a row at a revision, as somebody with that mask sees it; null when it was never told. */
  content(line: number, mask: Mask, scope: Scope, kind: RowKind, id: string, rev: number): string | null {
    for (let at = line; at >= 0; at--) {
      const found = this.rows.get(contentKey(at, kind, id, rev));
      if (!found) continue;
      // Each unit sees its own part.
      const reader = mask === 'U' ? scope : mask;
      const seen = found.texts.get(reader) ?? masked(mask, found.row, scope);
      if (typeof seen === 'string' || seen === null) return seen;
      const told = text(seen.row);
      found.texts.set(reader, told);
      return told;
    }
    return null;
  }

  /** What a backup must carry so that the ledger can follow a restore. */
  backup(): {
    commits: number;
    versions: Map<Scope, ReadonlyMap<string, number>>;
    revs: Map<Scope, ReadonlyMap<string, number>>;
  } {
    return {
      commits: this.commits.length,
      versions: new Map(this.versions),
      revs: new Map([...this.moments].map(([scope, list]) => [scope, list.at(-1)?.revs ?? new Map()])),
    };
  }

  /** @returns the commits that the restore lost */
  restored(backup: ReturnType<Ledger['backup']>, isAnnounced: boolean): Committed[] {
    const lost = this.commits.slice(backup.commits);
    this.commits = this.commits.slice(0, backup.commits);
    this.line += 1;
    this.isDoubtful = !isAnnounced;
    if (!isAnnounced) this.hadSilentRestore = true;
    this.versions = new Map(backup.versions);
    for (const [scope, revs] of backup.revs)
      this.moments
        .get(scope)
        ?.push({ line: this.line, version: Math.max(0, ...(backup.versions.get(scope)?.values() ?? [])), revs });
    this.lastSeq = new Map();
    for (const { result } of this.commits) this.lastSeq.set(result.device, result.seq);
    this.applied = new Set(
      this.commits
        .filter(({ result }) => result.outcome.outcome === 'applied' && !result.isAgain)
        .map(({ result }) => result.id),
    );
    return lost;
  }
}

export const keyOf = (kind: RowKind, id: string): string => `${kind}/${id}`;
const contentKey = (line: number, kind: RowKind, id: string, rev: number): string => `${line}${kind}/${id}@${rev}`;
const text = (row: AnyRow): string => canonicalJson(row as unknown as Json);
