/** What a desk may merge a whistle into, and the catalogue for its forms: neither lies on its devices. */
import { isoOf } from '../../../core/lib/time.ts';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { partsOf } from '../../../core/whistle/decide.ts';
import { similarTo } from '../../../core/whistle/similar.ts';
import { openStages } from '../../../core/whistle/stage.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { districtsOf, inDistricts, prefixOf } from './districts.ts';
import { heldAreas, heldWhistle } from './held.ts';
import { namesSql, type ListedNames } from './names.ts';

const targetsShown = 30;

export interface MergeTargetRow {
  whistle: WhistleRow;
  names: ListedNames;
  isSameCategory: boolean;
  /** Of a likely duplicate. */
  metres: number | null;
}

/** `%` and `_` are what they are. */
const likeOf = (query: string): string => `%${query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/**
 * Open whistles of the caller's area that may be decided by her, but the one itself: likely duplicates first, the nearest
 * in front, then the same category, the newest in front. At most 30.
 * @throws ProblemError `not-found` where the whistle is not one of her area
 */
export async function mergeTargets(
  deps: ServerDeps,
  session: Session,
  id: string,
  query: string,
): Promise<MergeTargetRow[]> {
  const areas = heldAreas(session, deps.now());
  for await (const found of inDistricts(deps, areas, async (client, district) => {
    const row = await heldWhistle(client, district, areas, id);
    if (!row) return null;
    const others = await client.query<{ row: WhistleRow; names: ListedNames }>(
      `select whistle."row", ${namesSql} as names from whistle
        where district = $1 and stage = any($2) and id <> $3
          and exists (select from unnest($4::text[]) as held(area) where whistle.grid like held.area || '%')
          and ($5 = '' or "row"->>'text' ilike $6 or exists (select from area
            where area.district = $1 and area.id = left(whistle.grid, 12) and area."row"->>'name' ilike $6))
        order by ("row"->>'category' = $7) desc nulls last, raised_at desc, id desc limit 200`,
      [district, openStages, id, areas.map(prefixOf), query, likeOf(query), row.category],
    );
    return { row, others: others.rows };
  }))
    if (found) return ranked(found.row, found.others, session, isoOf(deps.now()));
  throw new ProblemError('not-found', 'no such whistle');
}

function ranked(
  row: WhistleRow,
  others: readonly { row: WhistleRow; names: ListedNames }[],
  session: Session,
  now: ReturnType<typeof isoOf>,
): MergeTargetRow[] {
  const mine = others.filter((other) =>
    partsOf(other.row, session.author, now).some((part) => part === 'street' || part === 'dispatcher'),
  );
  const near = similarTo(
    row,
    mine.map((other) => other.row),
    ({ place }) => (place ? [place.lng, place.lat] : null),
  );
  const metresOf = new Map(near.map(({ whistle, metres }) => [whistle.id, metres]));
  return mine
    .map((other) => ({
      whistle: other.row,
      names: other.names,
      isSameCategory: row.category !== null && other.row.category === row.category,
      metres: metresOf.get(other.row.id) ?? null,
    }))
    .toSorted((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity) || 0)
    .slice(0, targetsShown);
}

/** The catalogue of the caller's districts, each category once, in its own order. */
export async function listCategories(
  deps: ServerDeps,
  session: Session,
): Promise<Pick<CategoryRow, 'id' | 'zh' | 'en'>[]> {
  const found = new Map<string, Pick<CategoryRow, 'id' | 'zh' | 'en'>>();
  for (const district of await districtsOf(deps, heldAreas(session, deps.now()))) {
    const { rows } = await deps
      .poolFor(district)
      .query<{ row: CategoryRow }>(`select "row" from category where district = $1 order by id`, [district]);
    for (const { row } of rows) found.set(row.id, { id: row.id, zh: row.zh, en: row.en });
  }
  return [...found.values()];
}
