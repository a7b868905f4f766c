import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Author } from '../../../core/org/role.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import { isHiddenKind, scopesHolding } from '../../../core/protocol/holding.ts';
import { whistleIn, type KindRow, type RowRef } from '../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import {
  emptyDistrict,
  rowKey,
  snapshotKey,
  type DistrictState,
  type MemoryState,
  type StoreStep,
} from './memory-state.ts';
import type { DeviceState, FeedRow, ReadTx, SnapshotHead } from './store.ts';

/** What the database's policies keep from a reader (server/db/schema/policies.ts): finer masks are the engine's. */
const isWalledOff = (mask: Mask, { kind, row }: KindRow): boolean =>
  isHiddenKind(mask, kind) || (mask === 'C' && kind === 'conflict' && row.on.kind === 'need');

/** Reads of one snapshot. */
export class MemoryReadTx implements ReadTx {
  readonly #state: MemoryState;
  readonly #district: string;
  readonly #step: (step: StoreStep) => Promise<void>;
  #limits: ReadonlyMap<Scope, Mask> | null = null;

  constructor(state: MemoryState, district: string, step: (step: StoreStep) => Promise<void>) {
    this.#state = state;
    this.#district = district;
    this.#step = step;
  }

  async epoch(): Promise<string> {
    await this.#step('read');
    return this.#state.epoch;
  }

  async device(id: DeviceId): Promise<DeviceState | null> {
    return (await this.#held()).devices.get(id) ?? null;
  }

  async author(account: AccountId): Promise<Author | null> {
    return (await this.#held()).authors.get(account) ?? null;
  }

  async gridsOf(communities: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>(communities.map((community) => [community, []]));
    for (const { kind, row } of (await this.#held()).rows.values())
      if (kind === 'grid') found.get(row.community)?.push(row.id);
    for (const grids of found.values()) grids.sort();
    return found;
  }

  async limitTo(scopes: ReadonlyMap<Scope, Mask>): Promise<void> {
    this.#limits = scopes;
  }

  async heads(scopes: readonly Scope[]): Promise<Map<Scope, number>> {
    const { heads } = await this.#held();
    const asked = scopes.filter((scope) => this.#limits?.has(scope) ?? true);
    return new Map(asked.flatMap((scope) => (heads.has(scope) ? [[scope, heads.get(scope) ?? 0] as const] : [])));
  }

  async feed(scope: Scope, after: number, limit: number): Promise<FeedRow[]> {
    if (this.#limits && !this.#limits.has(scope)) return [];
    const entries = [...((await this.#held()).feeds.get(scope)?.values() ?? [])];
    return entries
      .filter(({ version }) => version > after)
      .toSorted((a, b) => a.version - b.version)
      .slice(0, limit);
  }

  async rows(refs: readonly RowRef[]): Promise<KindRow[]> {
    const { rows } = await this.#held();
    return refs
      .flatMap(({ kind, id }) => rows.get(rowKey(kind, id)) ?? [])
      .filter((entry) =>
        this.#isWithin(
          entry,
          whistleIn(entry, (id) => rows.get(rowKey('whistle', id))),
        ),
      );
  }

  #isWithin(entry: KindRow, whistle: WhistleRow | undefined): boolean {
    const limits = this.#limits;
    if (limits === null) return true;
    return scopesHolding(this.#district, entry, whistle).some((scope) => {
      const mask = limits.get(scope);
      return mask !== undefined && !isWalledOff(mask, entry);
    });
  }

  async snapshot(scope: Scope, mask: Mask): Promise<SnapshotHead | null> {
    const kept = (await this.#held()).snapshots.get(snapshotKey(scope, mask));
    if (!kept) return null;
    const { body: _, ...head } = kept;
    return head;
  }

  async snapshotBody({ scope, mask, sha256 }: SnapshotHead): Promise<Uint8Array | null> {
    const kept = (await this.#held()).snapshots.get(snapshotKey(scope, mask));
    return kept?.sha256 === sha256 ? kept.body : null;
  }

  async #held(): Promise<DistrictState> {
    await this.#step('read');
    return this.#state.districts.get(this.#district) ?? emptyDistrict();
  }
}
