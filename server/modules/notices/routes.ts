import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { ServerDeps } from '../../deps.ts';
import { markSeen, noticeShape, noticesOf } from './notices.ts';

/** `/api/notices`: what the signed-in account is told, and nobody else. */
export async function noticeRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/notices',
    config: { access: 'session' },
    schema: {
      summary: 'What you are told, newest first, a whistle once: at most 50, of the last 35 days',
      response: { 200: z.object({ notices: z.array(noticeShape) }), 401: problemShape, 403: problemShape },
    },
    handler: async (request) => ({ notices: await noticesOf(deps, deps.sessionOf(request)) }),
  });
  app.route({
    method: 'POST',
    url: '/api/notices/seen',
    config: { access: 'session' },
    schema: {
      summary: 'You have seen these, and what was told of their whistles before',
      body: z.object({ notices: z.array(z.string().check(z.maxLength(300))).check(z.maxLength(50)) }),
      response: { 204: z.null(), 400: problemShape, 401: problemShape, 403: problemShape },
    },
    handler: async (request, reply) => {
      await markSeen(deps, deps.sessionOf(request), request.body.notices);
      return reply.code(204).send(null);
    },
  });
}
