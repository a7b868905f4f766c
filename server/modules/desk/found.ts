/**
 * A search in the whole list of an area. The index has each key with its month before it (`whistleSearchKeys`), so that
 * it is asked for the newest months first and for twice as many with each step: a frequent word costs one page, a rare
 * one a few looks into the index, whatever the years before hold.
 *
 * The operators of such an index may say something of rows that a reader may not see, so PostgreSQL uses it for nobody
 * who is held by row policies. Ids alone are found here, by district and area as the caller has them; the rows behind
 * are then read within the wall.
 */
import type { Pool } from 'pg';
import { areaKey, categoryKey } from '../../../core/whistle/waiting.ts';
import { whistleSearchKeys } from '../../db/schema/rows.ts';
import { foldedTextSql, type Sought } from './sought.ts';
import type { Walk } from './walk.ts';

export interface Search extends Walk {
  sought: Sought | null;
  category?: string | undefined;
}

/** Ids of the newest that match, newest first. @param toMonth the month of now, `YYYY-MM` */
export async function findWhistles(pool: Pool, district: string, toMonth: string, search: Search): Promise<string[]> {
  const oldest = await pool.query<{ month: string }>(
    `select left(raised_at, 7) as month from whistle where district = $1 order by raised_at, id limit 1`,
    [district],
  );
  const month = oldest.rows[0]?.month;
  if (month === undefined) return [];
  const { sql, values } = searchSql(district, month, search.after?.at.slice(0, 7) ?? toMonth, search);
  return (await pool.query<{ id: string }>(sql, values)).rows.map(({ id }) => id);
}

/** @param fromMonth the oldest, `YYYY-MM` @param toMonth the newest */
export function searchSql(
  district: string,
  fromMonth: string,
  toMonth: string,
  { areas, sought, category, stage, after, limit }: Search,
): { sql: string; values: unknown[] } {
  const windows = windowsOf(fromMonth, toMonth);
  const values: unknown[] = [district, areas.map(patternOf), after?.at ?? '9999', after?.id ?? '', limit];
  const param = (value: unknown): string => `$${values.push(value)}`;
  /** A window's keys: each of them in each of its months. */
  const anyOf = (keys: readonly string[]): string => {
    const texts = param(windows.map((months) => literal(months.flatMap((month) => keys.map((key) => month + key)))));
    return `${whistleSearchKeys} && (${texts}::text[])[step.n]::text[]`;
  };
  const narrow = areas.filter((area) => area.length > 6).map((area) => areaKey(area.slice(0, 12)));
  const conditions = [
    ...(narrow.length === areas.length ? [anyOf(narrow)] : []),
    ...(sought === null ? [] : [anyOf(sought.keys)]),
    ...(category === undefined ? [] : [anyOf([categoryKey(category)])]),
    ...(stage === undefined ? [] : [`stage = ${param(stage)}`]),
    ...(sought === null ? [] : wordsSql(sought, param)),
  ];
  return {
    // The steps come in their order, each whole before the next, so the limit ends the search as soon as it is full.
    sql: `select found.id from generate_series(1, ${param(windows.length)}::int) as step(n)
      cross join lateral (
        with matching as materialized (
          select id, raised_at from whistle
           where district = $1 and (raised_at, id) < ($3, $4) and grid like any($2::text[])
             and ${conditions.join('\n             and ')}
        )
        select id from matching order by raised_at desc, id desc limit $5
      ) found
      limit $5`,
    values,
  };
}

function wordsSql({ forms, keys }: Sought, param: (value: unknown) => string): string[] {
  if (forms.every((form) => Array.from(form).length === 2)) return [];
  const named = keys.filter((key) => Array.from(key).length > 2);
  return [
    `(exists (select from unnest(${param(forms)}::text[]) as form where strpos(${foldedTextSql('"row"')}, form) > 0)
      or 'c:' || ("row"->>'category') = any(${param(named)}::text[])
      or array['a:' || street, 'a:' || community] && ${param(named)}::text[])`,
  ];
}

const patternOf = (area: string): string =>
  area.length === 6 && area.endsWith('00') ? `${area.slice(0, 4)}%` : `${area}%`;

/** Of an array of texts, as PostgreSQL reads it. */
const literal = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Months from the newest back, in steps of one, one, two, four, eight and so on. */
export function windowsOf(fromMonth: string, toMonth: string): string[][] {
  const numbered = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const named = (n: number): string => `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
  const windows: string[][] = [];
  for (let newest = numbered(toMonth), size = 1; newest >= numbered(fromMonth);) {
    const months = Array.from({ length: Math.min(size, newest - numbered(fromMonth) + 1) }, (_, i) => newest - i);
    windows.push(months.map(named));
    newest -= months.length;
    if (windows.length > 1) size *= 2;
  }
  return windows;
}
