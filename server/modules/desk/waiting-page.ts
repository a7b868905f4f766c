/**
 * What waits for whoever holds no rows on the device: street, district, city, and units. A page is one walk along the
 * index of `waiting` from where the page before ended, a district; it costs the same however many whistles there are.
 */
import type { PoolClient } from 'pg';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import { dueOf } from '../../../core/whistle/waiting.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { Session } from '../../deps.ts';
import { inDistricts, type ListDeps } from './districts.ts';
import { namesSql, type ListedNames } from './names.ts';
import { compare, pageOf, placeOf, type Page, type Place } from './page.ts';
import { foldedTextSql, soughtIn, type Sought } from './sought.ts';
import { asDeskSees, deskGrants, readAreas, type WorkRow } from './waiting.ts';

export const waitingClocks = ['overdue', 'dueSoon'] as const;

export interface WaitingQuery {
  /** Words to look for, two characters at least. */
  q?: string | undefined;
  stage?: WhistleStage | undefined;
  category?: string | undefined;
  /** How the clock that ends first looks now. */
  clock?: (typeof waitingClocks)[number] | undefined;
  after?: string | undefined;
  limit: number;
}

/** What waits for the caller, what ends first standing first. @throws ProblemError `bad-request` for a cursor or words that are none */
export async function waitingPage(deps: ListDeps, session: Session, query: WaitingQuery): Promise<Page<WorkRow>> {
  const now = isoOf(deps.now());
  const grants = deskGrants(session, now);
  const after = query.after === undefined ? null : placeOf(query.after);
  const holders = [...new Set(grants.map(({ area }) => area))];
  const rows: WorkRow[] = [];
  for await (const found of inDistricts(deps, readAreas(session, grants), async (client, district) => {
    const sought = query.q === undefined ? null : await soughtIn(client, district, query.q);
    return readWaiting(client, district, { ...query, holders, sought, after, now });
  }))
    rows.push(...found.map(({ names, ...row }) => ({ ...asDeskSees(row, grants), names })));
  const sorted = rows.toSorted((a, b) => compare(dueOf(a).dueAt, dueOf(b).dueAt) || compare(a.id, b.id));
  return pageOf(sorted, query.limit, (row) => ({ at: dueOf(row).dueAt, id: row.id }));
}

export interface WaitingLook extends Omit<WaitingQuery, 'q' | 'after'> {
  /** Codes of areas and ids of units. */
  holders: readonly string[];
  sought: Sought | null;
  after: Place | null;
  now: Iso;
}

async function readWaiting(client: PoolClient, district: string, look: WaitingLook): Promise<WorkRow[]> {
  const { sql, values } = waitingSql(district, look);
  const { rows } = await client.query<{ row: WhistleRow; names: ListedNames }>(sql, values);
  return rows.map(({ row, names }) => ({ ...row, names }));
}

/** One more than the page, so that whoever asks knows whether there are more. */
export function waitingSql(district: string, look: WaitingLook): { sql: string; values: unknown[] } {
  const { holders, sought, after, now, stage, category, clock, limit } = look;
  const values: unknown[] = [district, holders, sought?.keys ?? [''], after?.at ?? '', after?.id ?? '', limit + 1];
  const param = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...(stage === undefined ? [] : [`w.stage = ${param(stage)}`]),
    ...(category === undefined ? [] : [`w.category = ${param(category)}`]),
    ...(clock === 'overdue' ? [`w.due_at <= ${param(now)}`] : []),
    ...(clock === 'dueSoon' ? [`w.due_at > ${param(now)} and w.soon_at <= ${param(now)}`] : []),
    ...(sought === null ? [] : wordsSql(sought, param)),
  ];
  const and = conditions.map((condition) => ` and ${condition}`).join('');
  return {
    sql: `select whistle."row", ${namesSql} as names
      from (
        select distinct line.due_at, line.whistle
          from unnest($2::text[]) as held(holder) cross join unnest($3::text[]) as sought(key)
          cross join lateral (
            select w.due_at, w.whistle from waiting w
             where w.district = $1 and w.holder = held.holder and w.key = sought.key
               and (w.due_at, w.whistle) > ($4, $5)${and}
             order by w.due_at, w.whistle limit $6
          ) line
         order by line.due_at, line.whistle limit $6
      ) page
      join whistle on whistle.district = $1 and whistle.id = page.whistle
      order by page.due_at, page.whistle`,
    values,
  };
}

/** Two characters are the pair by which it was found; of more the pair is the beginning only. */
function wordsSql({ forms }: Sought, param: (value: unknown) => string): string[] {
  if (forms.every((form) => Array.from(form).length === 2)) return [];
  return [
    `(length(sought.key) > 2 or exists (select from whistle x, unnest(${param(forms)}::text[]) as form
      where x.district = $1 and x.id = w.whistle and strpos(${foldedTextSql('x."row"')}, form) > 0))`,
  ];
}
