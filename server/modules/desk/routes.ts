import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { id } from '../../../core/protocol/shapes.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { clockFace } from '../../../core/whistle/clock.ts';
import { whistleStages } from '../../../core/whistle/stage.ts';
import type { ServerDeps } from '../../deps.ts';
import { rowShapes } from '../../../core/protocol/row-shapes.ts';
import { loopActions } from '../../../core/whistle/loop-actions.ts';
import { whistleActions } from '../../../core/whistle/actions.ts';
import { deskRoles, listUnits, openWhistle, type WorkRow } from './waiting.ts';
import { waitingClocks, waitingPage } from './waiting-page.ts';
import type { WhistleEventRow } from '../../../core/whistle/whistle.ts';
import { suggestedUnits } from './unit-suggestions.ts';
import { mergingRoles } from './held.ts';
import { listCategories, mergeTargets } from './merge-targets.ts';
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

const names = z.object({
  category: z.nullable(z.object({ zh: z.string(), en: z.string() })),
  grid: z.nullable(z.string()),
  community: z.nullable(z.string()),
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
  names,
});
/** What tells whether two are one matter. */
const target = z.object({
  id: z.string(),
  grid: z.string(),
  stage: z.enum(whistleStages),
  text: z.nullable(z.string()),
  emergency: z.boolean(),
  raisedAt: z.string(),
  raisedByName: z.string(),
  names,
  isSameCategory: z.boolean(),
  metres: z.nullable(z.int()),
});
const suggested = z.object({
  unit: id('unit'),
  duty: z.nullable(z.enum(['lead', 'helps'])),
  led: z.int(),
  good: z.int(),
});
const category = z.object({ id: z.string(), zh: z.string(), en: z.string() });
const problems = { 401: problemShape, 403: problemShape, 503: problemShape };
const work = z.extend(rowShapes.whistle, { names }) as unknown as z.ZodMiniType<WorkRow>;
const eventShape: z.ZodMiniType<WhistleEventRow> = rowShapes.event;

const paged = {
  /** Words to look for in text, category and place, two characters at least. */
  q: z.optional(z.string().check(z.maxLength(50))),
  stage: z.optional(z.enum(whistleStages)),
  category: z.optional(z.string().check(z.regex(/^[0-9A-Za-z-]{1,20}$/))),
  /** `next` of the page before. */
  after: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50),
};
const query = z.object({
  ...paged,
  area: z.optional(z.string().check(z.regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/))),
});
const waitingQuery = z.object({
  ...paged,
  /** How the clock that ends first looks by the server: due soon in its last fifth, overdue after its end. */
  clock: z.optional(z.enum(waitingClocks)),
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

  app.route({
    method: 'GET',
    url: '/api/desk/waiting',
    config: { access: deskRoles },
    schema: {
      summary: 'What waits for you, what ends first standing first',
      querystring: waitingQuery,
      response: {
        200: z.object({ whistles: z.array(work), next: z.nullable(z.string()) }),
        400: problemShape,
        ...problems,
      },
    },
    handler: (request) => waitingPage(deps, deps.sessionOf(request), request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/desk/whistles/:whistle',
    config: { access: deskRoles },
    schema: {
      summary: 'One whistle with its events, and what you may do with it now',
      params: z.object({ whistle: id('whistle') }),
      response: {
        200: z.object({
          whistle: work,
          events: z.array(eventShape),
          actions: z.array(z.enum([...whistleActions, ...loopActions])),
        }),
        404: problemShape,
        ...problems,
      },
    },
    handler: (request) => openWhistle(deps, deps.sessionOf(request), request.params.whistle),
  });
  app.route({
    method: 'GET',
    url: '/api/desk/whistles/:whistle/targets',
    config: { access: mergingRoles },
    schema: {
      summary: 'Open whistles into which this one may be merged, the likeliest first',
      params: z.object({ whistle: id('whistle') }),
      querystring: z.object({ q: z._default(z.string().check(z.trim(), z.maxLength(40)), '') }),
      response: { 200: z.object({ targets: z.array(target) }), 400: problemShape, 404: problemShape, ...problems },
    },
    handler: async (request) => {
      const found = await mergeTargets(deps, deps.sessionOf(request), request.params.whistle, request.query.q);
      return { targets: found.map(({ whistle, ...facts }) => ({ ...whistle, ...facts })) };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/desk/whistles/:whistle/units',
    config: { access: mergingRoles },
    schema: {
      summary:
        'Units that may be meant: by the duties catalogue, and by what they did in such matters within two years',
      params: z.object({ whistle: id('whistle') }),
      response: { 200: z.object({ units: z.array(suggested) }), 404: problemShape, ...problems },
    },
    handler: async (request) => ({
      units: await suggestedUnits(deps, deps.sessionOf(request), request.params.whistle),
    }),
  });
  app.route({
    method: 'GET',
    url: '/api/desk/categories',
    config: { access: mergingRoles },
    schema: {
      summary: 'The catalogue, by the names of its categories',
      response: { 200: z.object({ categories: z.array(category) }), ...problems },
    },
    handler: async (request) => ({ categories: await listCategories(deps, deps.sessionOf(request)) }),
  });
  app.route({
    method: 'GET',
    url: '/api/desk/units',
    config: { access: deskRoles },
    schema: {
      summary: 'Units that can be asked and ordered',
      response: { 200: z.object({ units: z.array(rowShapes.unit) }), ...problems },
    },
    handler: async (request) => ({ units: await listUnits(deps, deps.sessionOf(request)) }),
  });
}
