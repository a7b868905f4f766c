import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { ServerDeps } from '../../deps.ts';
import { noticeShape, noticesOf } from './notices.ts';

/** `/api/notices`: what the signed-in account is told, and nobody else. */
export async function noticeRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  plain.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/api/notices',
    config: { access: 'session' },
    schema: {
      summary: 'What you are told, newest first: at most 50, of the last 35 days',
      response: { 200: z.object({ notices: z.array(noticeShape) }), 401: problemShape, 403: problemShape },
    },
    handler: async (request) => ({ notices: await noticesOf(deps, deps.sessionOf(request)) }),
  });
}
