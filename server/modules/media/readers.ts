import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt, type Grant, type Role } from '../../../core/org/role.ts';
import { unitsHolding } from '../../../core/whistle/unit-view.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { PhotoRow } from '../../../core/protocol/rows.ts';
import { readAs } from '../../db/read-limits.ts';
import type { ServerDeps, Session } from '../../deps.ts';

/** Who sees photos: those whose area the whistle lies in, and units that are asked about it or hold its order. An admin keeps accounts and sees none. */
const readingRoles: readonly Role[] = ['worker', 'community', 'street', 'district', 'city', 'leader', 'unit'];

/** A unit's whistles may lie anywhere in the district: they are hers by their orders. */
const areaOf =
  (district: string) =>
  ({ role, area }: Grant): string =>
    role === 'unit' ? district : area;
/** A whistle that names the bytes. */
type Named = Pick<WhistleRow, 'grid' | 'stage' | 'loop'>;
const isWithin = (row: Named, { role, area }: Grant): boolean =>
  role === 'unit' ? unitsHolding(row).some((unit) => unit === area) : isInArea(row.grid, area);

/** How a session stands to some bytes. */
export interface SeenMedia {
  /** A whistle that it may see has them: whoever named them there did send them. */
  isHere: boolean;
  /** The reporters of whistles that it may see and that still wait for them. */
  awaitedFrom: AccountId[];
}

/**
 * By the grants of this moment and the whistles that name these bytes. A hash alone opens nothing: neither does naming
 * it in a whistle of one's own, for there the bytes stay awaited until this account has sent them. Not for this
 * session and unknown are answered the same.
 */
export async function seenMedia(
  { poolFor, database, now }: ServerDeps,
  session: Session,
  sha256: string,
): Promise<SeenMedia> {
  const grants = grantsAt(session.grants, isoOf(now())).filter(({ role }) => readingRoles.includes(role));
  const limits = { district: session.district, areas: grants.map(areaOf(session.district)), needAreas: [], scopes: [] };
  const found = await readAs(poolFor(session.district), database.isWalled, limits, (client) =>
    client.query<Named & { raised_by: AccountId; state: PhotoRow['state'] }>(
      `select distinct w.grid, w.raised_by, p.state, w.stage, w."row"->'loop' as loop from photo p join whistle w on w.district = $1 and w.id = p.whistle
      where p.district = $1 and p.sha256 = $2 and (w."row"->'photos' ? $2 or w."row"->'voice' ? $2)`,
      [session.district, sha256],
    ),
  );
  const seen = found.rows.filter((row) => grants.some((grant) => isWithin(row, grant)));
  return {
    isHere: seen.some(({ state }) => state === 'here'),
    awaitedFrom: seen.filter(({ state }) => state === 'awaited').map((row) => row.raised_by),
  };
}
