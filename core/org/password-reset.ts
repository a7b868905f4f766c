import type { Iso } from '../lib/time.ts';
import { grantsAt, type Grant } from './role.ts';
import { isInArea } from './scope.ts';

/** At least this many characters; nothing else is asked of a password. */
export const passwordMinLength = 8;

/**
 * Who may give somebody else a one-time password. An account is as strong as the strongest of its posts, so every post
 * that it holds now or will hold must lie under the asker's: a community helps workers of its own grids, an admin
 * everybody of the district. Whoever holds a post elsewhere too is helped from above.
 */
export function mayResetPassword(asker: readonly Grant[], target: readonly Grant[], at: Iso): boolean {
  const posts = target.filter((grant) => isOpen(grant, at));
  return grantsAt(asker, at).some((own) => {
    switch (own.role) {
      case 'community':
        return posts.length > 0 && posts.every(({ role, area }) => role === 'worker' && isInArea(area, own.area));
      case 'admin':
        return posts.every(({ role, area }) => role === 'unit' || isInArea(area, own.area));
      case 'worker':
      case 'street':
      case 'district':
      case 'city':
      case 'unit':
      case 'leader':
        return false;
    }
  });
}

/** Holds now or will: one that was ended before it began never does. */
export const isOpen = ({ from, to }: Grant, at: Iso): boolean => to === null || (to > at && to > from);
