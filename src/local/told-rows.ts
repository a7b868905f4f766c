/**
 * The rows that the server told, by scope and laid together. A row may lie in several scopes (a whistle in its grid's
 * and in a unit's): the highest revision is shown, and it goes when it has left the last of them.
 */
import type { Scope } from '../../core/org/scope.ts';
import type { Change } from '../../core/protocol/pull.ts';
import { lineParents, type AnyRow, type LineKind, type RowByKind, type RowKind } from '../../core/protocol/rows.ts';
import { parentOf } from './overlay.ts';

type Rows = Map<RowKind, Map<string, AnyRow>>;

export class ToldRows {
  readonly #scopes = new Map<Scope, Rows>();
  readonly #merged: Rows = new Map();
  /** Of each parent, the ids of what hangs on it. */
  readonly #lines = new Map<LineKind, Map<unknown, Set<string>>>();
  /** Kinds of which something changed since they were last taken. */
  #touched = new Set<RowKind>();

  get<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined {
    // A map holds rows of its own kind alone: `apply` and `replace` put them there by their kind.
    return this.#merged.get(kind)?.get(id) as RowByKind[K] | undefined;
  }

  all<K extends RowKind>(kind: K): ReadonlyMap<string, RowByKind[K]> {
    return (this.#merged.get(kind) ?? new Map()) as ReadonlyMap<string, RowByKind[K]>;
  }

  line<K extends LineKind>(kind: K, of: string): RowByKind[K][] {
    const ids = this.#lines.get(kind)?.get(of) ?? [];
    return [...ids].flatMap((id) => this.get(kind, id) ?? []);
  }

  takeTouched(): Set<RowKind> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  apply(scope: Scope, changes: readonly Change[]): void {
    const rows = mapIn(this.#scopes, scope);
    for (const change of changes) {
      if (change.op === 'put') mapIn(rows, change.kind).set(change.id, change.row);
      else rows.get(change.kind)?.delete(change.id);
      this.#merge(change.kind, change.id);
    }
  }

  /** Everything that the scope held goes. */
  drop(scope: Scope): void {
    const rows = this.#scopes.get(scope);
    this.#scopes.delete(scope);
    for (const [kind, byId] of rows ?? []) for (const id of byId.keys()) this.#merge(kind, id);
  }

  /** The scope as a snapshot keeps it: lists of rows by kind. */
  rowsOf(scope: Scope): [RowKind, AnyRow[]][] {
    return [...(this.#scopes.get(scope) ?? [])].map(([kind, byId]) => [kind, [...byId.values()]]);
  }

  countOf(scope: Scope): number {
    return [...(this.#scopes.get(scope) ?? [])].reduce((sum, [, byId]) => sum + byId.size, 0);
  }

  load(scope: Scope, snapshot: readonly [RowKind, AnyRow[]][]): void {
    const rows = mapIn(this.#scopes, scope);
    for (const [kind, list] of snapshot) {
      const byId = mapIn(rows, kind);
      for (const row of list) {
        byId.set(row.id, row);
        this.#merge(kind, row.id);
      }
    }
  }

  /** Everything is now as in another set of rows. */
  become(other: ToldRows): void {
    for (const scope of this.#scopes.keys()) this.drop(scope);
    for (const scope of other.#scopes.keys()) this.load(scope, other.rowsOf(scope));
  }

  #merge(kind: RowKind, id: string): void {
    let best: AnyRow | undefined;
    for (const rows of this.#scopes.values()) {
      const row = rows.get(kind)?.get(id);
      if (row && (!best || row.rev > best.rev)) best = row;
    }
    if (kind in lineParents) this.#rehang(kind as LineKind, id, best);
    if (best) mapIn(this.#merged, kind).set(id, best);
    else this.#merged.get(kind)?.delete(id);
    this.#touched.add(kind);
  }

  #rehang(kind: LineKind, id: string, row: AnyRow | undefined): void {
    const lines = mapIn(this.#lines, kind);
    const before = this.#merged.get(kind)?.get(id);
    if (before) lines.get(parentOf(kind, before))?.delete(id);
    if (!row) return;
    const of = parentOf(kind, row);
    const ids = lines.get(of) ?? new Set();
    lines.set(of, ids.add(id));
  }
}

function mapIn<Key, K, V>(maps: Map<Key, Map<K, V>>, key: Key): Map<K, V> {
  const found = maps.get(key);
  if (found) return found;
  const made = new Map<K, V>();
  maps.set(key, made);
  return made;
}
