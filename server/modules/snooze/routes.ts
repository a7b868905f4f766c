import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { ServerDeps } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { dropSnooze, putSnooze, snoozeRoles, snoozesOf } from './snoozes.ts';

const whistle = z.string().check(z.regex(/^wh_[0-9a-f-]{36}$/));
const snooze = z.object({ whistle, until: z.string() });
const problems = { 400: problemShape, 401: problemShape, 403: problemShape, 404: problemShape };

/** A person does not put things aside for years: what is to wait longer is parked, with a reason. */
const longestMs = 92 * 24 * 60 * 60_000;

/** `/api/snoozes`: what the signed-in account put aside for itself. */
export async function snoozeRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/snoozes',
    config: { access: snoozeRoles },
    schema: {
      summary: 'Whistles that you put aside, the next to come back first',
      response: { 200: z.object({ snoozes: z.array(snooze) }), ...problems },
    },
    handler: async (request) => ({ snoozes: await snoozesOf(deps, deps.sessionOf(request)) }),
  });

  app.route({
    method: 'PUT',
    url: '/api/snoozes/:whistle',
    config: { access: snoozeRoles },
    schema: {
      summary: 'Put a whistle aside until a moment; only you see it',
      params: z.object({ whistle }),
      body: z.object({ until: z.string().check(z.maxLength(40)) }),
      response: { 200: snooze, ...problems },
    },
    handler: async (request) => {
      const untilMs = Date.parse(request.body.until);
      if (!(untilMs < deps.now() + longestMs))
        throw new ProblemError('bad-request', 'until: a moment within three months, as ISO 8601');
      const wanted = { whistle: request.params.whistle, until: isoOf(untilMs) };
      await putSnooze(deps, deps.sessionOf(request), wanted);
      return wanted;
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/snoozes/:whistle',
    config: { access: snoozeRoles },
    schema: {
      summary: 'Bring a whistle back that you put aside',
      params: z.object({ whistle }),
      response: { 204: z.null(), ...problems },
    },
    handler: async (request, reply) => {
      await dropSnooze(deps, deps.sessionOf(request), request.params.whistle);
      return reply.code(204).send(null);
    },
  });
}
