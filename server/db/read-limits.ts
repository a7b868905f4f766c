/**
 * The second wall on reads. Whoever reads rows on somebody's behalf asks only for what is hers; and where a statement
 * forgot to, the database itself gives nothing else: within a limit the connection is `shaodao_reader`, a role that is
 * held by row-level policies (server/db/schema/policies.ts) to what these settings name. Both end with the transaction.
 *
 * The policies read settings and no other table, so that they hold on one server and on many alike. A setting that is
 * missing or empty shows nothing.
 */
import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import type { Mask, Scope } from '../../core/org/scope.ts';
import { inTransaction } from './transaction.ts';

export const readerRole = 'shaodao_reader';

export interface ReadLimits {
  district: string;
  /** Codes of areas whose grids' rows may be read: of a grid, a community, a street, a district or a city. */
  areas: readonly string[];
  /** Those where needs may be read with their reason. */
  needAreas: readonly string[];
  /** Those where whistles may be read with what hangs on them: a unit's lie anywhere in its district. */
  whistleAreas?: readonly string[];
  /** Feeds that may be read. */
  scopes: readonly Scope[];
}

/** What a device may hold, as limits. */
export function limitsOf(district: string, scopes: ReadonlyMap<Scope, Mask>): ReadLimits {
  const grids = [...scopes].filter(([scope]) => scope.startsWith('grid:'));
  const codeOf = (scope: Scope): string => scope.slice('grid:'.length);
  return {
    district,
    areas: grids.map(([scope]) => codeOf(scope)),
    needAreas: grids.filter(([, mask]) => mask === 'W').map(([scope]) => codeOf(scope)),
    whistleAreas: [...scopes.values()].includes('U') ? [district] : [],
    scopes: [...scopes.keys()],
  };
}

/**
 * The statements that put a transaction within its limits, in one round trip; `''` where there is no second wall.
 * @param isWalled whether the database has the role (`Database.isWalled`)
 */
export function limitSql(
  isWalled: boolean,
  { district, areas, needAreas, whistleAreas = [], scopes }: ReadLimits,
): string {
  if (!isWalled) return '';
  const settings = {
    district,
    grids: areas.map(patternOf).join(),
    need_grids: needAreas.map(patternOf).join(),
    whistle_grids: whistleAreas.map(patternOf).join(),
    scopes: scopes.join(),
  };
  return [
    `set local role ${readerRole}`,
    ...Object.entries(settings).map(([name, value]) => `set local shaodao.${name} = ${pg.escapeLiteral(value)}`),
  ].join('; ');
}

/** LIKE patterns of grid codes, which are digits. A city's code ends in 00; its districts share the first four. */
function patternOf(area: string): string {
  if (!/^\d{4,15}$/.test(area)) throw new Error('an area that is no code of digits');
  if (area.length === 15) return area;
  return area.length === 6 && area.endsWith('00') ? `${area.slice(0, 4)}%` : `${area}%`;
}

/** One transaction that reads within limits. */
export const readAs = <T>(
  pool: Pool,
  isWalled: boolean,
  limits: ReadLimits,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> => inTransaction(pool, (client) => within(client, isWalled, limits, () => work(client)));

/** A part of a transaction that reads within limits; what comes after it is the server's own again. */
export async function within<T>(
  client: PoolClient,
  isWalled: boolean,
  limits: ReadLimits,
  work: () => Promise<T>,
): Promise<T> {
  const sql = limitSql(isWalled, limits);
  if (sql === '') return work();
  await client.query(sql);
  const found = await work();
  // Where the work failed, so did its transaction: the role ends with it.
  await client.query('reset role');
  return found;
}
