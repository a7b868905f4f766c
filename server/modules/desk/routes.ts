import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { clockFace } from '../../../core/whistle/clock.ts';
import { whistleStages } from '../../../core/whistle/stage.ts';
import type { ServerDeps } from '../../deps.ts';
import { listRoles, listWhistles } from './whistles.ts';

const clock = z.object({
  name: z.string(),
  /** What stands on record. */
  state: z.enum(['running', 'paused', 'met', 'missed', 'stopped']),
  /** How it looks at this moment by the server's clock: due soon in its last fifth, overdue after its end. */
  face: z.enum(['running', 'dueSoon', 'overdue', 'paused', 'met', 'missed', 'stopped']),
  startedAt: z.string(),
  dueAt: z.string(),
  endedAt: z.nullable(z.string()),
  isProvisional: z.boolean(),
});

/** What a list shows of a whistle: nothing of the household, nobody's contact. */
const listed = z.object({
  id: z.string(),
  rev: z.int(),
  grid: z.string(),
  stage: z.enum(whistleStages),
  category: z.nullable(z.string()),
  text: z.nullable(z.string()),
  emergency: z.boolean(),
  urgency: z.nullable(z.enum(['U1', 'U2', 'U3', 'U4'])),
  photos: z.array(z.string()),
  source: z.string(),
  raisedAt: z.string(),
  occurredAt: z.string(),
  raisedByName: z.string(),
  clocks: z.array(clock),
  names: z.object({
    category: z.nullable(z.object({ zh: z.string(), en: z.string() })),
    grid: z.nullable(z.string()),
    community: z.nullable(z.string()),
  }),
});

const query = z.object({
  area: z.optional(z.string().check(z.regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/))),
  stage: z.optional(z.enum(whistleStages)),
  after: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50),
});

/** Lists of those who hold no scopes on their device. */
export async function deskRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/desk/whistles',
    config: { access: listRoles },
    schema: {
      summary: 'Whistles of your area, newest first',
      querystring: query,
      response: {
        200: z.object({ whistles: z.array(listed), next: z.nullable(z.string()) }),
        400: problemShape,
        401: problemShape,
        403: problemShape,
        503: problemShape,
      },
    },
    handler: async (request) => {
      const { whistles, next } = await listWhistles(deps, deps.sessionOf(request), request.query);
      const now = isoOf(deps.now());
      return {
        whistles: whistles.map((row) => ({
          ...row,
          photos: [...row.photos],
          clocks: row.clocks.map((one) => ({ ...one, face: clockFace(one, now) })),
        })),
        next,
      };
    },
  });
}
