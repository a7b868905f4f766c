import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { problemShape } from '../../../core/protocol/problem.ts';
import { uuid } from '../../../core/protocol/shapes.ts';
import { saidText } from '../../../core/protocol/text.ts';
import type { ServerDeps } from '../../deps.ts';
import { complaintFaces, keepComplaint, listComplaints } from './complaints.ts';

const face = z.enum(complaintFaces);
const complaint = z.object({ id: uuid, face, text: saidText(2000) });
const listed = z.object({ id: z.string(), face, text: z.string(), byName: z.string(), at: z.string() });

/** What stands in the footer of every face: the filing number, and the box for complaints about the app itself. */
export async function complaintRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.route({
    method: 'GET',
    url: '/api/about',
    config: { access: 'public' },
    schema: {
      summary: 'What every footer shows',
      response: { 200: z.object({ filingNumber: z.nullable(z.string()) }) },
    },
    handler: async () => ({ filingNumber: deps.config.filingNumber }),
  });

  app.route({
    method: 'POST',
    url: '/api/complaints',
    config: { access: 'session' },
    bodyLimit: 16 * 1024,
    schema: {
      summary: 'Complain about the app itself',
      body: complaint,
      response: {
        201: z.object({ at: z.string() }),
        400: problemShape,
        401: problemShape,
        403: problemShape,
        429: problemShape,
      },
    },
    handler: async (request, reply) => {
      const at = await keepComplaint(deps, deps.sessionOf(request), request.body);
      return reply.code(201).send({ at });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/desk/complaints',
    config: { access: ['admin'] },
    schema: {
      summary: 'Complaints about the app, newest first, at most 200',
      response: { 200: z.object({ complaints: z.array(listed) }), 401: problemShape, 403: problemShape },
    },
    handler: async (request) => ({ complaints: await listComplaints(deps, deps.sessionOf(request)) }),
  });
}
