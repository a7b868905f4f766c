import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Iso } from '../../../core/lib/time.ts';
import type { Author } from '../../../core/org/role.ts';
import { masks, type Scope } from '../../../core/org/scope.ts';
import { lineParents, rowKinds, type KindRow, type LineRef, type RowRef } from '../../../core/protocol/rows.ts';
import type { MediaHash, WhistleEventRow } from '../../../core/whistle/whistle.ts';
import { chained, lineKey } from './audit-chain.ts';
import { epochStarted, type Effect } from './effect.ts';
import {
  claimKey,
  placeKey,
  rowKey,
  snapshotKey,
  type DistrictState,
  type MemoryHome,
  type MemoryState,
  type StoreStep,
} from './memory-state.ts';
import {
  fixedKinds,
  StoreConflict,
  type DeviceState,
  type FeedEntry,
  type FeedRow,
  type KeptSnapshot,
  type MediaClaim,
  type StoredResult,
  type Writes,
  type WriteTx,
} from './store.ts';

/** One transaction: locks as it goes, keeps what it writes to itself until `apply`. */
export class MemoryWriteTx implements WriteTx {
  readonly #store: MemoryHome;
  readonly #district: string;
  readonly #step: (step: StoreStep) => Promise<void>;
  readonly #found = new Set<string>();
  readonly #devices = new Map<DeviceId, DeviceState>();
  readonly #claims: MediaClaim[] = [];
  readonly #receipts = new Map<string, number>();
  #epoch: { epoch: string; reason: string; at: Iso } | null = null;
  readonly #writes: Writes[] = [];
  readonly #feed: FeedRow[] = [];
  readonly #snapshots: KeptSnapshot[] = [];

  constructor(store: MemoryHome, district: string, step: (step: StoreStep) => Promise<void>) {
    this.#store = store;
    this.#district = district;
    this.#step = step;
  }

  async epoch(): Promise<string> {
    await this.#step('epoch');
    return this.#epoch?.epoch ?? this.#store.epoch();
  }

  async head(scope: Scope): Promise<number> {
    return this.#now.heads.get(scope) ?? 0;
  }

  async startEpoch(epoch: string, reason: string, at: Iso): Promise<void> {
    await this.#step('start-epoch');
    this.#epoch = { epoch, reason, at };
  }

  async lockDevices(
    devices: readonly { id: DeviceId; account: AccountId }[],
    now: Iso,
  ): Promise<Map<DeviceId, DeviceState>> {
    const sorted = devices.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await this.#lock(
      'lock-devices',
      sorted.map(({ id }) => `device ${id}`),
    );
    const known = this.#now.devices;
    for (const { id, account } of sorted) {
      const fresh = { id, account, lastSeq: 0, clockErrorMs: null, seenAt: now, isKnown: false };
      this.#devices.set(id, known.get(id) ?? fresh);
    }
    return new Map(this.#devices);
  }

  async results(places: readonly { device: DeviceId; seq: number }[], ids: readonly string[]): Promise<StoredResult[]> {
    await this.#step('results');
    const state = this.#now;
    const keys = [
      ...places.map(({ device, seq }) => placeKey(device, seq)),
      ...ids.flatMap((id) => state.places.get(id) ?? []),
    ];
    return [...new Set(keys)].flatMap((key) => state.results.get(key) ?? []);
  }

