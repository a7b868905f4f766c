import type { Session } from '../../deps.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt, type Role } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import { ProblemError } from '../../problems.ts';
import { districtsOf, inDistrict, prefixOf, type ListDeps } from './districts.ts';
import { findWhistles } from './found.ts';
import { namesSql, type ListedNames } from './names.ts';
import { compare, pageOf, placeOf, type Page, type Place } from './page.ts';
import { soughtIn } from './sought.ts';
import { walkSql } from './walk.ts';

/** Roles that read lists of their area; a leader only reads. */
export const listRoles = ['community', 'street', 'district', 'city', 'leader', 'admin'] as const satisfies Role[];

export interface WhistleQuery {
  area?: string | undefined;
  /** Words to look for, two characters at least. */
  q?: string | undefined;
  category?: string | undefined;
  stage?: WhistleStage | undefined;
  after?: string | undefined;
  limit: number;
}

export type ListedRow = WhistleRow & { names: ListedNames };

/**
 * Newest first, by keyset: a page never skips or repeats a whistle that stays, whatever is raised meanwhile.
 * A city reads district by district, so its page is as of about now.
 * @throws ProblemError `forbidden` for an area outside the caller's; `bad-request` for a cursor or words that are none
 */
export async function listWhistles(deps: ListDeps, session: Session, query: WhistleQuery): Promise<Page<ListedRow>> {
  const areas = areasOf(session, query.area, deps.now());
  const after = query.after === undefined ? null : placeOf(query.after);
  const rows: ListedRow[] = [];
  for (const district of await districtsOf(deps, areas)) {
    const ids = await findIds(deps, district, areas, query, after);
    const { sql, values } = rowsSql(district, areas, ids);
    const found = await inDistrict(deps, areas, district, (client) =>
      client.query<{ row: WhistleRow; names: ListedNames }>(sql, values),
    );
    rows.push(...found.rows.map(({ row, names }) => ({ ...row, names })));
  }
  const sorted = rows.toSorted((a, b) => compare(b.raisedAt, a.raisedAt) || compare(b.id, a.id));
  return pageOf(sorted, query.limit, (row) => ({ at: row.raisedAt, id: row.id }));
}

/** Ids of a page, newest first, and of one more. */
async function findIds(
  deps: ListDeps,
  district: string,
  areas: readonly string[],
  { q, category, stage, limit }: WhistleQuery,
  after: Place | null,
): Promise<string[]> {
  const pool = deps.poolFor(district);
  const walk = { areas, stage, after, limit: limit + 1 };
  if (q === undefined && category === undefined) {
    const { sql, values } = walkSql(district, walk);
    return (await pool.query<{ id: string }>(sql, values)).rows.map(({ id }) => id);
  }
  const sought = q === undefined ? null : await soughtIn(pool, district, q);
  return findWhistles(pool, district, isoOf(deps.now()).slice(0, 7), { ...walk, sought, category });
}

/** Rows whose ids were found. The wall shows none beyond the areas. */
export const rowsSql = (district: string, areas: readonly string[], ids: readonly string[]) => ({
  sql: `select whistle."row", ${namesSql} as names from whistle
    where district = $1 and id = any($2::text[]) and grid like any($3::text[])`,
  values: [district, ids, areas.map((area) => `${prefixOf(area)}%`)],
});

/** Areas whose whistles the caller may read: the wanted one, or all that she holds. */
function areasOf(session: Session, wanted: string | undefined, nowMs: number): string[] {
  const held = grantsAt(session.grants, isoOf(nowMs))
    .filter((grant) => listRoles.some((role) => role === grant.role))
    .map((grant) => grant.area);
  if (wanted === undefined) return held;
  if (held.some((area) => isInArea(wanted, area))) return [wanted];
  throw new ProblemError('forbidden', 'this area is not one of yours');
}
