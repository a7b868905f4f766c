import { minuteMs } from '../../../core/lib/time.ts';
import type { SyncStore } from './store.ts';

/** How long a change of the catalogue may take to reach the clocks of new whistles. */
const keptMs = minuteMs;

/** The urgency of each category of a district, as `U2` or `U1|U3`, read from its catalogue and kept for a minute. */
export function makeUrgencies(store: SyncStore, now: () => number) {
  const kept = new Map<string, { at: number; codes: ReadonlyMap<string, string> }>();
  return async (district: string): Promise<ReadonlyMap<string, string>> => {
    const known = kept.get(district);
    if (known && Math.abs(now() - known.at) < keptMs) return known.codes;
    const codes = await read(store, district);
    // An empty catalogue is one that is still being loaded.
    if (codes.size > 0) kept.set(district, { at: now(), codes });
    return codes;
  };
}

const read = (store: SyncStore, district: string): Promise<ReadonlyMap<string, string>> =>
  store.read(district, async (tx) => {
    const entries = await tx.feed(`tenant:${district}`, 0, 100_000);
    const refs = entries.filter(({ kind, op }) => kind === 'category' && op === 'put');
    const rows = await tx.rows(refs.map(({ kind, id }) => ({ kind, id })));
    return new Map(rows.flatMap((entry) => (entry.kind === 'category' ? [[entry.row.id, entry.row.urgency]] : [])));
  });
