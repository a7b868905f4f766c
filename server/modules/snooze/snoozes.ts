import { grantsAt } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { Role } from '../../../core/org/role.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';

/** Who has an inbox to put things aside in. */
export const snoozeRoles = ['community', 'street'] as const satisfies Role[];

/** A whistle that one account put aside. It is personal: no event, no clock waits, nobody else sees it. */
export interface Snooze {
  whistle: string;
  /** It comes back at this moment. */
  until: Iso;
}

/** Those that have not come back yet; what came back is forgotten by and by. */
export async function snoozesOf(deps: ServerDeps, session: Session): Promise<Snooze[]> {
  const found = await deps.poolFor(session.district).query<{ whistle: string; until_ms: number }>(
    `select whistle, (extract(epoch from until) * 1000)::float8 as until_ms from snooze
        where district = $1 and account = $2 and until > $3 order by until, whistle`,
    [session.district, session.account, isoOf(deps.now())],
  );
  return found.rows.map(({ whistle, until_ms: untilMs }) => ({ whistle, until: isoOf(untilMs) }));
}

/**
 * Puts a whistle aside, or moves the day of one that is aside already. What has come back is cleared on the way, so
 * that an account never keeps more than it put aside.
 * @throws ProblemError `bad-request` for a moment that is past, `not-found` for a whistle outside the caller's area
 */
export async function putSnooze(deps: ServerDeps, session: Session, snooze: Snooze): Promise<void> {
  const now = isoOf(deps.now());
  if (snooze.until <= now) throw new ProblemError('bad-request', 'until: this moment is past');
  const pool = deps.poolFor(session.district);
  const { district, account } = session;
  const found = await pool.query<{ grid: string }>('select grid from whistle where district = $1 and id = $2', [
    district,
    snooze.whistle,
  ]);
  const grid = found.rows[0]?.grid;
  const held = grantsAt(session.grants, now).filter((grant) => snoozeRoles.some((role) => role === grant.role));
  if (grid === undefined || !held.some(({ area }) => isInArea(grid, area)))
    throw new ProblemError('not-found', 'no such whistle');
  await pool.query('delete from snooze where district = $1 and account = $2 and until <= $3', [district, account, now]);
  await pool.query(
    `insert into snooze (district, account, whistle, until) values ($1, $2, $3, $4)
      on conflict (district, account, whistle) do update set until = excluded.until`,
    [district, account, snooze.whistle, snooze.until],
  );
}

/** Brings it back at once; one that is not aside is where it was wanted. */
export async function dropSnooze(deps: ServerDeps, session: Session, whistle: string): Promise<void> {
  await deps
    .poolFor(session.district)
    .query('delete from snooze where district = $1 and account = $2 and whistle = $3', [
      session.district,
      session.account,
      whistle,
    ]);
}