  async lockRows(refs: readonly RowRef[], lines: readonly LineRef[] = []): Promise<KindRow[]> {
    const touched = (): RowRef[] =>
      distinct([...refs, ...lines.flatMap((line) => this.#lineOf(line))]).toSorted(
        (a, b) => rowKinds.indexOf(a.kind) - rowKinds.indexOf(b.kind) || (a.id < b.id ? -1 : 1),
      );
    const locked = new Set<string>();
    // What joined a line while its parent's lock was waited for belongs to it.
    for (;;) {
      const existing = touched()
        .filter(({ kind, id }) => !fixedKinds.includes(kind) && this.#now.rows.has(rowKey(kind, id)))
        .map(({ kind, id }) => `row ${rowKey(kind, id)}`);
      const missing = existing.filter((key) => !locked.has(key));
      if (locked.size > 0 && missing.length === 0) break;
      await this.#lock('lock-rows', missing);
      for (const key of missing) locked.add(key);
      if (existing.length === 0) break;
    }
    const found = touched().flatMap(({ kind, id }) => this.#now.rows.get(rowKey(kind, id)) ?? []);
    for (const { kind, row } of found) this.#found.add(rowKey(kind, row.id));
    return found;
  }

  #lineOf({ kind, of }: LineRef): RowRef[] {
    return [...this.#now.rows.values()]
      .filter(
        (entry) => entry.kind === kind && (entry.row as unknown as Record<string, unknown>)[lineParents[kind]] === of,
      )
      .map(({ row }) => ({ kind, id: row.id }));
  }

  async held(entries: readonly Omit<FeedEntry, 'op'>[]): Promise<Omit<FeedEntry, 'op'>[]> {
    await this.#step('feed');
    const found = entries.flatMap(({ scope, kind, id }) => this.#now.feeds.get(scope)?.get(rowKey(kind, id)) ?? []);
    return found
      .filter(({ op }) => op === 'put')
      .toSorted((a, b) => a.version - b.version)
      .map(({ scope, kind, id }) => ({ scope, kind, id }));
  }

  async authors(accounts: readonly AccountId[]): Promise<Map<AccountId, Author>> {
    await this.#step('authors');
    const { authors } = this.#now;
    return new Map([...authors].filter(([id]) => accounts.includes(id)));
  }

  async takeReceipts(day: string, count: number): Promise<number> {
    await this.#lock('receipts', [`receipt ${day}`]);
    const last = this.#receipts.get(day) ?? this.#now.receipts.get(day) ?? 0;
    this.#receipts.set(day, last + count);
    return last + 1;
  }

  async claimMedia(claim: MediaClaim): Promise<void> {
    await this.#step('media');
    this.#claims.push(claim);
  }

  async mediaClaims(account: AccountId, hashes: readonly MediaHash[]): Promise<MediaClaim[]> {
    await this.#step('media');
    return hashes.flatMap((sha256) => this.#now.media.get(claimKey(account, sha256)) ?? []);
  }

  async awaitedPhotos(account: AccountId, hashes: readonly MediaHash[]): Promise<RowRef[]> {
    await this.#step('media');
    const rows = [...this.#now.rows.values()];
    const events = rows.flatMap(({ kind, row }) => (kind === 'event' && row.by === account ? [row] : []));
    return rows
      .flatMap(({ kind, row }) => (kind === 'photo' && row.state === 'awaited' ? [row] : []))
      .filter(
        ({ sha256, whistle }) =>
          hashes.includes(sha256) && events.some((event) => event.whistle === whistle && isNamedBy(event, sha256)),
      )
      .map(({ id }) => ({ kind: 'photo', id }));
  }

  async keepSnapshot(snapshot: KeptSnapshot): Promise<void> {
    const { scope, mask, epoch, version } = snapshot;
    await this.#lock('snapshot', [`head ${scope}`]);
    const kept = this.#now.snapshots.get(snapshotKey(scope, mask));
    const isLater = kept?.epoch === epoch && kept.version >= version;
    const since = [...(this.#now.feeds.get(scope)?.values() ?? [])].filter((entry) => entry.version > version);
    if (isLater || epoch !== this.#store.epoch() || since.some((entry) => this.#store.erases(entry))) return;
    this.#snapshots.push(snapshot);
  }

  async save(writes: Writes): Promise<Map<Scope, number>> {
    const scopes = [...new Set(writes.feed.map(({ scope }) => scope))].toSorted();
    await this.#lock(
      'lock-heads',
      scopes.map((scope) => `head ${scope}`),
    );
    const versions = this.#store.versions(this.#district, [...this.#feed, ...writes.feed]).slice(this.#feed.length);
    const entries = writes.feed.map((entry, i) => ({ ...entry, version: versions[i] ?? 0 }));
    this.#writes.push(writes);
    this.#feed.push(...entries);
    return new Map(entries.map(({ scope, version }) => [scope, version]));
  }

  /** @throws StoreConflict where another transaction made the same thing meanwhile */
  check(state: DistrictState): void {
    for (const { kind, row } of this.#writes.flatMap(({ rows }) => rows)) {
      const key = rowKey(kind, row.id);
      if (!this.#found.has(key) && state.rows.has(key)) throw new StoreConflict(`${key} exists`);
    }
    for (const { device, seq, id, isAgain } of this.#writes.flatMap(({ results }) => results))
      if (state.results.has(placeKey(device, seq)) || (!isAgain && state.places.has(id)))
        throw new StoreConflict(`${id} was answered meanwhile`);
  }

  apply(state: MemoryState, district: DistrictState): void {
    if (this.#epoch) {
      state.epoch = this.#epoch.epoch;
      state.epochs.push(this.#epoch);
      district.snapshots.clear();
      const { epoch, reason, at } = this.#epoch;
      applyEffect(epochStarted(epoch, reason, at), district);
    }
    for (const device of this.#devices.values()) district.devices.set(device.id, { ...device, isKnown: true });
    for (const [day, last] of this.#receipts) district.receipts.set(day, last);
    for (const claim of this.#claims) district.media.set(claimKey(claim.account, claim.sha256), claim);
    for (const writes of this.#writes) this.#applyWrites(writes, district);
    for (const entry of this.#feed) {
      applyEntry(entry, district);
      if (!this.#store.erases(entry)) continue;
      for (const mask of masks) district.snapshots.delete(snapshotKey(entry.scope, mask));
    }
    for (const snapshot of this.#snapshots)
      district.snapshots.set(snapshotKey(snapshot.scope, snapshot.mask), snapshot);
  }

  #applyWrites(writes: Writes, district: DistrictState): void {
    for (const device of writes.devices) district.devices.set(device.id, { ...device, isKnown: true });
    for (const entry of writes.rows) district.rows.set(rowKey(entry.kind, entry.row.id), entry);
    for (const { kind, id } of writes.gone ?? []) district.rows.delete(rowKey(kind, id));
    for (const result of writes.results) {
      const key = placeKey(result.device, result.seq);
      district.results.set(key, result);
      if (!result.isAgain) district.places.set(result.id, key);
    }
    for (const entry of chained(writes.audit, district.lineEnds)) {
      district.audit.push(entry);
      district.lineEnds.set(lineKey(entry.aggregate), entry);
    }
    district.quarantine.push(...(writes.quarantine ?? []));
    for (const effect of writes.effects ?? []) applyEffect(effect, district);
  }

  get #now(): DistrictState {
    return this.#store.committed(this.#district);
  }

  async #lock(step: StoreStep, keys: readonly string[]): Promise<void> {
    await this.#step(step);
    await this.#store.locks.acquire(this, this.#store.locked(keys));
  }
}

function applyEffect(effect: Effect, district: DistrictState): void {
  if (!district.effects.has(effect.id)) district.effects.set(effect.id, effect);
}

function applyEntry(entry: FeedRow, district: DistrictState): void {
  const entries = district.feeds.get(entry.scope) ?? new Map<string, FeedRow>();
  district.feeds.set(entry.scope, entries);
  entries.set(rowKey(entry.kind, entry.id), entry);
  district.heads.set(entry.scope, Math.max(entry.version, district.heads.get(entry.scope) ?? 0));
}

const distinct = (refs: readonly RowRef[]): RowRef[] => [
  ...new Map(refs.map((ref) => [rowKey(ref.kind, ref.id), ref])).values(),
];

function isNamedBy({ happening }: WhistleEventRow, sha256: MediaHash): boolean {
  const content: { photos?: readonly MediaHash[]; voice?: readonly MediaHash[] } =
    'content' in happening
      ? happening.content
      : 'set' in happening
        ? happening.set
        : 'photos' in happening
          ? happening
          : {};
  return [...(content.photos ?? []), ...(content.voice ?? [])].includes(sha256);
}
