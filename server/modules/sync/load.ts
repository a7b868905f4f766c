import { whistleIn, type KindRow } from '../../../core/protocol/rows.ts';
import { feedOf } from './group-image.ts';
import type { AuditEntry, SyncStore } from './store.ts';

/** New rows with what is on record of them: a seed or an import. */
export interface Load {
  rows: readonly KindRow[];
  audit: readonly AuditEntry[];
}

/**
 * Writes many new rows in one transaction, a few thousand a statement, each listed in the feeds of its scopes.
 * @throws StoreConflict when one of them exists
 */
export const loadRows = (store: SyncStore, district: string, { rows, audit }: Load, chunk = 2_000): Promise<void> =>
  store.write(district, async (tx) => {
    const none = { devices: [], results: [], rows: [], audit: [], feed: [] };
    const whistles = new Map(rows.filter(({ kind }) => kind === 'whistle').map((entry) => [entry.row.id, entry]));
    for (let i = 0; i < rows.length; i += chunk) {
      const part = rows.slice(i, i + chunk);
      const feed = part.flatMap((entry) =>
        feedOf(district, undefined, entry, { before: undefined, after: whistleIn(entry, (id) => whistles.get(id)) }),
      );
      await tx.save({ ...none, rows: part, feed });
    }
    for (let i = 0; i < audit.length; i += chunk) await tx.save({ ...none, audit: audit.slice(i, i + chunk) });
  });
