/**
 * A phone holds what is of use at a door: a grid's visits of 26 weeks and the last of each household, and whistles until
 * 180 days after their end (sync, "Who holds what"). What is older leaves the grid's scope; it stays on the server.
 *
 * It runs as often as it likes, on several servers at once: what has left is not found again, and whoever comes second
 * finds it gone under the locks. A part is one transaction with the locks of a push. A change of an old row puts that
 * row back, and the next hour takes it out again.
 */
import type { Pool } from 'pg';
import { dayMs, isoOf, type Iso } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import { scopesHolding } from '../../core/protocol/holding.ts';
import { whistleIn, type KindRow, type LineRef, type RowRef } from '../../core/protocol/rows.ts';
import type { LoopAction } from '../../core/whistle/loop-actions.ts';
import { type WhistleHappening } from '../../core/whistle/whistle.ts';
import { isEnded, whistleStages } from '../../core/whistle/stage.ts';
import { againOnConflict, type Patience } from '../modules/sync/retry.ts';
import type { FeedEntry, SyncStore, WriteTx } from '../modules/sync/store.ts';

export interface ScopeAgingDeps extends Patience {
  store: SyncStore;
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** After each commit that moved something. Must not throw. */
  committed: (district: string, heads: ReadonlyMap<Scope, number>) => void;
}

const visitDays = 26 * 7;
const whistleDays = 180;
/** Rows of one transaction, at most about as many as a large push. */
const visitsEach = 200;
const whistlesEach = 40;

/** @returns how many visits and whistles left. @throws StoreUnavailable, StoreConflict after several tries */
export async function ageScopes(deps: ScopeAgingDeps, district: string): Promise<{ visits: number; whistles: number }> {
  const now = deps.now();
  const visits = await ageKind(deps, district, (after) =>
    oldVisits(deps.poolFor(district), district, isoOf(now - visitDays * dayMs), after),
  );
  const whistles = await ageKind(deps, district, (after) =>
    endedWhistles(deps.poolFor(district), district, isoOf(now - whistleDays * dayMs), after),
  );
  return { visits, whistles };
}

/** What is to leave next, after an id: single rows, and lines that go with them. */
interface Part {
  refs: RowRef[];
  lines: LineRef[];
}

async function ageKind(
  deps: ScopeAgingDeps,
  district: string,
  next: (after: string) => Promise<Part>,
): Promise<number> {
  let left = 0;
  for (let after = ''; ;) {
    const part = await next(after);
    const last = part.refs.at(-1);
    if (last === undefined) return left;
    const { count, heads } = await againOnConflict(
      () => deps.store.write(district, (tx) => leaveIn(tx, district, part)),
      deps,
    );
    left += count;
    if (heads.size > 0) deps.committed(district, heads);
    after = last.id;
  }
}

async function leaveIn(
  tx: WriteTx,
  district: string,
  { refs, lines }: Part,
): Promise<{ count: number; heads: Map<Scope, number> }> {
  const rows = await tx.lockRows(refs, lines);
  const whistles = new Map(rows.filter(({ kind }) => kind === 'whistle').map((entry) => [entry.row.id, entry]));
  const entries = rows.flatMap((entry: KindRow) =>
    scopesHolding(
      district,
      entry,
      whistleIn(entry, (id) => whistles.get(id)),
    ).map((scope) => ({ scope, kind: entry.kind, id: entry.row.id })),
  );
  const held = await tx.held(entries);
  if (held.length === 0) return { count: 0, heads: new Map() };
  const feed = held.map((entry): FeedEntry => ({ ...entry, op: 'leave' }));
  const heads = await tx.save({ devices: [], results: [], rows: [], audit: [], feed });
  const wanted = new Set(refs.map(({ id }) => id));
  return { count: new Set(held.map(({ id }) => id).filter((id) => wanted.has(id))).size, heads };
}

/** But the last of each household. */
async function oldVisits(pool: Pool, district: string, before: Iso, after: string): Promise<Part> {
  const { rows } = await pool.query<{ id: string }>(
    `select v.id from visit v
       join feed f on f.district = $1 and f.scope = 'grid:' || v.grid and f.kind = 'visit' and f.id = v.id
      where v.district = $1 and f.op = 'put' and v.occurred_at < $2 and v.id > $3
        and exists (select from visit w where w.district = $1 and w.household = v.household
          and (w.occurred_at, w.id) > (v.occurred_at, v.id))
      order by v.id limit $4`,
    [district, before, after, visitsEach],
  );
  return { refs: rows.map(({ id }) => ({ kind: 'visit', id })), lines: [] };
}

/** Happenings that end a whistle. */
const ends: readonly WhistleHappening['type'][] = [
  'whistle-settled',
  'whistle-returned',
  'whistle-merged',
  'whistle-withdrawn',
  'whistle-answered',
];
/** Deeds of the loop that may end one; it is no matter that they also go on from there. */
const loopEnds: readonly LoopAction[] = ['resolveSettle', 'resolveDrop', 'evaluate', 'windUp', 'rest'];

/** With their events and photos. */
async function endedWhistles(pool: Pool, district: string, before: Iso, after: string): Promise<Part> {
  const { rows } = await pool.query<{ id: string }>(
    `select w.id from whistle w
       join feed f on f.district = $1 and f.scope = 'grid:' || w.grid and f.kind = 'whistle' and f.id = w.id
      where w.district = $1 and f.op = 'put' and w.stage = any($2::text[]) and w.id > $3
        and $4 > (select max(e."row"->>'at') from event e where e.district = $1 and e.whistle = w.id
          and (e."row"->'happening'->>'type' = any($5::text[])
            or e."row"->'happening'->>'action' = any($6::text[])))
      order by w.id limit $7`,
    [district, whistleStages.filter(isEnded), after, before, ends, loopEnds, whistlesEach],
  );
  return {
    refs: rows.map(({ id }) => ({ kind: 'whistle', id })),
    lines: rows.flatMap(({ id }) => [
      { kind: 'event', of: id },
      { kind: 'photo', of: id },
    ]),
  };
}
