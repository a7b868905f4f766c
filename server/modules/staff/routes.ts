import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { roles } from '../../../core/org/role.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { day, gridCode, id, instant } from '../../../core/protocol/shapes.ts';
import { text } from '../../../core/protocol/text.ts';
import type { ServerDeps } from '../../deps.ts';
import { addStandIn, endStandIn } from './stand-ins.ts';
import { listStaff, staffRoles } from './staff.ts';

const post = z.object({
  role: z.enum(roles),
  area: z.string(),
  areaName: z.nullable(z.string()),
  from: z.string(),
  to: z.nullable(z.string()),
});
const colleague = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  posts: z.array(post),
  mayReset: z.boolean(),
  emptiedAt: z.nullable(z.string()),
});
const standIn = z.object({ account: z.string(), grid: z.string(), from: z.string(), to: z.string() });
const problems = { 400: problemShape, 401: problemShape, 403: problemShape };

export async function staffRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/desk/staff',
    config: { access: staffRoles },
    schema: {
      summary: 'The workers of your grids and what they cover (admin: all accounts of the district), by username',
      querystring: z.object({
        search: z.optional(text(60)),
        after: z.optional(text(100)),
        limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 100),
      }),
      response: { 200: z.object({ staff: z.array(colleague), next: z.nullable(z.string()) }), ...problems },
    },
    handler: async (request) => listStaff(deps, deps.sessionOf(request), request.query),
  });

  app.route({
    method: 'POST',
    url: '/api/desk/stand-ins',
    config: { access: staffRoles },
    bodyLimit: 4096,
    schema: {
      summary: 'A worker covers a grid of her community, from a first to a last day',
      body: z.object({ account: id('account'), grid: gridCode, from: day, to: day }),
      response: { 201: standIn, ...problems, 404: problemShape, 409: problemShape },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await addStandIn(deps, deps.sessionOf(request), request.body)),
  });

  app.route({
    method: 'POST',
    url: '/api/desk/stand-ins/end',
    config: { access: staffRoles },
    bodyLimit: 4096,
    schema: {
      summary: 'A stand-in ends now, or before it begins',
      body: z.object({ account: id('account'), grid: gridCode, from: instant }),
      response: { 200: standIn, ...problems, 404: problemShape },
    },
    handler: async (request) => endStandIn(deps, deps.sessionOf(request), request.body),
  });
}
