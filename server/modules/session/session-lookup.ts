import type { Pool } from 'pg';
import type { AccountId } from '../../../core/lib/id.ts';
import type { GrantJson } from './accounts.ts';

interface SessionRow {
  id: string;
  account: AccountId;
  username: string;
  name: string;
  endsAt: Date;
  grants: GrantJson[];
}

/**
 * Looked up at every request. Those that wait at the same time are one query, one at a time: thousands of phones that
 * come back together must not take every connection of the pool, nor wait for one until they are turned away.
 */
class SessionLookup {
  readonly #pool: Pool;
  readonly #district: string;
  #waiting: { id: string; answer: PromiseWithResolvers<SessionRow | undefined> }[] = [];
  #isBusy = false;

  constructor(pool: Pool, district: string) {
    this.#pool = pool;
    this.#district = district;
  }

  find(id: string): Promise<SessionRow | undefined> {
    const answer = Promise.withResolvers<SessionRow | undefined>();
    this.#waiting.push({ id, answer });
    if (!this.#isBusy) void this.#drain();
    return answer.promise;
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, lookupLimit);
      try {
        const found = await this.#read([...new Set(group.map(({ id }) => id))]);
        for (const { id, answer } of group) answer.resolve(found.get(id));
      } catch (fault) {
        for (const { answer } of group) answer.reject(fault);
      }
    }
    this.#isBusy = false;
  }

  async #read(ids: readonly string[]): Promise<Map<string, SessionRow>> {
    const found = await this.#pool.query<SessionRow>({
      // By its name a connection plans it once.
      name: 'find-sessions',
      text: `select s.token_hash as id, a.id as account, a.username, a.name, s.ends_at as "endsAt",
            coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'area', g.area,
                        'from', floor(extract(epoch from g.from_at) * 1000),
                        'to', floor(extract(epoch from g.to_at) * 1000)) order by g.from_at, g.role, g.area)
                      from grant_ g where g.district = $1 and g.account = s.account), '[]') as grants
       from session s join account a on a.district = $1 and a.id = s.account
      where s.district = $1 and s.token_hash = any($2::text[]) and a.closed_at is null`,
      values: [this.#district, ids],
    });
    return new Map(found.rows.map((row) => [row.id, row]));
  }
}

const lookupLimit = 500;
const lookups = new WeakMap<Pool, Map<string, SessionLookup>>();

export function lookupOf(pool: Pool, district: string): SessionLookup {
  const ofPool = lookups.get(pool) ?? new Map<string, SessionLookup>();
  lookups.set(pool, ofPool);
  const lookup = ofPool.get(district) ?? new SessionLookup(pool, district);
  ofPool.set(district, lookup);
  return lookup;
}
