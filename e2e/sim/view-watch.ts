/**
 * Judges what a page shows after each change: every scope must stand as the server stood after one of its commits,
 * never earlier than before, but for rows in which own unsent work is laid over.
 */
import { canonicalJson, type Json } from '../../core/lib/json.ts';
import type { Mask, Scope } from '../../core/org/scope.ts';
import { rowKinds, type AnyRow, type RowKind } from '../../core/protocol/rows.ts';
import type { Device, Tab } from './device.ts';
import { keyOf, type Ledger, type Moment } from './ledger.ts';
import { district } from './town.ts';

interface Shown {
  /** But for rows in which own work stands. */
  rows: Map<string, { kind: RowKind; row: AnyRow }>;
}

export class ViewWatch {
  private readonly device: Device;
  private readonly tab: Tab;
  private readonly ledger: Ledger;
  private readonly violate: (what: string) => void;
  private readonly reached = new Map<Scope, Moment>();
  /** The history at a moment of which each scope stood last, while nobody doubted it. */
  private readonly healed = new Map<Scope, number>();
  private readonly lists = new Map<RowKind, readonly AnyRow[]>();
  looks = 0;

  constructor(device: Device, tab: Tab, ledger: Ledger, violate: (what: string) => void) {
    this.device = device;
    this.tab = tab;
    this.ledger = ledger;
    this.violate = violate;
  }

  /** Lists stay the same array until something of their kind changes. */
  private hasChanged(): boolean {
    let isNew = false;
    for (const kind of rowKinds) {
      const list = this.tab.phone.view.all(kind);
      if (this.lists.get(kind) === list) continue;
      this.lists.set(kind, list);
      isNew = true;
    }
    return isNew;
  }

  look(): void {
    if (!this.hasChanged()) return;
    this.looks += 1;
    for (const [scope, shown] of this.shown()) {
      const reason = this.judge(scope, shown);
      if (reason) this.violate(`view of ${this.tab.program.name}, ${scope}: ${reason}`);
    }
  }

  /** At the end each scope that the account has now stands at its last moment, and nothing else is shown. */
  lookAtEnd(scopes: ReadonlyMap<Scope, Mask>): void {
    this.look();
    const all = this.shown();
    for (const scope of new Set([...this.ledger.moments.keys(), ...scopes.keys()])) {
      const shown = all.get(scope);
      const last = this.ledger.moments.get(scope)?.at(-1);
      if (!scopes.has(scope)) {
        if (shown && shown.rows.size > 0) this.violate(`view of ${this.tab.program.name} still shows ${scope}`);
        continue;
      }
      if (!last || (last.revs.size === 0 && !shown)) continue;
      const difference = this.difference(scope, shown ?? { rows: new Map() }, last);
      if (difference) this.violate(`view of ${this.tab.program.name}, ${scope}, did not converge: ${difference}`);
    }
  }

  private judge(scope: Scope, shown: Shown): string | null {
    const moments = this.ledger.moments.get(scope) ?? [];
    // Nothing was ever told in it: what stands there is own work.
    if (moments.length === 0 && shown.rows.size === 0) return null;
    const from = this.reached.get(scope);
    let nearest = 'no moment fits';
    for (let at = from ? moments.indexOf(from) : 0; at < moments.length; at++) {
      const moment = moments[at];
      if (!moment) continue;
      const difference = this.difference(scope, shown, moment);
      if (difference === null) {
        this.reached.set(scope, moment);
        // What own work covers may still be of the lost history.
        const isBare = [...moment.revs.keys()].every((key) => !this.isLaidOver(key));
        if (!this.ledger.isDoubtful && isBare) this.healed.set(scope, moment.line);
        return null;
      }
      nearest = `${moment.line}:${moment.version} ${difference}`;
    }
    // Between a restore and its discovery the server itself tells two histories; what came of it heals with the epoch.
    if (this.ledger.isDoubtful || (this.device.isPolluted && this.healed.get(scope) !== this.ledger.line)) return null;
    return `${nearest} (from ${from ? `${from.line}:${from.version}` : 'nothing'}, ${moments.length} moments; shows ${[...shown.rows.keys()].slice(0, 3).join()})`;
  }

  private difference(scope: Scope, shown: Shown, moment: Moment): string | null {
    const mask: Mask = this.maskOf(scope);
    let expected = 0;
    for (const [key, rev] of moment.revs) {
      if (this.isLaidOver(key) || this.isHidden(moment.line, mask, scope, key, rev)) continue;
      expected += 1;
      const seen = shown.rows.get(key);
      if (!seen) return `${key} is missing`;
      if (seen.row.rev !== rev) return `${key} is at ${seen.row.rev}, not ${rev}`;
    }
    if (shown.rows.size !== expected) {
      const extra = [...shown.rows.keys()].find((key) => !moment.revs.has(key));
      return `${extra ?? 'a row'} is too much`;
    }
    for (const { kind, row } of shown.rows.values()) {
      const content = this.ledger.content(moment.line, mask, scope, kind, row.id, row.rev);
      if (content !== textOf(row)) return `${keyOf(kind, row.id)} reads otherwise`;
    }
    return null;
  }

  /** Why help is needed is no desk's, a code no worker's, and what desks said among themselves neither a worker's nor a unit's. */
  private isHidden(line: number, mask: Mask, scope: Scope, key: string, rev: number): boolean {
    if (mask === 'C') return key.startsWith('need/');
    return (
      key.startsWith('reportCode/') ||
      (key.startsWith('event/') &&
        this.ledger.content(line, mask, scope, 'event', key.slice('event/'.length), rev) === null)
    );
  }

  private isLaidOver(key: string): boolean {
    const cut = key.indexOf('/');
    // Keys are made by `keyOf` of a row's kind.
    return this.tab.phone.view.isLaidOver(key.slice(0, cut) as RowKind, key.slice(cut + 1));
  }

  private maskOf(scope: Scope): Mask {
    if (scope.startsWith('unit:')) return 'U';
    return this.device.setting.isDesk && scope.startsWith('grid:') ? 'C' : 'W';
  }

  /** Whoever works for a unit holds whistles through it. */
  private scopeOf(kind: RowKind, row: AnyRow): Scope {
    if (kind === 'area' || kind === 'category' || kind === 'settings' || kind === 'unit') return `tenant:${district}`;
    const unit = this.device.owner.grants.find(({ role }) => role === 'unit');
    return unit ? `unit:${unit.area}` : `grid:${'grid' in row ? row.grid : row.id}`;
  }

  private shown(): Map<Scope, Shown> {
    const { view } = this.tab.phone;
    const all = new Map<Scope, Shown>();
    for (const kind of rowKinds) {
      for (const row of view.all(kind)) {
        const scope = this.scopeOf(kind, row);
        let shown = all.get(scope);
        if (!shown) all.set(scope, (shown = { rows: new Map() }));
        if (!view.isLaidOver(kind, row.id)) shown.rows.set(keyOf(kind, row.id), { kind, row });
      }
    }
    return all;
  }
}

/** Rows are never changed in place, so a text holds as long as its row. */
const texts = new WeakMap<AnyRow, string>();
function textOf(row: AnyRow): string {
  let text = texts.get(row);
  if (text === undefined) texts.set(row, (text = canonicalJson(row as unknown as Json)));
  return text;
}
