import { createHash } from 'node:crypto';
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import { nameKeysOf } from '../search/name-keys.ts';
import type { Json } from '../../core/lib/json.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Author } from '../../core/org/role.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import { lineParents, type KindRow, type LineKind, type RowByKind, type RowKind } from '../../core/protocol/rows.ts';
import { versionAt, type SettingsRow } from '../../core/settings/settings.ts';
import { wholeBook } from '../../core/rules/loop-rules.ts';
import { commandOf } from '../../core/rules/registry.ts';
import { auditLinesOf } from '../modules/sync/audit-lines.ts';
import type { Effect } from '../modules/sync/effect.ts';
import { reportCodeAt } from '../modules/sync/report-codes.ts';
import type { AuditEntry } from '../modules/sync/store.ts';
import { whistleEffects } from '../modules/sync/whistle-effects.ts';

/** One thing that somebody in the demo did. */
export interface Deed<T extends MutationType = MutationType> {
  mutation: string;
  type: T;
  by: Author;
  /** When it was done, by a clock that is right. */
  at: Iso;
  /** When the server took it. */
  now: Iso;
  payload: PayloadOf<T>;
  /** The stage that the author saw. */
  expects?: string;
}

/**
 * The demo's history is not written by hand: every deed goes through the rules of core, in memory, each with its
 * own time. What comes out is what a server would hold that had been running all the while.
 */
export class Ledger {
  readonly #rows = new Map<string, KindRow>();
  /** The keys of what hangs on one row. */
  readonly #lines = new Map<string, Set<string>>();
  readonly #urgencies: ReadonlyMap<string, string>;
  #settings: SettingsRow | undefined;
  readonly audit: AuditEntry[] = [];
  /** What followed from the deeds: who was told. */
  readonly effects: Effect[] = [];

  constructor(rows: readonly KindRow[], urgencies: ReadonlyMap<string, string>) {
    this.#urgencies = urgencies;
    for (const entry of rows) this.put(entry);
  }

  put(entry: KindRow): void {
    if (entry.kind === 'settings') this.#settings = entry.row;
    const key = `${entry.kind} ${entry.row.id}`;
    this.#rows.set(key, entry);
    const line = lineOf(entry);
    if (line === null) return;
    const keys = this.#lines.get(line) ?? new Set();
    this.#lines.set(line, keys.add(key));
  }

  read<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined {
    return this.#rows.get(`${kind} ${id}`)?.row as RowByKind[K] | undefined;
  }

  rows(): KindRow[] {
    return [...this.#rows.values()];
  }

  #line<K extends LineKind>(kind: K, of: string): RowByKind[K][] {
    // Keys of a line hold its kind.
    return [...(this.#lines.get(`${kind} of ${of}`) ?? [])].flatMap(
      (key) => (this.#rows.get(key)?.row as RowByKind[K] | undefined) ?? [],
    );
  }

  /** @throws where a rule refuses: the demo does nothing that nobody may do */
  do<T extends MutationType>(deed: Deed<T>): void {
    const payload = deed.payload as Json;
    const command = commandOf({ id: deed.mutation, type: deed.type, v: 1, payload }, wholeBook);
    if (!command.ok) throw new Error(`${deed.type}: ${command.refusal.detail}`);
    const decided = command.value.decide({
      author: deed.by,
      mutation: deed.mutation,
      at: deed.at,
      clockErrorMs: 0,
      now: deed.now,
      base: null,
      expects: deed.expects ?? null,
      calendar: shippedCalendar,
      urgencyOf: (category) => this.#urgencies.get(category ?? '') ?? '',
      retiredAt: () => null,
      settings: versionAt(this.#settings, deed.now)?.settings ?? null,
      read: (kind, id) => this.read(kind, id),
      line: (kind, of) => this.#line(kind, of),
      searchKeysOf: nameKeysOf,
      reportCodes: { fresh: secretsOf(deed.mutation), at: reportCodeAt },
    });
    if (!decided.ok)
      throw new Error(`${deed.type} by ${deed.by.name}: ${decided.refusal.code} ${decided.refusal.detail}`);
    if (decided.value.rows.length === 0) throw new Error(`${deed.type} changed nothing`);
    const erased = (decided.value.gone ?? []).flatMap(({ kind, id }) => this.#rows.get(`${kind} ${id}`) ?? []);
    this.effects.push(...whistleEffects(decided.value.rows, (id) => this.read('whistle', id)));
    for (const entry of decided.value.rows) this.put(entry);
    for (const { kind, id } of decided.value.gone ?? []) this.#rows.delete(`${kind} ${id}`);
    for (const aggregate of auditLinesOf(decided.value, erased))
      this.audit.push({
        aggregate,
        rev: this.read(aggregate.kind, aggregate.id)?.rev ?? 0,
        mutation: deed.mutation,
        type: deed.type,
        payload,
        by: deed.by.account,
        device: null,
        phoneAt: deed.at,
        clockErrorMs: 0,
        at: deed.now,
      });
  }
}

/** The line in which a row stands; `lineParents` is checked against the rows' types. */
function lineOf({ kind, row }: KindRow): string | null {
  const parent = kind in lineParents ? lineParents[kind as LineKind] : null;
  return parent && `${kind} of ${String((row as unknown as Record<string, unknown>)[parent])}`;
}

/** The same on every machine: the demo's orders are nobody's secret. */
function secretsOf(mutation: string): () => string {
  let n = 0;
  return () => createHash('sha1').update(`${mutation} ${n++}`).digest('hex');
}
