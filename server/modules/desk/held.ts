/** What is in the hands of a desk that works from lists. */
import type { PoolClient } from 'pg';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { Session } from '../../deps.ts';

/** Who merges and reports from a list; a community has its whistles on the device. */
export const mergingRoles = ['street', 'district', 'city'] as const;

/** The areas of these desks. */
export const heldAreas = ({ grants }: Session, nowMs: number): string[] =>
  grantsAt(grants, isoOf(nowMs))
    .filter(({ role }) => mergingRoles.some((one) => one === role))
    .map(({ area }) => area);

/** Null: there is none of that id, or it lies elsewhere. */
export async function heldWhistle(
  client: PoolClient,
  district: string,
  areas: readonly string[],
  id: string,
): Promise<WhistleRow | null> {
  const own = await client.query<{ row: WhistleRow }>(`select "row" from whistle where district = $1 and id = $2`, [
    district,
    id,
  ]);
  const row = own.rows[0]?.row;
  return row && areas.some((area) => isInArea(row.grid, area)) ? row : null;
}
