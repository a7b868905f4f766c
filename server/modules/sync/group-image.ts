import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import { scopesHolding } from '../../../core/protocol/holding.ts';
import {
  lineParents,
  whistleIn,
  whistleLines,
  type AnyRow,
  type KindRow,
  type LineKind,
  type LineRef,
  type RowByKind,
  type RowKind,
  type RowRef,
} from '../../../core/protocol/rows.ts';
import type { Author } from '../../../core/org/role.ts';
import { unitsHolding } from '../../../core/whistle/unit-view.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { Effect } from './effect.ts';
import type { AuditEntry, DeviceState, FeedEntry, QuarantinedMutation, StoredResult, Writes } from './store.ts';

const rowKey = (kind: RowKind, id: string): string => `${kind} ${id}`;
export const lineKey = (kind: LineKind, of: string): string => `${kind} of ${of}`;
const placeKey = (device: DeviceId, seq: number): string => `${device} ${seq}`;

/**
 * The locked rows of one group in memory. Mutations are decided one after another over it, so that each sees what
 * those before it did; at the end it says what is to be written. It lives for one attempt of one transaction.
 */
export class GroupImage {
  readonly #devices: Map<DeviceId, DeviceState>;
  readonly #authors: Map<AccountId, Author>;
  readonly #loaded: Set<string>;
  readonly #before = new Map<string, KindRow>();
  readonly #rows = new Map<string, AnyRow>();
  readonly #changed = new Map<string, KindRow>();
  readonly #gone = new Map<string, KindRow>();
  /** Of each line that was touched, the keys of its rows. */
  readonly #lines = new Map<string, Set<string>>();
  readonly #byPlace = new Map<string, StoredResult>();
  readonly #byId = new Map<string, StoredResult>();
  readonly #contacts = new Set<DeviceId>();
  readonly #results: StoredResult[] = [];
  readonly #audit: AuditEntry[] = [];
  readonly #quarantine: QuarantinedMutation[] = [];
  readonly #effects: Effect[] = [];

  constructor(loaded: {
    devices: Map<DeviceId, DeviceState>;
    authors: Map<AccountId, Author>;
    results: readonly StoredResult[];
    touched: readonly (RowRef | LineRef)[];
    rows: readonly KindRow[];
  }) {
    this.#devices = new Map(loaded.devices);
    this.#authors = loaded.authors;
    this.#loaded = new Set(loaded.rows.map(({ kind, row }) => rowKey(kind, row.id)));
    for (const one of loaded.touched)
      if ('id' in one) this.#loaded.add(rowKey(one.kind, one.id));
      else this.#lines.set(lineKey(one.kind, one.of), new Set());
    for (const result of loaded.results) this.#know(result);
    for (const entry of loaded.rows) {
      this.#before.set(rowKey(entry.kind, entry.row.id), entry);
      this.#rows.set(rowKey(entry.kind, entry.row.id), entry.row);
      this.#join(entry);
    }
  }

  device(id: DeviceId): DeviceState {
    const state = this.#devices.get(id);
    if (!state) throw new Error(`device ${id} was not locked`);
    return state;
  }

  /** The device spoke: what is known of it now is kept. */
  contact(id: DeviceId, set: Partial<DeviceState>): void {
    this.#devices.set(id, { ...this.device(id), ...set });
    this.#contacts.add(id);
  }

  author(account: AccountId): Author {
    const author = this.#authors.get(account);
    if (!author) throw new Error(`account ${account} does not exist`);
    return author;
  }

  resultAt = (device: DeviceId, seq: number): StoredResult | undefined => this.#byPlace.get(placeKey(device, seq));
  resultOf = (mutation: string): StoredResult | undefined => this.#byId.get(mutation);

  keepResult(result: StoredResult): void {
    this.#know(result);
    this.#results.push(result);
  }

