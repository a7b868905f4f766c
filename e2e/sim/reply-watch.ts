/**
 * Judges every pull reply as it leaves the server: only scopes that the account has at this moment, only rows of that
 * scope, and for the community never why help is needed. The mask is written out here a second time on purpose.
 */
import type { Mask, Scope } from '../../core/org/scope.ts';
import type { PullReply } from '../../core/protocol/pull.ts';

export function judgeReply(reply: PullReply, allowed: ReadonlyMap<Scope, Mask>, violate: (what: string) => void): void {
  for (const [name, page] of Object.entries(reply.scopes)) {
    const scope = name as Scope;
    const mask = allowed.get(scope);
    if (mask === undefined) violate(`a reply tells ${name} to somebody who does not have it`);
    if (!page) continue;
    const seen = new Set<string>();
    let version = page.from ?? 0;
    for (const change of page.changes) {
      const what = `${name} ${change.kind}/${change.id}`;
      if (seen.has(`${change.kind}/${change.id}`)) violate(`${what} stands twice in a page`);
      seen.add(`${change.kind}/${change.id}`);
      if (change.version <= version || change.version > page.to) violate(`${what} has a version outside its page`);
      version = change.version;
      if (mask === 'C' && change.kind === 'need') violate(`${what}: the community is told a need`);
      if (mask !== 'C' && change.kind === 'reportCode')
        violate(`${what}: a code is told to somebody else than its community`);
      if (mask === 'U' && !['whistle', 'event', 'photo'].includes(change.kind))
        violate(`${what}: a unit is told what is no whistle's`);
      if (change.op !== 'put') continue;
      const { row } = change;
      if (scope.startsWith('grid:') && `grid:${'grid' in row ? row.grid : row.id}` !== scope)
        violate(`${what} belongs to another grid`);
      if (mask !== 'C') continue;
      if (change.kind === 'visit' && change.row.needs.length > 0) violate(`${what}: the community is told its needs`);
      if (change.kind === 'household' && change.row.visitEveryDays !== null)
        violate(`${what}: the community is told how often it is visited`);
    }
    if (page.to > page.head || (!page.more && page.to !== page.head))
      violate(`${name}: a page ends at ${page.to} of ${page.head}`);
  }
}

/** No unit's view of a whistle goes to another unit or to a worker; each begins with whose it is. */
export function judgeViews(text: string, own: string | null, violate: (what: string) => void): void {
  for (const [mark] of text.matchAll(/看法\d：/g))
    if (mark !== own) return violate(`a reply tells ${own ? `the unit of "${own}"` : 'a worker'} "${mark}"`);
}
