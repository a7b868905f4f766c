import type { PoolClient } from 'pg';
import { readAs } from '../../db/read-limits.ts';
import type { ServerDeps } from '../../deps.ts';

/** What lists need of the server. */
export type ListDeps = Pick<ServerDeps, 'database' | 'poolFor' | 'now'>;

/** A city's code ends in 00; its districts share the first four digits. */
export const prefixOf = (area: string): string => (area.length === 6 && area.endsWith('00') ? area.slice(0, 4) : area);

/** The districts that areas lie in, or that lie in them. */
export async function districtsOf({ database }: ListDeps, areas: readonly string[]): Promise<string[]> {
  const found = await database.reference.query<{ code: string }>('select code from district order by code');
  const prefixes = areas.map(prefixOf);
  return found.rows
    .map(({ code }) => code)
    .filter((code) => prefixes.some((area) => code.startsWith(area.slice(0, 6)) || area.startsWith(code)));
}

/** What is read of one district, within the limits of these areas. */
export const inDistrict = <T>(
  deps: ListDeps,
  areas: readonly string[],
  district: string,
  read: (client: PoolClient) => Promise<T>,
): Promise<T> =>
  readAs(deps.poolFor(district), deps.database.isWalled, { district, areas, needAreas: [], scopes: [] }, read);

/** District by district; the next is asked only when it is wanted. */
export async function* inDistricts<T>(
  deps: ListDeps,
  areas: readonly string[],
  read: (client: PoolClient, district: string) => Promise<T>,
): AsyncGenerator<T> {
  for (const district of await districtsOf(deps, areas))
    yield await inDistrict(deps, areas, district, (client) => read(client, district));
}
