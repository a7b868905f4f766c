import { hash } from 'node:crypto';
import { canonicalText } from './canonical-text.ts';
import type { AuditLine } from './audit-lines.ts';
import type { AuditEntry } from './store.ts';

/** An entry with its place in its line, and the hash that ties it to the one before it. */
export interface ChainedEntry extends AuditEntry {
  /** 1, 2, 3 ... without a gap. */
  n: number;
  /** SHA-256 over the hash before it (empty for the first), its place and the entry's canonical JSON. */
  hash: string;
}

/** Where a line ends. */
export type LineEnd = Pick<ChainedEntry, 'n' | 'hash'>;

export const lineKey = ({ kind, id }: AuditLine): string => `${kind} ${id}`;

export const entryHash = (before: string, n: number, { aggregate, ...entry }: AuditEntry): string =>
  hash('sha256', before + canonicalText({ ...entry, n, kind: aggregate.kind, id: aggregate.id }));

/** @param ends where each line that exists ends, by `lineKey` */
export function chained(entries: readonly AuditEntry[], ends: ReadonlyMap<string, LineEnd>): ChainedEntry[] {
  const newest = new Map(ends);
  return entries.map((entry) => {
    const key = lineKey(entry.aggregate);
    const end = newest.get(key) ?? { n: 0, hash: '' };
    const own = { n: end.n + 1, hash: entryHash(end.hash, end.n + 1, entry) };
    newest.set(key, own);
    return { ...entry, ...own };
  });
}
