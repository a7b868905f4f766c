/**
 * The memory in which screens look (View of phone.ts). Everything is made when it is asked for and kept until its
 * kind changes: a list of 4,000 households is the same array from one tick to the next.
 */
import type { Iso } from '../../core/lib/time.ts';
import type { AnyRow, RowByKind, RowKind } from '../../core/protocol/rows.ts';
import type { MadeMutation } from './made.ts';
import type { MadeStore } from './made-store.ts';
import { isOverlaid, noOverlay, overlayOf, reading, type Overlay } from './overlay.ts';
import type { View } from './phone.ts';
import { rulesLearned, type Reading, type Rules } from './rules.ts';
import { Signal } from './signal.ts';
import type { Told } from './told.ts';

type Index = ReadonlyMap<unknown, readonly AnyRow[]>;
const none: readonly never[] = [];

export class PhoneView implements View {
  readonly #made: MadeStore;
  readonly #told: Told;
  readonly #rules: Rules;
  readonly #changes = new Signal();
  #overlay: Overlay = noOverlay;
  #overlaid: readonly MadeMutation[] = none;
  #seen = -1;
  #learned = rulesLearned();
  readonly #lists = new Map<RowKind, readonly AnyRow[]>();
  readonly #indexes = new Map<RowKind, Map<string, Index>>();

  constructor(made: MadeStore, told: Told, rules: Rules) {
    this.#made = made;
    this.#told = told;
    this.#rules = rules;
    made.changes.listen(() => this.#changes.fire());
    told.changes.listen(() => this.#changes.fire());
  }

  get<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined {
    this.#refresh();
    return reading(this.#overlay, this.#readTold).read(kind, id);
  }

  all<K extends RowKind>(kind: K): readonly RowByKind[K][] {
    this.#refresh();
    let list = this.#lists.get(kind);
    if (!list) {
      const own = this.#overlay.rows.get(kind);
      list = own
        ? [...new Map<string, AnyRow | null>([...this.#told.rows.all(kind), ...own]).values()].filter(
            (row) => row !== null,
          )
        : [...this.#told.rows.all(kind).values()];
      this.#lists.set(kind, list);
    }
    // Rows lie under their own kind.
    return list as readonly RowByKind[K][];
  }

  where<K extends RowKind>(kind: K, member: keyof RowByKind[K] & string, value: string): readonly RowByKind[K][] {
    this.#refresh();
    const indexes = this.#indexes.get(kind) ?? new Map<string, Index>();
    this.#indexes.set(kind, indexes);
    let index = indexes.get(member);
    if (!index) {
      index = indexOf(this.all(kind), member);
      indexes.set(member, index);
    }
    return (index.get(value) ?? none) as readonly RowByKind[K][];
  }

  isOwnUnsent(kind: RowKind, id: string): boolean {
    this.#refresh();
    return this.#overlay.unsent.has(`${kind} ${id}`);
  }

  isLaidOver(kind: RowKind, id: string): boolean {
    this.#refresh();
    return this.#overlay.rows.get(kind)?.has(id) ?? false;
  }

  /** The revision that the server told, without own work; null: it told no such row. */
  toldRev(kind: RowKind, id: string): number | null {
    return this.#told.rows.get(kind, id)?.rev ?? null;
  }

  toldAt(): Iso | null {
    return this.#told.state.toldAt;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener);
  }

  /** How rows stand before a record, or after all of them: what its rule decides over. */
  before(record: MadeMutation | null): Reading {
    this.#refresh();
    const earlier = record ? this.#overlaid.filter((one) => one.order < record.order) : this.#overlaid;
    const overlay = record ? overlayOf(earlier, this.#rules, this.#readTold) : this.#overlay;
    return reading(overlay, this.#readTold);
  }

  readonly #readTold: Reading = {
    read: (kind, id) => this.#told.rows.get(kind, id),
    line: (kind, of) => this.#told.rows.line(kind, of),
  };

  /** Listeners run a turn later than the change; a screen that reads in between must see it all the same. */
  #refresh(): void {
    const learned = rulesLearned();
    const isTaught = learned !== this.#learned;
    const version = this.#made.changes.version + this.#told.changes.version;
    if (version === this.#seen && !isTaught) return;
    this.#seen = version;
    this.#learned = learned;
    const touched = this.#told.rows.takeTouched();
    const overlaid = this.#overlaidNow();
    const isTold = touched.size > 0;
    if (!isTold && !isTaught && isSameList(overlaid, this.#overlaid)) return;
    // The common case is one record more: the earlier ones need not be run again.
    const known = !isTold && !isTaught && isSameList(overlaid.slice(0, this.#overlaid.length), this.#overlaid);
    const overlay = known
      ? overlayOf(overlaid.slice(this.#overlaid.length), this.#rules, this.#readTold, this.#overlay)
      : overlayOf(overlaid, this.#rules, this.#readTold);
    for (const kind of new Set([...overlay.rows.keys(), ...this.#overlay.rows.keys()]))
      if (!isSameRows(overlay.rows.get(kind), this.#overlay.rows.get(kind))) touched.add(kind);
    this.#overlay = overlay;
    this.#overlaid = overlaid;
    for (const kind of touched) {
      this.#lists.delete(kind);
      this.#indexes.delete(kind);
    }
  }

  #overlaidNow(): readonly MadeMutation[] {
    const { state, records } = this.#made;
    return [...records.values()]
      .filter((record) => isOverlaid(record, state, this.#told.state))
      .toSorted((a, b) => a.order - b.order);
  }
}

const isSameList = (a: readonly MadeMutation[], b: readonly MadeMutation[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/** By what they hold: a rule that ran again gives new objects of the same rows. What was not run again is the same. */
function isSameRows(
  a: ReadonlyMap<string, AnyRow | null> = noRows,
  b: ReadonlyMap<string, AnyRow | null> = noRows,
): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  return [...a].every(([id, row]) => {
    const [otherId, other] = others.next().value ?? [];
    return id === otherId && (row === other || JSON.stringify(row) === JSON.stringify(other));
  });
}
const noRows: ReadonlyMap<string, AnyRow | null> = new Map();

function indexOf<Row extends AnyRow>(rows: readonly Row[], member: keyof Row): Index {
  const index = new Map<unknown, Row[]>();
  for (const row of rows) {
    const found = index.get(row[member]);
    if (found) found.push(row);
    else index.set(row[member], [row]);
  }
  return index;
}
