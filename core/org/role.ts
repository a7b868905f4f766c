import type { AccountId } from '../lib/id.ts';
import type { Iso } from '../lib/time.ts';

/** The roles of staff. Residents have none: they hold tokens. */
export const roles = ['worker', 'community', 'street', 'district', 'city', 'unit', 'leader', 'admin'] as const;
export type Role = (typeof roles)[number];

/**
 * One assignment: a role in an area, from a moment on. A worker's area is a grid (15 digits), a community's 12,
 * a street's 9, a district's and a city's 6; a unit's is its id. Stand-ins have a `to`.
 */
export interface Grant {
  role: Role;
  area: string;
  from: Iso;
  /** Exclusive end; null while it lasts. */
  to: Iso | null;
}

export interface Author {
  account: AccountId;
  name: string;
  /** Ended grants too: what a worker wrote before a hand-over is still hers. */
  grants: readonly Grant[];
}

export const isGrantAt = (grant: Grant, at: Iso): boolean => grant.from <= at && (grant.to === null || at < grant.to);

/** The grants that hold at a moment. */
export const grantsAt = (grants: readonly Grant[], at: Iso): Grant[] => grants.filter((grant) => isGrantAt(grant, at));

/** Who acts when a term is over: no person, and nobody signs in as it. */
export const clockAccount: AccountId = 'ac_00000000-0000-7000-8000-000000000000';
/** Whoever holds a link and has no account: nobody signs in as it, and each speaks with the voice of her own link. */
export const residentAccount: AccountId = 'ac_00000000-0000-7000-8000-000000000001';
