import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Iso } from '../../../core/lib/time.ts';
import type { Author } from '../../../core/org/role.ts';
import type { Scope } from '../../../core/org/scope.ts';
import type { Outcome } from '../../../core/protocol/push.ts';
import { rowKinds, type KindRow, type LineRef, type RowKind, type RowRef } from '../../../core/protocol/rows.ts';
import type { MediaHash } from '../../../core/whistle/whistle.ts';
import { chained, lineKey, type LineEnd } from './audit-chain.ts';
import type { AuditLine } from './audit-lines.ts';
import { canonicalText } from './canonical-text.ts';
import { waitingLines } from './waiting-lines.ts';
import { epochStarted, type Effect } from './effect.ts';
import { deviceColumns, epochNow, isoAt, readAuthors, readDevices, readRows } from './pg-rows.ts';
import type { Query } from './pg-session.ts';
import {
  fixedKinds,
  isErasing,
  type AuditEntry,
  type DeviceState,
  type FeedEntry,
  type KeptSnapshot,
  type MediaClaim,
  type QuarantinedMutation,
  type StoredResult,
  type Writes,
  type WriteTx,
} from './store.ts';

/**
 * One transaction of a push. Whatever is written goes as one JSON text a table (`jsonb_to_recordset`), twice as fast
 * as lists of values. `district = $1` stands in every statement, and every time comes as a parameter.
 */
export class PgWriteTx implements WriteTx {
  readonly #query: Query;
  readonly #district: string;
  readonly #found = new Set<string>();

  constructor(query: Query, district: string) {
    this.#query = query;
    this.#district = district;
  }

