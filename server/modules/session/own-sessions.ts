/**
 * Where an account is signed in, and how one of these ends. Times are those of days: a session is not a track of when
 * somebody worked.
 */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { dayOf } from '../../../core/calendar/day.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { day } from '../../../core/protocol/shapes.ts';
import type { Database } from '../../db/database.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { sessionMs } from './sessions.ts';
import { systems, type System } from './system-of.ts';

const sessionShape = z.object({
  id: z.string(),
  system: z.enum(systems),
  startedOn: day,
  usedOn: day,
  /** The one that asks. */
  isThis: z.boolean(),
});
export type OwnSession = z.infer<typeof sessionShape>;
const problems = { 401: problemShape, 403: problemShape };

/** `/api/sessions`: those of the signed-in account, and of nobody else. */
export async function ownSessionRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = deps;
  app.route({
    method: 'GET',
    url: '/api/sessions',
    config: { access: 'session' },
    schema: {
      summary: 'Where you are signed in, the last used first',
      response: { 200: z.object({ sessions: z.array(sessionShape) }), ...problems },
    },
    handler: async (request) => {
      const own = deps.sessionOf(request);
      const found = await sessionsOf(database, own, now());
      return { sessions: found.map((one) => ({ ...one, isThis: one.id === own.id })) };
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/sessions/:id',
    config: { access: 'session' },
    schema: {
      summary: 'Sign out one of your sessions; `others`: all but this one',
      params: z.object({ id: z.string().check(z.regex(/^([\w-]{43}|others)$/)) }),
      response: { 204: z.null(), 400: problemShape, ...problems, 404: problemShape },
    },
    handler: async (request, reply) => {
      const own = deps.sessionOf(request);
      const { id } = request.params;
      const count = await (id === 'others' ? endOthers(database, own) : endOne(database, own, id));
      if (count === 0 && id !== 'others') throw new ProblemError('not-found', 'no such session of yours');
      deps.log.info({ by: own.account, count }, 'sessions were ended');
      return reply.code(204).send(null);
    },
  });
}

interface Owner {
  district: string;
  account: AccountId;
}

export async function sessionsOf(
  database: Database,
  { district, account }: Owner,
  nowMs: number,
): Promise<Omit<OwnSession, 'isThis'>[]> {
  const found = await database.poolFor(district).query<{ id: string; system: System; startedAt: Date; endsAt: Date }>(
    `select token_hash as id, system, created_at as "startedAt", ends_at as "endsAt" from session
        where district = $1 and account = $2 and ends_at > $3 order by ends_at desc, token_hash`,
    [district, account, new Date(nowMs)],
  );
  return found.rows.map(({ id, system, startedAt, endsAt }) => ({
    id,
    system,
    startedOn: dayOf(isoOf(startedAt.getTime())),
    usedOn: dayOf(isoOf(endsAt.getTime() - sessionMs)),
  }));
}

const endOne = (database: Database, { district, account }: Session, id: string): Promise<number> =>
  ended(database, 'delete from session where district = $1 and account = $2 and token_hash = $3', [
    district,
    account,
    id,
  ]);

const endOthers = (database: Database, { district, account, id }: Session): Promise<number> =>
  ended(database, 'delete from session where district = $1 and account = $2 and token_hash <> $3', [
    district,
    account,
    id,
  ]);

/** Every session of an account: whoever holds one is asked to sign in at the next request. */
export const endSessions = (database: Database, { district, account }: Owner): Promise<number> =>
  ended(database, 'delete from session where district = $1 and account = $2', [district, account]);

async function ended(database: Database, sql: string, values: [district: string, ...string[]]): Promise<number> {
  return (await database.poolFor(values[0]).query(sql, values)).rowCount ?? 0;
}
