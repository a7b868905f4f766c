import type { Pool } from 'pg';
import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Author } from '../../../core/org/role.ts';
import type { Mask, Scope } from '../../../core/org/scope.ts';
import type { KindRow, RowKind, RowRef } from '../../../core/protocol/rows.ts';
import { limitSql, limitsOf } from '../../db/read-limits.ts';
import { deviceColumns, epochNow, readAuthors, readDevices, readRows } from './pg-rows.ts';
import { inTransaction, type Query } from './pg-session.ts';
import { PgWriteTx } from './pg-write.ts';
import type { DeviceState, FeedRow, ReadTx, SnapshotHead, SyncStore, WriteTx } from './store.ts';

/**
 * The store in PostgreSQL (15 and later). Push runs in READ COMMITTED with row locks in the order of store.ts, pull
 * in REPEATABLE READ; no advisory locks, no triggers, no clock of the database.
 */
export class PgStore implements SyncStore {
  readonly #poolFor: (district: string) => Pool;
  readonly #isWalled: boolean;

  /** @param isWalled the database has a second wall on reads (`Database.isWalled`) */
  constructor(poolFor: (district: string) => Pool, isWalled = false) {
    this.#poolFor = poolFor;
    this.#isWalled = isWalled;
  }

  write<T>(district: string, work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return inTransaction(this.#poolFor(district), 'begin isolation level read committed', (query) =>
      work(new PgWriteTx(query, district)),
    );
  }

  read<T>(district: string, work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return inTransaction(this.#poolFor(district), 'begin isolation level repeatable read read only', (query) =>
      work(new PgReadTx(query, district, this.#isWalled)),
    );
  }
}

class PgReadTx implements ReadTx {
  readonly #query: Query;
  readonly #district: string;
  readonly #isWalled: boolean;

  constructor(query: Query, district: string, isWalled: boolean) {
    this.#query = query;
    this.#district = district;
    this.#isWalled = isWalled;
  }

  async limitTo(scopes: ReadonlyMap<Scope, Mask>): Promise<void> {
    const sql = limitSql(this.#isWalled, limitsOf(this.#district, scopes));
    if (sql !== '') await this.#query(sql);
  }

  epoch(): Promise<string> {
    return epochNow(this.#query);
  }

  async device(id: DeviceId): Promise<DeviceState | null> {
    const found = await readDevices(
      this.#query,
      `select ${deviceColumns} from device where district = $1 and id = $2`,
      [this.#district, id],
    );
    return found[0] ?? null;
  }

  async author(account: AccountId): Promise<Author | null> {
    return (await readAuthors(this.#query, this.#district, [account])).get(account) ?? null;
  }

  async gridsOf(communities: readonly string[]): Promise<Map<string, string[]>> {
    const found = await this.#query<{ id: string; community: string }>(
      'select id, community from grid where district = $1 and community = any($2::text[]) order by id',
      [this.#district, communities],
    );
    const grids = new Map<string, string[]>(communities.map((community) => [community, []]));
    for (const { id, community } of found) grids.get(community)?.push(id);
    return grids;
  }

  async heads(scopes: readonly Scope[]): Promise<Map<Scope, number>> {
    const found = await this.#query<{ scope: Scope; head: string }>(
      'select scope, head from scope_head where district = $1 and scope = any($2::text[])',
      [this.#district, scopes],
    );
    return new Map(found.map(({ scope, head }) => [scope, Number(head)]));
  }

  async feed(scope: Scope, after: number, limit: number): Promise<FeedRow[]> {
    const found = await this.#query<{ version: string; kind: RowKind; id: string; op: FeedRow['op'] }>(
      `select version, kind, id, op from feed
        where district = $1 and scope = $2 and version > $3 order by version limit $4`,
      [this.#district, scope, after, limit],
    );
    return found.map(({ version, ...entry }) => ({ scope, ...entry, version: Number(version) }));
  }

  rows(refs: readonly RowRef[]): Promise<KindRow[]> {
    return readRows(this.#query, this.#district, refs, () => '');
  }

  async snapshot(scope: Scope, mask: Mask): Promise<SnapshotHead | null> {
    const [found] = await this.#query<Omit<SnapshotHead, 'version'> & { version: string }>(
      `select scope, mask, epoch, version, rows, bytes, sha256 from snapshot
        where district = $1 and scope = $2 and mask = $3`,
      [this.#district, scope, mask],
    );
    return found ? { ...found, version: Number(found.version) } : null;
  }

  async snapshotBody({ scope, mask, sha256 }: SnapshotHead): Promise<Uint8Array | null> {
    const [found] = await this.#query<{ body: Buffer }>(
      'select body from snapshot where district = $1 and scope = $2 and mask = $3 and sha256 = $4',
      [this.#district, scope, mask, sha256],
    );
    return found?.body ?? null;
  }
}
