/**
 * A colleague covers a grid for some days: a grant with an end. Grants are never deleted, for what was written under
 * them is judged by them; one that was ended before it began never held.
 */
import type { PoolClient } from 'pg';
import { addDays, dayOf } from '../../../core/calendar/day.ts';
import { communityOf } from '../../../core/grid/grid.ts';
import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf, msOf, type Day, type Iso } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { isInArea, type Scope } from '../../../core/org/scope.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';

/** Whoever covers longer is assigned for good. */
const longestDays = 366;

export interface StandIn {
  account: AccountId;
  grid: string;
  from: Iso;
  to: Iso;
}

export interface StandInDays {
  account: AccountId;
  grid: string;
  /** The first and the last day, both whole; the first may be today. */
  from: Day;
  to: Day;
}

/**
 * @throws ProblemError `not-found` for a grid outside her area or somebody who is no worker of its community,
 * `dates-over`, `dates-taken`
 */
export async function addStandIn(deps: ServerDeps, session: Session, wanted: StandInDays): Promise<StandIn> {
  const now = isoOf(deps.now());
  const { account, grid } = wanted;
  const today = dayOf(now);
  if (wanted.from < today || wanted.to < wanted.from || wanted.to > addDays(wanted.from, longestDays))
    throw new ProblemError('dates-over', `from: today or later; to: not before it, nor ${longestDays} days after it`);
  const from = wanted.from === today ? now : startOf(wanted.from);
  const to = startOf(addDays(wanted.to, 1));
  await inTransaction(deps.poolFor(session.district), async (client) => {
    await lockGrid(client, session, grid, now);
    await checkWorker(client, session.district, account, communityOf(grid), now);
    const taken = await client.query(
      `select from grant_ where district = $1 and area = $2 and role = 'worker' and (account = $3 or to_at is not null)
          and from_at < $5 and (to_at is null or (to_at > $4 and to_at > from_at)) limit 1`,
      [session.district, grid, account, from, to],
    );
    if (taken.rows.length > 0) throw new ProblemError('dates-taken', 'this grid is covered in these days already');
    await client.query(
      `insert into grant_ (district, account, role, area, from_at, to_at) values ($1, $2, 'worker', $3, $4, $5)
       on conflict (district, account, role, area, from_at) do update set to_at = excluded.to_at`,
      [session.district, account, grid, from, to],
    );
  });
  deps.log.info({ by: session.account, of: account, grid }, 'a stand-in was assigned');
  await wake(deps, session.district, account, now);
  return { account, grid, from, to };
}

/** Ends it now, or before it begins. @throws ProblemError `not-found` where there is none that is open */
export async function endStandIn(
  deps: ServerDeps,
  session: Session,
  { account, grid, from }: Omit<StandIn, 'to'>,
): Promise<StandIn> {
  const now = isoOf(deps.now());
  const to = from > now ? from : now;
  await inTransaction(deps.poolFor(session.district), async (client) => {
    await lockGrid(client, session, grid, now);
    const ended = await client.query(
      `update grant_ set to_at = $5
        where district = $1 and account = $2 and role = 'worker' and area = $3 and from_at = $4
          and to_at > $5 and to_at > from_at`,
      [session.district, account, grid, from, to],
    );
    if (ended.rowCount === 0) throw new ProblemError('not-found', 'no such stand-in');
  });
  deps.log.info({ by: session.account, of: account, grid }, 'a stand-in was ended');
  await wake(deps, session.district, account, now);
  return { account, grid, from, to };
}

/** Midnight in Shanghai. */
const startOf = (day: Day): Iso => isoOf(msOf(`${day}T00:00:00.000+08:00`));

/** One change of a grid's stand-ins at a time. Another's grid is unknown, as if it did not exist. */
async function lockGrid(client: PoolClient, session: Session, grid: string, now: Iso): Promise<void> {
  const isHers = grantsAt(session.grants, now).some(
    ({ role, area }) => (role === 'community' || role === 'admin') && isInArea(grid, area),
  );
  const found = isHers
    ? await client.query('select from grid where district = $1 and id = $2 for no key update', [session.district, grid])
    : null;
  if (!found?.rows.length) throw new ProblemError('not-found', 'no such grid');
}

async function checkWorker(
  client: PoolClient,
  district: string,
  account: AccountId,
  community: string,
  now: Iso,
): Promise<void> {
  const found = await client.query(
    `select from account a join grant_ g on g.district = $1 and g.account = a.id
      where a.district = $1 and a.id = $2 and a.closed_at is null
        and g.role = 'worker' and left(g.area, 12) = $3 and g.from_at <= $4 and (g.to_at is null or g.to_at > $4)`,
    [district, account, community, now],
  );
  if (found.rows.length === 0) throw new ProblemError('not-found', 'no such worker in this community');
}

/**
 * Her phone looks again at once, and is told the grids that it may hold now. It listens to the grids that it holds:
 * a head above every real one says only "look".
 */
async function wake({ poolFor, pokes }: ServerDeps, district: string, account: AccountId, now: Iso): Promise<void> {
  const found = await poolFor(district).query<{ area: string }>(
    `select distinct area from grant_ where district = $1 and account = $2 and role = 'worker'
        and from_at <= $3 and (to_at is null or to_at > $3)`,
    [district, account, now],
  );
  pokes.publish(found.rows.map(({ area }) => ({ scope: `grid:${area}` as Scope, head: Number.MAX_SAFE_INTEGER })));
}
