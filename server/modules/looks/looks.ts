/**
 * Why a household is helped is not on a desk's computer. A clerk who has to know asks here, says what for, and the
 * asking is kept in the same transaction: no reason is shown without its look (lifecycle, "What the product never
 * holds or does"). It is a POST and no GET, because it writes: no cache, no prefetch and no resent address looks twice
 * or unseen.
 */
import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { dayOf } from '../../../core/calendar/day.ts';
import type { HouseholdRow, NeedRow, SeenRow } from '../../../core/household/household.ts';
import { makeId, uuidv7, type AccountId, type HouseholdId } from '../../../core/lib/id.ts';
import { isoOf, type Day, type Iso } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import { readAs, within, type ReadLimits } from '../../db/read-limits.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';

/** A clerk asked here, said what for, at a minute. */
export interface DeskLook {
  how: 'desk';
  id: string;
  by: AccountId;
  byName: string;
  reason: string;
  at: Iso;
}

/** A worker opened the needs on her phone: the day is all that is kept (docs/decisions/007). */
export interface PhoneLook {
  how: 'phone';
  id: string;
  by: AccountId;
  byName: string;
  on: Day;
}

export type Look = DeskLook | PhoneLook;

export interface Looked {
  needs: NeedRow[];
  look: DeskLook;
}

/** @throws ProblemError `not-found` for a household outside her community, as for one that does not exist */
export async function lookAtNeeds(
  deps: ServerDeps,
  session: Session,
  household: HouseholdId,
  reason: string,
): Promise<Looked> {
  const { district } = session;
  const nowMs = deps.now();
  const look: DeskLook = {
    how: 'desk',
    id: makeId('event', uuidv7(nowMs, randomBytes(10))),
    by: session.account,
    byName: session.name,
    reason,
    at: isoOf(nowMs),
  };
  return inTransaction(deps.poolFor(district), async (client) => {
    const found = await within(client, deps.database.isWalled, limitsOf(session, nowMs), async () => {
      await checkHousehold(client, session, household, nowMs);
      return client.query<{ row: NeedRow }>(
        `select "row" from need where district = $1 and household = $2 and "row"->>'until' >= $3 order by id`,
        [district, household, dayOf(look.at)],
      );
    });
    await client.query(
      'insert into look (district, id, household, by_account, by_name, reason, at) values ($1, $2, $3, $4, $5, $6, $7)',
      [district, look.id, household, look.by, look.byName, look.reason, look.at],
    );
    return { needs: found.rows.map(({ row }) => row), look };
  });
}

/**
 * Who looked: clerks with what for and when, workers with the day; newest first, within a day clerks before workers.
 * @throws ProblemError `not-found` as above
 */
export async function looksAt(deps: ServerDeps, session: Session, household: HouseholdId): Promise<Look[]> {
  const pool = deps.poolFor(session.district);
  const nowMs = deps.now();
  await readAs(pool, deps.database.isWalled, limitsOf(session, nowMs), (client) =>
    checkHousehold(client, session, household, nowMs),
  );
  const byClerks = await pool.query<Omit<DeskLook, 'how' | 'at'> & { at: Date }>(
    `select id, by_account as by, by_name as "byName", reason, at from look
      where district = $1 and household = $2 order by at desc, id desc limit 500`,
    [session.district, household],
  );
  const byWorkers = await pool.query<{ row: SeenRow }>(
    `select "row" from seen where district = $1 and household = $2 order by "row"->>'on' desc, id limit 500`,
    [session.district, household],
  );
  const looks: Look[] = [
    ...byClerks.rows.map((row) => ({ how: 'desk' as const, ...row, at: isoOf(row.at.getTime()) })),
    ...byWorkers.rows.map(({ row: { id, by, byName, on } }) => ({ how: 'phone' as const, id, by, byName, on })),
  ];
  return looks.toSorted((a, b) => (dayOfLook(a) < dayOfLook(b) ? 1 : dayOfLook(a) > dayOfLook(b) ? -1 : 0));
}

const dayOfLook = (look: Look): Day => (look.how === 'desk' ? dayOf(look.at) : look.on);

/** Of her communities. */
function limitsOf({ district, grants }: Session, nowMs: number): ReadLimits {
  const areas = grantsAt(grants, isoOf(nowMs))
    .filter(({ role }) => role === 'community')
    .map(({ area }) => area);
  return { district, areas, needAreas: areas, scopes: [] };
}

async function checkHousehold(
  client: Pick<PoolClient, 'query'>,
  session: Session,
  household: HouseholdId,
  nowMs: number,
): Promise<void> {
  const found = await client.query<{ row: HouseholdRow }>(
    'select "row" from household where district = $1 and id = $2',
    [session.district, household],
  );
  const grid = found.rows[0]?.row.grid;
  const isHers = grantsAt(session.grants, isoOf(nowMs)).some(
    ({ role, area }) => role === 'community' && grid !== undefined && isInArea(grid, area),
  );
  if (!isHers) throw new ProblemError('not-found', 'no such household');
}
