/**
 * A forgotten password: the desk above gives a one-time password, once shown and kept nowhere. It ends every session
 * of the account and opens nothing but the choice of a password of her own (`POST /api/session`).
 */
import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { dayMs, isoOf, type Iso } from '../../../core/lib/time.ts';
import { isOpen, mayResetPassword } from '../../../core/org/password-reset.ts';
import { grantsAt, type Grant } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { id } from '../../../core/protocol/shapes.ts';
import type { Database } from '../../db/database.ts';
import type { ServerDeps } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { grantOf, setPassword, type FoundAccount, type GrantJson } from './accounts.ts';
import { countReset } from './throttle.ts';

/** Long enough for somebody who is away for a weekend. */
const onceMs = 3 * dayMs;
/** Read aloud over the phone: nothing that sounds or looks like another. 12 of 31 are 59 bits. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';

export const newOncePassword = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join(''),
  ).join('-');

export async function oncePasswordRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now, log } = deps;
  app.route({
    method: 'POST',
    url: '/api/desk/accounts/:id/password',
    config: { access: ['community', 'admin'] },
    bodyLimit: 4096,
    schema: {
      summary: 'Give a one-time password to a worker of your grids (admin: to anybody of the district)',
      params: z.object({ id: id('account') }),
      response: {
        200: z.object({ password: z.string(), until: z.string() }),
        401: problemShape,
        403: problemShape,
        404: problemShape,
        429: problemShape,
      },
    },
    handler: async (request) => {
      const session = deps.sessionOf(request);
      const account: FoundAccount = { district: session.district, id: request.params.id };
      const at = isoOf(now());
      const grants = await grantsOf(database, account);
      if (grants === null || !isSeenBy(session.grants, grants, at))
        throw new ProblemError('not-found', 'no such account');
      if (!mayResetPassword(session.grants, grants, at))
        throw new ProblemError('forbidden', 'this account holds a post elsewhere too: ask the administrator');
      const reset = { by: session.account, of: account.id };
      const seconds = await countReset(database, reset, now());
      if (seconds > 0) throw new ProblemError('too-many', `wait ${seconds} s before the next one-time password`);
      const password = newOncePassword();
      const until = isoOf(now() + onceMs);
      await setPassword(database, account, password, new Date(until));
      log.info(reset, 'a one-time password was given');
      return { password, until };
    },
  });
}

/** An account that holds nothing under the asker is unknown, as if it did not exist. */
const isSeenBy = (asker: readonly Grant[], grants: readonly Grant[], at: Iso): boolean =>
  grantsAt(asker, at).some(
    (own) =>
      own.role === 'admin' ||
      (own.role === 'community' &&
        grants.some((grant) => grant.role === 'worker' && isOpen(grant, at) && isInArea(grant.area, own.area))),
  );

/** Of an open account of the district; null: there is none. */
async function grantsOf(database: Database, { district, id: account }: FoundAccount): Promise<Grant[] | null> {
  const found = await database.poolFor(district).query<{ grants: GrantJson[] }>(
    `select coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'area', g.area,
                        'from', floor(extract(epoch from g.from_at) * 1000),
                        'to', floor(extract(epoch from g.to_at) * 1000)))
                      from grant_ g where g.district = $1 and g.account = a.id), '[]') as grants
       from account a where a.district = $1 and a.id = $2 and a.closed_at is null`,
    [district, account],
  );
  return found.rows[0]?.grants.map(grantOf) ?? null;
}
