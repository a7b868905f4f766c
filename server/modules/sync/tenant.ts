import type { Iso } from '../../../core/lib/time.ts';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { versionAt, type DistrictSettings, type SettingsRow } from '../../../core/settings/settings.ts';
import type { SyncStore } from './store.ts';

/** What a district decides by, of one moment: its settings and its catalogue. */
export interface Tenant {
  /** How far the feed of its scope went when this was read. */
  head: number;
  categories: ReadonlyMap<string, CategoryRow>;
  settings: SettingsRow | null;
}

export interface Tenants {
  /** As last read here; read where it never was. Whether it is still so, its head tells. */
  known: (district: string) => Promise<Tenant>;
  /** As it is now. */
  read: (district: string) => Promise<Tenant>;
}

/** A tenant is read whole and kept until its scope moves, so that no group is decided by half a change. */
export function makeTenants(store: SyncStore): Tenants {
  const kept = new Map<string, Tenant>();
  async function read(district: string): Promise<Tenant> {
    const tenant = await readTenant(store, district);
    kept.set(district, tenant);
    return tenant;
  }
  return { read, known: async (district) => kept.get(district) ?? read(district) };
}

const readTenant = (store: SyncStore, district: string): Promise<Tenant> =>
  store.read(district, async (tx) => {
    const scope = `tenant:${district}` as const;
    const [heads, entries] = [await tx.heads([scope]), await tx.feed(scope, 0, 100_000)];
    const refs = entries.filter(({ kind, op }) => op === 'put' && (kind === 'category' || kind === 'settings'));
    const categories = new Map<string, CategoryRow>();
    let settings: SettingsRow | null = null;
    for (const entry of await tx.rows(refs.map(({ kind, id }) => ({ kind, id }))))
      if (entry.kind === 'category') categories.set(entry.row.id, entry.row);
      else if (entry.kind === 'settings') settings = entry.row;
    return { head: heads.get(scope) ?? 0, categories, settings };
  });

/** What rules ask of a tenant at a moment. */
export const rulesIn = ({ categories, settings }: Tenant, now: Iso) => ({
  urgencyOf: (category: string | null): string => categories.get(category ?? '')?.urgency ?? '',
  retiredAt: (category: string): Iso | null => categories.get(category)?.retiredAt ?? null,
  settings: settingsIn(settings, now),
});

const settingsIn = (row: SettingsRow | null, now: Iso): DistrictSettings | null =>
  versionAt(row ?? undefined, now)?.settings ?? null;
