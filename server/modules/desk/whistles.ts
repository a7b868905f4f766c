import type { ServerDeps, Session } from '../../deps.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt, type Role } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import { readAs } from '../../db/read-limits.ts';
import { ProblemError } from '../../problems.ts';

/** Roles that read lists of their area; a leader only reads. */
export const listRoles = ['community', 'street', 'district', 'city', 'leader', 'admin'] as const satisfies Role[];

export interface WhistleQuery {
  area?: string | undefined;
  stage?: WhistleStage | undefined;
  after?: string | undefined;
  limit: number;
}

/** Names that a list shows: who holds no scopes has no catalogue and no areas on her device. */
export interface ListedNames {
  category: { zh: string; en: string } | null;
  grid: string | null;
  community: string | null;
}

/** `ListedNames` of a whistle of district $1. */
export const namesSql = `jsonb_build_object(
  'category', (select jsonb_build_object('zh', "row"->'zh', 'en', "row"->'en') from category
    where category.district = $1 and category.id = whistle."row"->>'category'),
  'grid', (select "row"->'name' from grid where grid.district = $1 and grid.id = whistle.grid),
  'community', (select "row"->'name' from area where area.district = $1 and area.id = left(whistle.grid, 12))
)`;

export type ListedRow = WhistleRow & { names: ListedNames };

export interface WhistlePage {
  whistles: ListedRow[];
  /** Hand it back as `after`; null: that was all. */
  next: string | null;
}

/**
 * Newest first, by keyset: a page never skips or repeats a whistle that stays, whatever is raised meanwhile.
 * A city reads district by district, so its page is as of about now.
 * @throws ProblemError `forbidden` for an area outside the caller's
 */
export async function listWhistles(deps: ServerDeps, session: Session, query: WhistleQuery): Promise<WhistlePage> {
  const areas = areasOf(session, query.area, deps.now());
  const after = query.after === undefined ? null : place(query.after);
  const districts = await districtsOf(deps, areas);
  const rows: ListedRow[] = [];
  for (const district of districts) {
    const limits = { district, areas, needAreas: [], scopes: [] };
    const found = await readAs(deps.poolFor(district), deps.database.isWalled, limits, (client) =>
      client.query<{ row: WhistleRow; names: ListedNames }>(
        `select whistle."row", ${namesSql} as names
        from whistle
        where district = $1
          and exists (select from unnest($2::text[]) as held(area) where whistle.grid like held.area || '%')
          and ($3::text is null or stage = $3)
          and ($4::text is null or (raised_at, id) < ($4, $5))
        order by raised_at desc, id desc limit $6`,
        [
          district,
          areas.map(prefixOf),
          query.stage ?? null,
          after?.raisedAt ?? null,
          after?.id ?? null,
          query.limit + 1,
        ],
      ),
    );
    rows.push(...found.rows.map(({ row, names }) => ({ ...row, names })));
  }
  const sorted = rows.toSorted((a, b) => compare(b.raisedAt, a.raisedAt) || compare(b.id, a.id));
  const whistles = sorted.slice(0, query.limit);
  const last = whistles.at(-1);
  return { whistles, next: last && sorted.length > query.limit ? cursorOf(last) : null };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Areas whose whistles the caller may read: the wanted one, or all that she holds. */
function areasOf(session: Session, wanted: string | undefined, nowMs: number): string[] {
  const held = grantsAt(session.grants, isoOf(nowMs))
    .filter((grant) => listRoles.some((role) => role === grant.role))
    .map((grant) => grant.area);
  if (wanted === undefined) return held;
  if (held.some((area) => isInArea(wanted, area))) return [wanted];
  throw new ProblemError('forbidden', 'this area is not one of yours');
}

/** A city's code ends in 00; its districts share the first four digits. */
export const prefixOf = (area: string): string => (area.length === 6 && area.endsWith('00') ? area.slice(0, 4) : area);

export async function districtsOf({ database }: ServerDeps, areas: readonly string[]): Promise<string[]> {
  const found = await database.reference.query<{ code: string }>('select code from district order by code');
  return found.rows
    .map(({ code }) => code)
    .filter((code) => areas.map(prefixOf).some((area) => code.startsWith(area.slice(0, 6)) || area.startsWith(code)));
}

const cursorOf = (row: WhistleRow): string => Buffer.from(`${row.raisedAt} ${row.id}`).toString('base64url');

function place(cursor: string): { raisedAt: string; id: string } {
  const [raisedAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(raisedAt) || !/^wh_[0-9a-f-]{36}$/.test(id))
    throw new ProblemError('bad-request', 'after: take it from `next` of the page before');
  return { raisedAt, id };
}
