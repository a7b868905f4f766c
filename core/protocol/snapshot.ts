import type { Json } from '../lib/json.ts';
import type { Mask, Scope } from '../org/scope.ts';
import type { AnyRow, KindRow, RowKind } from './rows.ts';

/**
 * A whole scope at one version, by columns (sync, "Protocol"): it takes the place of a first sync's pages. Values of one
 * member lie beside each other, so names are said once and like stands by like, which compresses well.
 */
export interface Snapshot {
  format: 1;
  scope: Scope;
  version: number;
  kinds: Partial<Record<RowKind, Columns>>;
}

/** Rows of one kind. Each column holds `n` values; places of rows without that member are listed, and hold null. */
export interface Columns {
  n: number;
  columns: Record<string, Json[]>;
  absent?: Record<string, number[]>;
}

/** What a page says of a snapshot in its stead. `bytes` and `sha256` are those of the text, uncompressed. */
export interface SnapshotRef {
  url: string;
  bytes: number;
  rows: number;
  sha256: string;
}

/** What a phone puts into `accept`. */
export const acceptSnapshot = 'snapshot';

export const snapshotPath = '/api/sync/snapshots/';
export const snapshotUrl = (scope: Scope, mask: Mask, version: number): string =>
  `${snapshotPath}${scope}/${mask}/${version}`;

export function snapshotOf(scope: Scope, version: number, rows: readonly KindRow[]): Snapshot {
  const kinds: Snapshot['kinds'] = {};
  for (const [kind, some] of Map.groupBy(rows, (entry) => entry.kind))
    kinds[kind] = columnsOf(some.map(({ row }) => row as unknown as Record<string, Json | undefined>));
  return { format: 1, scope, version, kinds };
}

/** Each kind with its rows, in the order in which they were put in. */
export const rowsOfSnapshot = ({ kinds }: Snapshot): [RowKind, AnyRow[]][] =>
  // Under a kind's name lie columns of that kind's rows.
  Object.entries(kinds).map(([kind, columns]) => [kind as RowKind, rowsOf(columns) as unknown as AnyRow[]]);

/** The outline is checked; what it says of each row is the server's to answer for. Null: it is none. */
export function readSnapshot(text: string): Snapshot | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isSnapshot(value) ? value : null;
}

function columnsOf(rows: readonly Record<string, Json | undefined>[]): Columns {
  const columns: Record<string, Json[]> = {};
  const absent: Record<string, number[]> = {};
  for (const key of new Set(rows.flatMap((row) => Object.keys(row)))) {
    columns[key] = rows.map((row) => row[key] ?? null);
    const places = rows.flatMap((row, i) => (row[key] === undefined ? [i] : []));
    if (places.length > 0) absent[key] = places;
  }
  return { n: rows.length, columns, ...(Object.keys(absent).length > 0 && { absent }) };
}

function rowsOf({ n, columns, absent = {} }: Columns): Record<string, Json>[] {
  const rows = Array.from({ length: n }, (): Record<string, Json> => ({}));
  for (const [key, values] of Object.entries(columns)) {
    const without = new Set(absent[key]);
    rows.forEach((row, i) => {
      if (!without.has(i)) row[key] = values[i] ?? null;
    });
  }
  return rows;
}

function isSnapshot(value: unknown): value is Snapshot {
  if (!isRecord(value) || value['format'] !== 1 || typeof value['scope'] !== 'string') return false;
  const { version, kinds } = value;
  return Number.isSafeInteger(version) && isRecord(kinds) && Object.values(kinds).every(isColumns);
}

function isColumns(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['columns'])) return false;
  const { n, columns, absent = {} } = value;
  return (
    Object.values(columns).every((column) => Array.isArray(column) && column.length === n) &&
    Array.isArray(columns['id']) &&
    isRecord(absent) &&
    Object.values(absent).every(Array.isArray)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