  epoch(): Promise<string> {
    return epochNow(this.#query);
  }

  async head(scope: Scope): Promise<number> {
    const [found] = await this.#query<{ head: string }>(
      'select head from scope_head where district = $1 and scope = $2',
      [this.#district, scope],
    );
    return Number(found?.head ?? 0);
  }

  async startEpoch(epoch: string, reason: string, at: Iso): Promise<void> {
    await this.#query(`update meta set value = $1 where key = 'epoch'`, [epoch]);
    await this.#query('delete from snapshot where district = $1', [this.#district]);
    await this.#query('insert into meta (key, value) values ($1, $2)', [
      `epoch-started:${epoch}`,
      JSON.stringify({ reason, at }),
    ]);
    await this.#saveEffects([epochStarted(epoch, reason, at)]);
  }

  async lockDevices(
    devices: readonly { id: DeviceId; account: AccountId }[],
    now: Iso,
  ): Promise<Map<DeviceId, DeviceState>> {
    const created = await this.#query<{ id: DeviceId }>(
      `insert into device (district, id, account, last_seq, clock_error_ms, seen_at)
       select $1, r.id, r.account, 0, null, $3::timestamptz
         from jsonb_to_recordset($2::jsonb) as r(id text, account text) order by r.id
       on conflict (district, id) do nothing returning id`,
      [this.#district, JSON.stringify(devices), now],
    );
    const fresh = new Set(created.map(({ id }) => id));
    const locked = await readDevices(
      this.#query,
      `select ${deviceColumns} from device where district = $1 and id = any($2::text[]) order by id for update`,
      [this.#district, devices.map(({ id }) => id)],
    );
    return new Map(locked.map((device) => [device.id, { ...device, isKnown: !fresh.has(device.id) }]));
  }

  async results(places: readonly { device: DeviceId; seq: number }[], ids: readonly string[]): Promise<StoredResult[]> {
    const found = await this.#query<{
      device: DeviceId;
      seq: string;
      id: string;
      hash: string;
      outcome: Outcome;
      is_first: number;
      at: Date;
    }>(
      `select m.device, m.seq, m.id, m.hash, m.outcome, m.is_first, m.at
         from jsonb_to_recordset($2::jsonb) as r(device text, seq bigint)
         join mutation_result m on m.district = $1 and m.device = r.device and m.seq = r.seq
       union
       select m.device, m.seq, m.id, m.hash, m.outcome, m.is_first, m.at from mutation_result m
        where m.district = $1 and m.is_first = 1 and m.id = any($3::text[])`,
      [this.#district, JSON.stringify(places), ids],
    );
    return found.map(({ is_first, seq, at, ...result }) => ({
      ...result,
      seq: Number(seq),
      at: isoAt(at),
      ...(is_first === 0 && { isAgain: true as const }),
    }));
  }

  async lockRows(refs: readonly RowRef[], lines: readonly LineRef[] = []): Promise<KindRow[]> {
    const lockOf = (kind: RowKind): 'for update' | '' => (fixedKinds.includes(kind) ? '' : 'for update');
    const rows = await readRows(this.#query, this.#district, refs, lockOf, lines);
    for (const { kind, row } of rows) this.#found.add(`${kind} ${row.id}`);
    return rows;
  }

  async held(entries: readonly Omit<FeedEntry, 'op'>[]): Promise<Omit<FeedEntry, 'op'>[]> {
    return this.#query<Omit<FeedEntry, 'op'>>(
      `select f.scope, f.kind, f.id
         from jsonb_to_recordset($2::jsonb) as r(scope text, kind text, id text)
         join feed f on f.district = $1 and f.scope = r.scope and f.kind = r.kind and f.id = r.id
        where f.op = 'put' order by f.version`,
      [this.#district, JSON.stringify(entries)],
    );
  }

  authors(accounts: readonly AccountId[]): Promise<Map<AccountId, Author>> {
    return readAuthors(this.#query, this.#district, accounts);
  }

  async takeReceipts(day: string, count: number): Promise<number> {
    const [row] = await this.#query<{ last: number }>(
      `insert into receipt_counter as c (district, day, last) values ($1, $2, $3)
       on conflict (district, day) do update set last = c.last + excluded.last returning last`,
      [this.#district, day, count],
    );
    return (row?.last ?? count) - count + 1;
  }

  async claimMedia(claim: MediaClaim): Promise<void> {
    const { account, sha256, state, type, width, height, at } = claim;
    await this.#query(
      `insert into media as m (district, account, sha256, state, type, width, height, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz)
       on conflict (district, account, sha256) do update set state = excluded.state, type = excluded.type,
         width = excluded.width, height = excluded.height, at = excluded.at`,
      [this.#district, account, sha256, state, type, width, height, at],
    );
  }

  async mediaClaims(account: AccountId, hashes: readonly MediaHash[]): Promise<MediaClaim[]> {
    const found = await this.#query<Omit<MediaClaim, 'at'> & { at: Date }>(
      `select account, sha256, state, type, width, height, at from media
        where district = $1 and account = $2 and sha256 = any($3::text[]) order by sha256`,
      [this.#district, account, hashes],
    );
    return found.map((claim) => ({ ...claim, at: isoAt(claim.at) }));
  }

  async awaitedPhotos(account: AccountId, hashes: readonly MediaHash[]): Promise<RowRef[]> {
    const found = await this.#query<{ id: string }>(
      `select p.id from photo p
        where p.district = $1 and p.sha256 = any($3::text[]) and p.state = 'awaited'
          and exists (
            select from event e,
              lateral (select coalesce(e."row"->'happening'->'content', e."row"->'happening'->'set', e."row"->'happening') as said) h
             where e.district = $1 and e.whistle = p.whistle and e."row"->>'by' = $2
               and (h.said->'photos' ? p.sha256 or h.said->'voice' ? p.sha256))
        order by p.id`,
      [this.#district, account, hashes],
    );
    return found.map(({ id }) => ({ kind: 'photo', id }));
  }

  async keepSnapshot({ scope, mask, epoch, version, rows, bytes, sha256, body }: KeptSnapshot): Promise<void> {
    // Whoever erases locks the head before it drops snapshots: either this waits for it and sees it, or it drops this.
    await this.#query('select head from scope_head where district = $1 and scope = $2 for update', [
      this.#district,
      scope,
    ]);
    await this.#query(
      `insert into snapshot as s (district, scope, mask, epoch, version, rows, bytes, sha256, body)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9
        where exists (select from meta where key = 'epoch' and value = $4)
          and not exists (select from feed f where f.district = $1 and f.scope = $2 and f.version > $5
                             and (f.op <> 'put' or f.kind = 'need'))
       on conflict (district, scope, mask) do update set epoch = excluded.epoch, version = excluded.version,
         rows = excluded.rows, bytes = excluded.bytes, sha256 = excluded.sha256, body = excluded.body
         where s.epoch <> excluded.epoch or s.version < excluded.version`,
      [this.#district, scope, mask, epoch, version, rows, bytes, sha256, body],
    );
  }

  /**
   * Asked for in the order of locks and answered in that order, each without waiting for the one before: while the
   * database writes one table, the next text is made.
   */
  async save(writes: Writes): Promise<Map<Scope, number>> {
    const made = new Set(
      writes.rows.map(({ kind, row }) => `${kind} ${row.id}`).filter((key) => !this.#found.has(key)),
    );
    const before = [
      this.#saveDevices(writes.devices),
      this.#saveResults(writes.results),
      ...this.#saveAllRows(writes.rows),
      this.#saveWaiting(writes, made),
      this.#erase(writes.gone ?? []),
      this.#saveAudit(writes.audit, made),
      this.#saveQuarantine(writes.quarantine ?? []),
      this.#saveEffects(writes.effects ?? []),
    ];
    await Promise.all(before);
    const heads = await this.#saveFeed(writes.feed);
    await this.#dropSnapshots(writes.feed);
    return heads;
  }

  #saveAllRows(entries: readonly KindRow[]): Promise<void>[] {
    const byKind = Map.groupBy(entries, ({ kind }) => kind);
    return rowKinds.flatMap((kind) => {
      const some = byKind.get(kind);
      return some ? [this.#saveRows(kind, some)] : [];
    });
  }

  async #saveDevices(devices: readonly DeviceState[]): Promise<void> {
    if (devices.length === 0) return;
    await this.#query(
      `update device as d
          set last_seq = r."lastSeq", clock_error_ms = r."clockErrorMs", seen_at = r."seenAt"
         from jsonb_to_recordset($2::jsonb) as r(id text, "lastSeq" bigint, "clockErrorMs" bigint, "seenAt" timestamptz)
        where d.district = $1 and d.id = r.id`,
      [this.#district, JSON.stringify(devices)],
    );
  }

  async #saveResults(results: readonly StoredResult[]): Promise<void> {
    if (results.length === 0) return;
    await this.#query(
      `insert into mutation_result (district, device, seq, id, hash, outcome, is_first, at)
       select $1, r.device, r.seq, r.id, r.hash, r.outcome, case when r."isAgain" then 0 else 1 end, r.at
         from jsonb_to_recordset($2::jsonb)
           as r(device text, seq bigint, id text, hash text, outcome jsonb, "isAgain" boolean, at timestamptz)`,
      [this.#district, JSON.stringify(results)],
    );
  }

  async #saveRows(kind: RowKind, entries: readonly KindRow[]): Promise<void> {
    const { changed = [], fresh = [] } = Object.groupBy(entries, ({ row }) =>
      this.#found.has(`${kind} ${row.id}`) ? 'changed' : 'fresh',
    );
    for (const { row } of fresh) this.#found.add(`${kind} ${row.id}`);
    const recordset = `jsonb_to_recordset($2::jsonb) as r("row" jsonb)`;
    await Promise.all([
      changed.length > 0 &&
        this.#query(
          `update ${kind} as x set rev = (r."row"->>'rev')::int, "row" = r."row"
             from ${recordset} where x.district = $1 and x.id = r."row"->>'id'`,
          [this.#district, rowsJson(changed)],
        ),
      fresh.length > 0 &&
        this.#query(
          `insert into ${kind} (district, id, rev, "row")
           select $1, r."row"->>'id', (r."row"->>'rev')::int, r."row" from ${recordset}`,
          [this.#district, rowsJson(fresh)],
        ),
    ]);
  }

  /** Lines of the lists of what waits: those that are no more go, new ones come, the others are not touched. */
  async #saveWaiting({ rows, gone = [] }: Writes, made: ReadonlySet<string>): Promise<void> {
    const whistles = rows.flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []));
    const lines = JSON.stringify(whistles.flatMap(waitingLines));
    const before = [...whistles.filter(({ id }) => !made.has(`whistle ${id}`)), ...gone.filter(isWhistle)];
    const line = `r(holder text, key text, due_at text, whistle text, soon_at text, stage text, category text, grid text)`;
    if (before.length > 0)
      await this.#query(
        `delete from waiting w where w.district = $1 and w.whistle = any($3::text[])
            and (w.holder, w.key, w.due_at, w.whistle, w.soon_at, w.stage, coalesce(w.category, ''), w.grid) not in
              (select r.holder, r.key, r.due_at, r.whistle, r.soon_at, r.stage, coalesce(r.category, ''), r.grid
                 from jsonb_to_recordset($2::jsonb) as ${line})`,
        [this.#district, lines, before.map(({ id }) => id)],
      );
    if (lines !== '[]')
      await this.#query(
        `insert into waiting (district, holder, key, due_at, whistle, soon_at, stage, category, grid)
         select $1, r.* from jsonb_to_recordset($2::jsonb) as ${line}
         on conflict (district, holder, key, due_at, whistle) do nothing`,
        [this.#district, lines],
      );
  }

  async #erase(refs: readonly RowRef[]): Promise<void> {
    for (const kind of new Set(refs.map((ref) => ref.kind)))
      await this.#query(`delete from ${kind} where district = $1 and id = any($2::text[])`, [
        this.#district,
        refs.filter((ref) => ref.kind === kind).map(({ id }) => id),
      ]);
  }

  /** @param made rows that did not exist before this save, by kind and id */
  async #saveAudit(entries: readonly AuditEntry[], made: ReadonlySet<string>): Promise<void> {
    if (entries.length === 0) return;
    const aggregates = [...new Map(entries.map(({ aggregate }) => [lineKey(aggregate), aggregate])).values()];
    // The line of what was made here is empty.
    const continued = aggregates.filter(({ kind, id }) => !made.has(`${kind} ${id}`));
    const ends = new Map<string, LineEnd>();
    if (continued.length > 0)
      for (const { kind, id, n, hash } of await this.#query<AuditLine & LineEnd>(
        `select distinct on (a.kind, a.id) a.kind, a.id, a.n, a.hash
           from jsonb_to_recordset($2::jsonb) as r(kind text, id text)
           join audit a on a.district = $1 and a.kind = r.kind and a.id = r.id
          order by a.kind, a.id, a.n desc`,
        [this.#district, JSON.stringify(continued)],
      ))
        ends.set(lineKey({ kind, id }), { n, hash });
    const lines = chained(entries, ends).map(({ aggregate, payload, ...entry }) => ({
      ...entry,
      ...aggregate,
      payload: canonicalText(payload),
    }));
    await this.#query(
      `insert into audit
         (district, kind, id, n, rev, mutation, type, payload, by_account, device, phone_at, clock_error_ms, at, hash)
       select $1, r.kind, r.id, r.n, r.rev, r.mutation, r.type, r.payload, r.by, r.device, r."phoneAt",
           r."clockErrorMs", r.at, r.hash
         from jsonb_to_recordset($2::jsonb) as r(kind text, id text, n int, rev int, mutation text, type text,
           payload text, by text, device text, "phoneAt" timestamptz, "clockErrorMs" bigint, at timestamptz, hash text)`,
      [this.#district, JSON.stringify(lines)],
    );
  }

  async #saveQuarantine(entries: readonly QuarantinedMutation[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#query(
      `insert into quarantine (district, device, seq, account, body, fault, at)
       select $1, r.device, r.seq, r.account, r.body, r.fault, r.at
         from jsonb_to_recordset($2::jsonb)
           as r(device text, seq bigint, account text, body text, fault text, at timestamptz)`,
      [this.#district, JSON.stringify(entries)],
    );
  }

  async #saveEffects(effects: readonly Effect[]): Promise<void> {
    if (effects.length === 0) return;
    await this.#query(
      `insert into effect (district, id, kind, payload, at, due_at, tries)
       select $1, r.id, r.kind, r.payload, r.at, r.at, 0
         from jsonb_to_recordset($2::jsonb) as r(id text, kind text, payload jsonb, at timestamptz)
       on conflict (district, id) do nothing`,
      [this.#district, JSON.stringify(effects)],
    );
  }

  /**
   * Last of all: the heads, locked in the order of their names, then the entries under the numbers so taken. From
   * here to COMMIT nobody else moves these scopes, so versions come in the order of commits.
   */
  async #saveFeed(entries: readonly FeedEntry[]): Promise<Map<Scope, number>> {
    if (entries.length === 0) return new Map();
    const counts = new Map<Scope, number>();
    for (const { scope } of entries) counts.set(scope, (counts.get(scope) ?? 0) + 1);
    const bumped = await this.#query<{ scope: Scope; head: string }>(
      `insert into scope_head as h (district, scope, head)
       select $1, r.scope, r.count from jsonb_to_recordset($2::jsonb) as r(scope text, count bigint) order by r.scope
       on conflict (district, scope) do update set head = h.head + excluded.head
       returning scope, head`,
      [this.#district, JSON.stringify([...counts].map(([scope, count]) => ({ scope, count })))],
    );
    const heads = new Map(bumped.map(({ scope, head }) => [scope, Number(head)]));
    const next = new Map([...heads].map(([scope, head]) => [scope, head - (counts.get(scope) ?? 0)]));
    const numbered = entries.map((entry) => {
      const version = (next.get(entry.scope) ?? 0) + 1;
      next.set(entry.scope, version);
      return { ...entry, version };
    });
    await this.#query(
      `insert into feed as f (district, scope, kind, id, version, op)
       select $1, r.scope, r.kind, r.id, r.version, r.op
         from jsonb_to_recordset($2::jsonb) as r(scope text, kind text, id text, version bigint, op text)
       on conflict (district, scope, kind, id) do update set version = excluded.version, op = excluded.op`,
      [this.#district, JSON.stringify(numbered)],
    );
    return heads;
  }

  async #dropSnapshots(entries: readonly FeedEntry[]): Promise<void> {
    const scopes = new Set(entries.filter(isErasing).map(({ scope }) => scope));
    if (scopes.size === 0) return;
    await this.#query('delete from snapshot where district = $1 and scope = any($2::text[])', [
      this.#district,
      [...scopes],
    ]);
  }
}

const isWhistle = ({ kind }: RowRef): boolean => kind === 'whistle';

const rowsJson = (entries: readonly KindRow[]): string => JSON.stringify(entries.map(({ row }) => ({ row })));
