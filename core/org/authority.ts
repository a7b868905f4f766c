import { communityOf, districtOf, streetOf } from '../grid/grid.ts';
import type { Iso } from '../lib/time.ts';
import { isGrantAt, type Author, type Grant, type Role } from './role.ts';

/**
 * Who may do what where: role × deed × area. Denied unless listed. What a part in a whistle may then do at which stage
 * is the table of `core/whistle`; routes that are no mutations have their own list beside them on the server.
 */
export type Deed =
  | 'raise' // raise a whistle in a grid
  | 'visit' // record or correct a visit in a grid, open needs and follow them
  | 'register' // correct the roster: doors and the people behind them
  | 'walk' // act on a whistle as the worker of its grid
  | 'study' // act on a whistle as its community
  | 'coordinate'; // act on a whistle as its street

export const authority: Record<Deed, readonly Role[]> = {
  raise: ['worker', 'community', 'street'],
  visit: ['worker'],
  register: ['worker', 'community'],
  walk: ['worker'],
  study: ['community'],
  coordinate: ['street'],
};

/** The area that a role must hold to act in a grid; null: this role acts in no grid. */
function areaFor(role: Role, grid: string): string | null {
  switch (role) {
    case 'worker':
      return grid;
    case 'community':
      return communityOf(grid);
    case 'street':
      return streetOf(grid);
    case 'district':
      return districtOf(grid);
    case 'city':
    case 'unit':
    case 'leader':
    case 'admin':
      return null;
  }
}

/** The author's grants, of any time, that a deed in a grid rests on. */
export const grantsFor = (author: Author, deed: Deed, grid: string): Grant[] =>
  author.grants.filter((grant) => authority[deed].includes(grant.role) && grant.area === areaFor(grant.role, grid));

export const mayDo = (author: Author, deed: Deed, grid: string, at: Iso): boolean =>
  grantsFor(author, deed, grid).some((grant) => isGrantAt(grant, at));