  /** A touched row as the mutations before left it. A rule that reads what it did not touch is a bug: it throws. */
  read = <K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined => {
    const key = rowKey(kind, id);
    const row = this.#rows.get(key);
    if (!row && !this.#loaded.has(key)) throw new Error(`the rule reads ${key} without touching it`);
    // The key holds the kind, so what lies under it is of that kind.
    return row as RowByKind[K] | undefined;
  };

  /** The revision at which a row stands; of one that is gone, the one after its last. 0: it was never touched here. */
  revOf({ kind, id }: RowRef): number {
    const key = rowKey(kind, id);
    const gone = this.#gone.get(key);
    return gone ? gone.row.rev + 1 : (this.#rows.get(key)?.rev ?? 0);
  }

  /** A touched line as the mutations before left it. */
  line = <K extends LineKind>(kind: K, of: string): readonly RowByKind[K][] => {
    const keys = this.#lines.get(lineKey(kind, of));
    if (!keys) throw new Error(`the rule reads ${lineKey(kind, of)} without touching it`);
    // A line's keys hold its kind.
    return [...keys].flatMap((key) => (this.#rows.get(key) as RowByKind[K] | undefined) ?? []);
  };

  change(entry: KindRow): void {
    const key = rowKey(entry.kind, entry.row.id);
    this.#rows.set(key, entry.row);
    this.#loaded.add(key);
    this.#changed.set(key, entry);
    this.#gone.delete(key);
    this.#join(entry);
  }

  erase({ kind, id }: RowRef): void {
    const key = rowKey(kind, id);
    const before = this.#before.get(key);
    this.#rows.delete(key);
    this.#changed.delete(key);
    if (before) this.#gone.set(key, before);
  }

  audit(entry: AuditEntry): void {
    this.#audit.push(entry);
  }

  quarantine(entry: QuarantinedMutation): void {
    this.#quarantine.push(entry);
  }

  effect(effect: Effect): void {
    this.#effects.push(effect);
  }

  writes(district: string): Writes {
    return {
      devices: [...this.#contacts].map((id) => this.device(id)),
      results: this.#results,
      rows: [...this.#changed.values()],
      audit: this.#audit,
      gone: [...this.#gone.values()].map(({ kind, row }) => ({ kind, id: row.id })),
      feed: [
        ...[...this.#changed].flatMap(([key, after]) =>
          feedOf(district, this.#before.get(key), after, this.#through(after)),
        ),
        ...this.#moved(district),
        ...[...this.#gone.values()].flatMap((before) => deletedFeedOf(district, before)),
      ],
      quarantine: this.#quarantine,
      effects: this.#effects,
    };
  }

  /** What hangs on a whistle goes where the whistle goes: to units that came to it, and from those that left it. */
  #moved(district: string): FeedEntry[] {
    return [...this.#changed].flatMap(([key, after]) => {
      const before = this.#before.get(key);
      if (after.kind !== 'whistle' || before?.kind !== 'whistle') return [];
      const [was, is] = [unitsHolding(before.row), unitsHolding(after.row)];
      if (was.length === is.length && was.every((unit) => is.includes(unit))) return [];
      return whistleLines.flatMap((kind) =>
        this.line(kind, after.row.id)
          .map((row): KindRow => ({ kind, row }) as KindRow)
          .filter(({ row }) => !this.#changed.has(rowKey(kind, row.id)))
          .flatMap((entry) => feedOf(district, entry, entry, { before: before.row, after: after.row }))
          .filter(({ scope }) => scope.startsWith('unit:')),
      );
    });
  }

  #through(entry: KindRow): HeldThrough {
    const before = (id: string) => this.#before.get(rowKey('whistle', id));
    const now = (id: string) => this.#changed.get(rowKey('whistle', id)) ?? before(id);
    return { before: whistleIn(entry, before), after: whistleIn(entry, now) };
  }

  #join({ kind, row }: KindRow): void {
    const parent = kind in lineParents ? lineParents[kind as LineKind] : null;
    // A line's parent is a member of its rows (`lineParents` is checked against them).
    const of = parent && (row as unknown as Record<string, string>)[parent];
    if (of) this.#lines.get(lineKey(kind as LineKind, of))?.add(rowKey(kind, row.id));
  }

  #know(result: StoredResult): void {
    this.#byPlace.set(placeKey(result.device, result.seq), result);
    if (!result.isAgain) this.#byId.set(result.id, result);
  }
}

/** Deleted from every scope that held it. No event and no photo is ever erased, so no unit has to hear of it. */
export const deletedFeedOf = (district: string, before: KindRow): FeedEntry[] =>
  scopesHolding(district, before).map((scope) => ({ kind: before.kind, id: before.row.id, scope, op: 'delete' }));

/** How the whistle of an event or a photo stands: units hold those through it. */
export interface HeldThrough {
  before: WhistleRow | undefined;
  after: WhistleRow | undefined;
}

/** Put into the scopes that hold the row now; left from those that held it before. */
export function feedOf(
  district: string,
  before: KindRow | undefined,
  after: KindRow,
  through: HeldThrough = { before: undefined, after: undefined },
): FeedEntry[] {
  const ref = { kind: after.kind, id: after.row.id };
  const now = scopesHolding(district, after, through.after);
  const left = before ? scopesHolding(district, before, through.before).filter((scope) => !now.includes(scope)) : [];
  return [
    ...now.map((scope): FeedEntry => ({ ...ref, scope, op: 'put' })),
    ...left.map((scope): FeedEntry => ({ ...ref, scope, op: 'leave' })),
  ];
}
