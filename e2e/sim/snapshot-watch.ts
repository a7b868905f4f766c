/**
 * Judges every snapshot as it leaves the server: only of a scope and mask that the account had when it asked, and only rows
 * that were still in the scope at that moment, needs as they were then. What was erased before is told to nobody.
 */
import type { Mask, Scope } from '../../core/org/scope.ts';
import { readSnapshot, rowsOfSnapshot } from '../../core/protocol/snapshot.ts';
import type { SyncStore } from '../../server/modules/sync/store.ts';
import { keyOf } from './ledger.ts';
import { district } from './town.ts';

/** Of each scope, the rows in it by key, each with its revision. */
type Holding = ReadonlyMap<Scope, ReadonlyMap<string, number>>;

export const holdingNow = (store: SyncStore, scopes: readonly Scope[]): Promise<Holding> =>
  store.read(district, async (tx) => {
    const holding = new Map<Scope, Map<string, number>>();
    for (const scope of scopes) {
      const listed = (await tx.feed(scope, 0, 1_000_000)).filter(({ op }) => op === 'put');
      const rows = await tx.rows(listed);
      holding.set(scope, new Map(rows.map(({ kind, row }) => [keyOf(kind, row.id), row.rev])));
    }
    return holding;
  });

export function judgeSnapshot(
  text: string,
  held: Holding,
  allowed: ReadonlyMap<Scope, Mask>,
  violate: (what: string) => void,
): void {
  const snapshot = readSnapshot(text);
  if (!snapshot) return violate('a snapshot cannot be read');
  const { scope } = snapshot;
  const mask = allowed.get(scope);
  if (mask === undefined) violate(`a snapshot tells ${scope} to somebody who does not have it`);
  for (const [kind, rows] of rowsOfSnapshot(snapshot)) {
    if (mask === 'C' && kind === 'need') violate(`the community is told needs of ${scope} by a snapshot`);
    for (const { id, rev } of rows) {
      const now = held.get(scope)?.get(keyOf(kind, id));
      if (now === undefined || (kind === 'need' && now !== rev))
        violate(`a snapshot of ${scope} tells ${kind}/${id} at ${rev}, which is ${now ?? 'erased'}`);
    }
  }
}
