import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt, roles } from '../../../core/org/role.ts';
import { holdsScopes, scopesOf } from '../../../core/org/scope.ts';
import { passwordMinLength } from '../../../core/org/password-reset.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { saidText } from '../../../core/protocol/text.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { setPassword, signIn, usernameOf } from './accounts.ts';
import { giveCookie, takeCookie, tokenOf } from './cookie.ts';
import { passwordMaxLength } from './password.ts';
import { endSession, findSession, startSession } from './sessions.ts';
import { SlowLane } from './slow-lane.ts';
import { systemOf } from './system-of.ts';
import { countAttempt, forgive } from './throttle.ts';

const credentials = z.object({
  username: saidText(100),
  password: z.string().check(z.minLength(1), z.maxLength(passwordMaxLength)),
  /** With a one-time password: the one that takes its place. */
  newPassword: z.optional(z.string().check(z.maxLength(passwordMaxLength))),
});

const whoShape = z.object({
  account: z.object({ id: z.string(), username: z.string(), name: z.string() }),
  /** What holds now. */
  roles: z.array(z.object({ role: z.enum(roles), area: z.string() })),
  /** All, ended and coming ones too: what was written under them is judged by them. */
  grants: z.array(z.object({ role: z.enum(roles), area: z.string(), from: z.string(), to: z.nullable(z.string()) })),
  scopes: z.array(z.string()),
});

/** `/api/session`: sign in, who am I, sign out. */
export async function sessionRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, now } = deps;
  const slowLane = new SlowLane();

  app.route({
    method: 'POST',
    url: '/api/session',
    config: { access: 'public', readsCookie: false },
    bodyLimit: 4096,
    schema: {
      summary: 'Sign in; with a one-time password only together with a new one',
      body: credentials,
      response: {
        200: whoShape,
        400: problemShape,
        401: problemShape,
        403: problemShape,
        429: problemShape,
        503: problemShape,
      },
    },
    handler: async (request, reply) => {
      const { username, password, newPassword = '' } = request.body;
      const attempt = { username: usernameOf(username), address: request.ip };
      const { waitSeconds, isSlow } = await countAttempt(database, attempt, now());
      if (waitSeconds > 0) throw tooMany(reply, waitSeconds);
      if (isSlow && !(await slowLane.pass(attempt.username))) throw tooMany(reply, slowLane.seconds);
      const account = await signIn(database, username, password, now());
      if (!account) throw new ProblemError('wrong-credentials', 'username or password is wrong');
      await forgive(database, attempt);
      if (account.isOnce) {
        if (newPassword.length < passwordMinLength || newPassword === password)
          throw new ProblemError(
            'new-password-needed',
            `newPassword: at least ${passwordMinLength} characters, not the one-time password`,
          );
        await setPassword(database, account, newPassword);
      }
      return begin(
        request,
        reply,
        await startSession(database, account, systemOf(request.headers['user-agent']), now()),
      );
    },
  });

  app.route({
    method: 'GET',
    url: '/api/session',
    config: { access: 'session' },
    schema: { summary: 'Who am I', response: { 200: whoShape, 401: problemShape, 503: problemShape } },
    handler: async (request) => who(deps, deps.sessionOf(request)),
  });

  app.route({
    method: 'DELETE',
    url: '/api/session',
    // Whoever is signed out already is where she wanted to be.
    config: { access: 'public', readsCookie: true },
    schema: { summary: 'Sign out', response: { 204: z.null() } },
    handler: async (request, reply) => {
      const token = tokenOf(request);
      if (token !== null) await endSession(database, token);
      takeCookie(request, reply);
      return reply.code(204).send(null);
    },
  });

  async function begin(request: FastifyRequest, reply: FastifyReply, token: string) {
    const found = await findSession(database, token, now());
    if (!found) throw new ProblemError('wrong-credentials', 'username or password is wrong');
    giveCookie(request, reply, token);
    return who(deps, found.session);
  }
}

function tooMany(reply: FastifyReply, seconds: number): ProblemError {
  reply.header('retry-after', seconds);
  return new ProblemError('too-many', `wait ${seconds} s before the next attempt`);
}

async function who({ poolFor, now }: ServerDeps, session: Session): Promise<z.infer<typeof whoShape>> {
  const current = grantsAt(session.grants, isoOf(now()));
  const held = current.filter((grant) => holdsScopes(grant.role));
  const communities = held.filter((grant) => grant.role === 'community').map((grant) => grant.area);
  const grids = await poolFor(session.district).query<{ id: string; community: string }>(
    'select id, community from grid where district = $1 and community = any($2) order by id',
    [session.district, communities],
  );
  const gridsOf = (community: string): string[] =>
    grids.rows.filter((grid) => grid.community === community).map((grid) => grid.id);
  return {
    account: { id: session.account, username: session.username, name: session.name },
    roles: current.map(({ role, area }) => ({ role, area })),
    grants: session.grants.map((grant) => ({ ...grant })),
    scopes: [...scopesOf(session.district, held, gridsOf).keys()],
  };
}
