/**
 * Own work laid over what the server told: the rules of core run again, in the order of saving, for each record that
 * the view does not hold yet: without a number, or with one above the `lastSeq` that the view moved with. A record
 * whose rule now refuses is simply not laid over; the server's answer to it will come. This asks what is in the view;
 * whether a record still waits is another question, answered by its result alone.
 */
import { lineParents, type AnyRow, type LineKind, type RowByKind, type RowKind } from '../../core/protocol/rows.ts';
import type { MadeMutation, MadeState } from './made.ts';
import type { Reading, Rules } from './rules.ts';
import type { ToldState } from './told-state.ts';

export interface Overlay {
  /** null: own work erased it. */
  rows: ReadonlyMap<RowKind, ReadonlyMap<string, AnyRow | null>>;
  /** `kind id` of rows in which work stands that has no answer yet. */
  unsent: ReadonlySet<string>;
}

export function isOverlaid(record: MadeMutation, made: MadeState, told: ToldState): boolean {
  if (record.discardedAt !== null || record.answer?.result.outcome === 'refused') return false;
  if (record.givenUpAt !== null && !record.answer) return false;
  if (!record.sent) return true;
  const age = made.devices.indexOf(record.sent.device);
  // -1 for a device that this phone never had: then `lastSeq` speaks of none of its numbers.
  const toldAge = told.device === null ? -1 : made.devices.indexOf(told.device);
  return age > toldAge || (age === toldAge && record.sent.envelope.seq > told.lastSeq);
}

export const noOverlay: Overlay = { rows: new Map(), unsent: new Set() };

/** @param before what earlier records made of the same rows; it stays as it is */
export function overlayOf(
  records: readonly MadeMutation[],
  rules: Rules,
  told: Reading,
  before: Overlay = noOverlay,
): Overlay {
  const rows = new Map([...before.rows].map(([kind, byId]) => [kind, new Map(byId)]));
  const unsent = new Set(before.unsent);
  const over = reading({ rows, unsent }, told);
  for (const record of records) {
    const decision = rules(record, over);
    if (!decision.ok) continue;
    const lay = (kind: RowKind, id: string, row: AnyRow | null): void => {
      const byId = rows.get(kind) ?? new Map<string, AnyRow | null>();
      rows.set(kind, byId.set(id, row));
      if (!record.answer) unsent.add(`${kind} ${id}`);
    };
    for (const { kind, row } of decision.value.rows) lay(kind, row.id, row);
    for (const { kind, id } of decision.value.gone ?? []) lay(kind, id, null);
  }
  return { rows, unsent };
}

/** Rows as they stand with an overlay over what was told; the overlay may still grow while it is read. */
export function reading(overlay: Overlay, told: Reading): Reading {
  return {
    read: <K extends RowKind>(kind: K, id: string) => {
      // Rows lie under their own kind.
      const own = overlay.rows.get(kind)?.get(id) as RowByKind[K] | null | undefined;
      return own === null ? undefined : (own ?? told.read(kind, id));
    },
    line: <K extends LineKind>(kind: K, of: string) => {
      const own = overlay.rows.get(kind);
      if (!own) return told.line(kind, of);
      const laid = [...own.values()].filter((row) => row !== null && parentOf(kind, row) === of);
      return [...told.line(kind, of).filter(({ id }) => !own.has(id)), ...(laid as RowByKind[K][])];
    },
  };
}

/** The row on which a row of a line hangs; `lineParents` is checked against the rows' types. */
export const parentOf = (kind: LineKind, row: AnyRow): unknown =>
  (row as unknown as Record<string, unknown>)[lineParents[kind]];
