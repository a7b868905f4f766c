/**
 * The whole list of an area, newest first: one walk along an index for each area, a page long. Ids alone are found here,
 * outside the wall: what a row policy lets through is no column that PostgreSQL can count on, and it would rather read
 * small tables from end to end. The rows are then read by their ids, within the wall.
 */
import { isInArea } from '../../../core/org/scope.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import { prefixOf } from './districts.ts';
import type { Place } from './page.ts';

export interface Walk {
  /** Codes of districts, streets, communities and grids. */
  areas: readonly string[];
  stage?: WhistleStage | undefined;
  after: Place | null;
  limit: number;
}

export function walkSql(district: string, { areas, stage, after, limit }: Walk): { sql: string; values: unknown[] } {
  const values: unknown[] = [district, after?.at ?? '9999', after?.id ?? '', limit];
  const param = (value: unknown): string => `$${values.push(value)}`;
  const ofStage = stage === undefined ? '' : `and stage = ${param(stage)}`;
  const walks = outermost(areas).map(
    (area) => `(select id, raised_at from whistle
      where district = $1 and ${areaSql(area, district, param)} ${ofStage} and (raised_at, id) < ($2, $3)
      order by raised_at desc, id desc limit $4)`,
  );
  const [only] = walks;
  if (walks.length === 1 && only !== undefined) return { sql: only, values };
  return {
    sql: `select id from (${walks.join(' union all ')}) walk order by raised_at desc, id desc limit $4`,
    values,
  };
}

/** By the column that names the area; of the district's own code and wider ones all is there. */
function areaSql(area: string, district: string, param: (value: unknown) => string): string {
  if (area.length === 15) return `community = ${param(area.slice(0, 12))} and grid = ${param(area)}`;
  if (area.length === 12) return `community = ${param(area)}`;
  if (area.length === 9) return `street = ${param(area)}`;
  return area === district ? 'true' : `grid like ${param(`${prefixOf(area)}%`)}`;
}

/** Without those that lie in another: nothing is read twice. */
const outermost = (areas: readonly string[]): string[] =>
  [...new Set(areas)].filter((area) => !areas.some((other) => other !== area && isInArea(area, other)));
