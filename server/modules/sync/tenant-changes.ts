import type { AccountId } from '../../../core/lib/id.ts';
import type { Json } from '../../../core/lib/json.ts';
import type { Iso } from '../../../core/lib/time.ts';
import type { Scope } from '../../../core/org/scope.ts';
import type { CategoryRow, KindRow } from '../../../core/protocol/rows.ts';
import { withVersion, type DistrictSettings, type SettingsRow } from '../../../core/settings/settings.ts';
import { feedOf } from './group-image.ts';
import { againOnConflict, type Patience } from './retry.ts';
import type { SyncStore, WriteTx } from './store.ts';

/**
 * Changes of what a whole district decides by: not mutations, each with its own route. Row, audit and feed are one
 * transaction; the audit keeps every version, who, when and why, in a line of its own that is chained by hash.
 */
export interface TenantChange {
  /** The version that its author had before her eyes; 0: none yet. */
  base: number;
  reason: string;
  by: AccountId;
  now: Iso;
  /** Names this change in the audit. */
  id: string;
}

/** Null: somebody else was first. */
export interface TenantChanges {
  putSettings: (
    district: string,
    change: TenantChange & { settings: DistrictSettings; from: Iso },
  ) => Promise<SettingsRow | null>;
  putCategory: (
    district: string,
    change: TenantChange & { category: Omit<CategoryRow, 'rev' | 'retiredAt'>; isRetired: boolean },
  ) => Promise<CategoryRow | null>;
}

export interface TenantChangesDeps extends Patience {
  store: SyncStore;
  committed: (district: string, heads: ReadonlyMap<Scope, number>) => void;
}

/** @throws StoreUnavailable */
export function makeTenantChanges(deps: TenantChangesDeps): TenantChanges {
  async function change<R extends { rev: number; id: string }>(
    district: string,
    { kind, id }: { kind: 'settings' | 'category'; id: string },
    { base, reason, by, now, id: mutation }: TenantChange,
    make: (before: KindRow | undefined) => { after: KindRow; row: R; said: Json },
  ): Promise<R | null> {
    const done = await againOnConflict(
      () =>
        deps.store.write(district, async (tx: WriteTx) => {
          const [before] = await tx.lockRows([{ kind, id }]);
          if ((before?.row.rev ?? 0) !== base) return null;
          const { after, row, said } = make(before);
          const entry = {
            aggregate: { kind, id },
            rev: row.rev,
            mutation,
            type: `${kind}.put`,
            payload: { ...(said as object), reason } as Json,
            by,
            device: null,
            phoneAt: now,
            clockErrorMs: null,
            at: now,
          };
          const feed = feedOf(district, before, after);
          return { row, heads: await tx.save({ devices: [], results: [], rows: [after], audit: [entry], feed }) };
        }),
      deps,
    );
    if (done) deps.committed(district, done.heads);
    return done?.row ?? null;
  }

  return {
    putSettings: (district, { settings, from, ...rest }) =>
      change(district, { kind: 'settings', id: district }, rest, (before) => {
        const known = before?.kind === 'settings' ? before.row : undefined;
        const row = withVersion(known, district, { version: rest.base + 1, from, settings }, rest.now);
        return { after: { kind: 'settings', row }, row, said: { from, settings } as unknown as Json };
      }),
    putCategory: (district, { category, isRetired, ...rest }) =>
      change(district, { kind: 'category', id: category.id }, rest, (before) => {
        const known = before?.kind === 'category' ? before.row.retiredAt : undefined;
        const row = { ...category, rev: rest.base + 1, ...(isRetired && { retiredAt: known ?? rest.now }) };
        return { after: { kind: 'category', row }, row, said: { category: row } };
      }),
  };
}
