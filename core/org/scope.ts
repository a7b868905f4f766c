import { isGridCode } from '../grid/grid.ts';
import type { Grant, Role } from './role.ts';

/** The unit of what a person may hold (sync, "Who holds what"). */
export type Scope = `tenant:${string}` | `grid:${string}` | `community:${string}` | `unit:${string}`;

/** How much of a scope's rows a reader sees: W a grid's worker, C its community, U a unit. */
export const masks = ['W', 'C', 'U'] as const;
export type Mask = (typeof masks)[number];

/** Which roles hold scopes on their devices at all; the others read lists (`GET /api/desk/*`). */
export const holdsScopes = (role: Role): boolean => role === 'worker' || role === 'community' || role === 'unit';

/**
 * The scopes that grants give, each with its mask. Where two grants give the same grid, the wider mask (W) wins.
 * @param gridsOf the grids of a community, from the grid table
 */
export function scopesOf(
  district: string,
  grants: readonly Grant[],
  gridsOf: (community: string) => readonly string[],
): Map<Scope, Mask> {
  const scopes = new Map<Scope, Mask>();
  if (grants.some((grant) => holdsScopes(grant.role))) scopes.set(`tenant:${district}`, 'C');
  for (const grant of grants) {
    if (grant.role === 'community') {
      scopes.set(`community:${grant.area}`, 'C');
      for (const grid of gridsOf(grant.area)) if (!scopes.has(`grid:${grid}`)) scopes.set(`grid:${grid}`, 'C');
    }
    if (grant.role === 'unit') scopes.set(`unit:${grant.area}`, 'U');
  }
  for (const grant of grants)
    if (grant.role === 'worker' && isGridCode(grant.area)) scopes.set(`grid:${grant.area}`, 'W');
  return scopes;
}

/** Whether an area of the tree lies in another (a grid in its community, a community in its street, ...). */
export function isInArea(area: string, holder: string): boolean {
  if (holder.length === 6 && holder.endsWith('00')) return area.slice(0, 4) === holder.slice(0, 4);
  return area.startsWith(holder);
}
