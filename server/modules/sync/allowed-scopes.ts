import type { AccountId } from '../../../core/lib/id.ts';
import type { Iso } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { holdsScopes, scopesOf, type Mask, type Scope } from '../../../core/org/scope.ts';
import type { ReadTx } from './store.ts';

/** The scopes that the account may hold now, by its grants of this moment. */
export async function allowedScopes(
  tx: ReadTx,
  { district, account, now }: { district: string; account: AccountId; now: Iso },
): Promise<Map<Scope, Mask>> {
  const author = await tx.author(account);
  const grants = grantsAt(author?.grants ?? [], now).filter(({ role }) => holdsScopes(role));
  const communities = grants.filter(({ role }) => role === 'community').map(({ area }) => area);
  const grids = communities.length === 0 ? new Map<string, string[]>() : await tx.gridsOf(communities);
  return scopesOf(district, grants, (community) => grids.get(community) ?? []);
}
