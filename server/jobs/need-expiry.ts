/**
 * A need past the last day on which it may be held is deleted, not hidden (lifecycle, "What the product never holds or
 * does"): its row, the clashes about it, and what followed from it for the door. Phones drop them at their next pull.
 *
 * It runs as often as it likes: what is gone is not found again. A part of the households is one transaction, with the
 * locks that a push takes, so a need that is given a later end at that moment stays. What is left behind is one entry
 * in the household's audit, with the ids and nothing of what they said; entries that phones made when the needs were
 * opened and followed stay in the audit, whose chain of hashes holds their text.
 */
import type { Pool } from 'pg';
import { dayOf } from '../../core/calendar/day.ts';
import { isHeldOn, withNeeds } from '../../core/household/need.ts';
import type { HouseholdRow, NeedRow } from '../../core/household/household.ts';
import type { AccountId } from '../../core/lib/id.ts';
import { isoOf, type Day, type Iso } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { KindRow, RowByKind, RowKind } from '../../core/protocol/rows.ts';
import { deletedFeedOf, feedOf } from '../modules/sync/group-image.ts';
import { againOnConflict, type Patience } from '../modules/sync/retry.ts';
import type { AuditEntry, SyncStore, WriteTx, Writes } from '../modules/sync/store.ts';

/** Who did it in the audit: the server itself, by no account. */
export const serverItself: AccountId = 'ac_00000000-0000-7000-8000-000000000000';

export interface NeedExpiryDeps extends Patience {
  store: SyncStore;
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  newUuid: () => string;
  /** After each commit that moved something. Must not throw. */
  committed: (district: string, heads: ReadonlyMap<Scope, number>) => void;
}

/** Households of one transaction: few enough that nobody who saves a visit waits for long. */
const partSize = 50;

/** @returns how many needs were deleted. @throws StoreUnavailable, StoreConflict after several tries */
export async function expireNeeds(deps: NeedExpiryDeps, district: string): Promise<number> {
  let expired = 0;
  for (let after = ''; ;) {
    const now = isoOf(deps.now());
    const households = await householdsWithExpired(deps.poolFor(district), district, dayOf(now), after);
    const last = households.at(-1);
    if (last === undefined) return expired;
    const { count, heads } = await againOnConflict(
      () => deps.store.write(district, (tx) => expireAt(tx, district, households, now, deps.newUuid)),
      deps,
    );
    expired += count;
    if (heads.size > 0) deps.committed(district, heads);
    after = last;
  }
}

async function householdsWithExpired(pool: Pool, district: string, today: Day, after: string): Promise<string[]> {
  const { rows } = await pool.query<{ household: string }>(
    `select distinct household from need
      where district = $1 and household > $2 and "row"->>'until' < $3 order by household limit $4`,
    [district, after, today, partSize],
  );
  return rows.map(({ household }) => household);
}

async function expireAt(
  tx: WriteTx,
  district: string,
  households: readonly string[],
  now: Iso,
  newUuid: () => string,
): Promise<{ count: number; heads: Map<Scope, number> }> {
  const found = await tx.lockRows(
    households.map((id) => ({ kind: 'household', id })),
    households.flatMap((of) => [
      { kind: 'need' as const, of },
      { kind: 'conflict' as const, of },
    ]),
  );
  const today = dayOf(now);
  const expired = rowsOf(found, 'need').filter((need) => !isHeldOn(need, today));
  const changes = rowsOf(found, 'household').flatMap((household) => {
    const own = expired.filter((need) => need.household === household.id);
    const left = rowsOf(found, 'need').filter((need) => need.household === household.id && !own.includes(need));
    return own.length === 0 ? [] : [changeOf(household, own, left, now, newUuid())];
  });
  const ids = new Set<string>(expired.map(({ id }) => id));
  const gone: KindRow[] = [
    ...expired.map((row) => ({ kind: 'need' as const, row })),
    ...rowsOf(found, 'conflict').flatMap((row) => (ids.has(row.on.id) ? [{ kind: 'conflict' as const, row }] : [])),
  ];
  const writes: Writes = {
    devices: [],
    results: [],
    rows: changes.map(({ after }) => after),
    audit: changes.map(({ audit }) => audit),
    gone: gone.map(({ kind, row }) => ({ kind, id: row.id })),
    feed: [
      ...changes.flatMap(({ before, after }) => feedOf(district, before, after)),
      ...gone.flatMap((before) => deletedFeedOf(district, before)),
    ],
  };
  return { count: expired.length, heads: await tx.save(writes) };
}

function changeOf(
  household: HouseholdRow,
  expired: readonly NeedRow[],
  left: readonly NeedRow[],
  now: Iso,
  mutation: string,
): { before: KindRow; after: KindRow; audit: AuditEntry } {
  const row = { ...withNeeds(household, left, dayOf(now)), rev: household.rev + 1 };
  return {
    before: { kind: 'household', row: household },
    after: { kind: 'household', row },
    audit: {
      aggregate: { kind: 'household', id: row.id },
      rev: row.rev,
      mutation,
      type: 'need.expire',
      payload: { household: row.id, needs: expired.map(({ id }) => id) },
      by: serverItself,
      device: null,
      phoneAt: now,
      clockErrorMs: null,
      at: now,
    },
  };
}

const rowsOf = <K extends RowKind>(rows: readonly KindRow[], kind: K): RowByKind[K][] =>
  // Rows stand under their own kind.
  rows.flatMap((entry) => (entry.kind === kind ? [entry.row as RowByKind[K]] : []));
