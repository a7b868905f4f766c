import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { helpSteps, needKinds } from '../../../core/household/household.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { id } from '../../../core/protocol/shapes.ts';
import { saidDoorText } from '../../../core/protocol/text.ts';
import type { ServerDeps } from '../../deps.ts';
import { looksAt, lookAtNeeds } from './looks.ts';

const params = z.object({ id: id('household') });
const whoLooked = { id: z.string(), by: z.string(), byName: z.string() };
const deskLookShape = z.object({ how: z.literal('desk'), ...whoLooked, reason: z.string(), at: z.string() });
const phoneLookShape = z.object({ how: z.literal('phone'), ...whoLooked, on: z.string() });
const lookShape = z.discriminatedUnion('how', [deskLookShape, phoneLookShape]);
const needShape = z.object({
  id: z.string(),
  kind: z.enum(needKinds),
  note: z.nullable(z.string()),
  until: z.string(),
  consent: z.object({ how: z.enum(['spoken', 'signed']), by: z.string(), at: z.string(), wording: z.string() }),
  step: z.enum(helpSteps),
  steps: z.array(
    z.object({
      step: z.enum(helpSteps),
      text: z.nullable(z.string()),
      promisedFor: z.nullable(z.string()),
      at: z.string(),
      byName: z.string(),
    }),
  ),
});

const refusals = { 400: problemShape, 401: problemShape, 403: problemShape, 404: problemShape };

/** What a community may know of why a household is helped, and who asked. */
export async function lookRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'POST',
    url: '/api/desk/households/:id/needs',
    config: { access: ['community'] },
    bodyLimit: 4096,
    schema: {
      summary: 'The needs of one household of your community; that you looked, and what for, is kept and can be shown',
      params,
      body: z.object({ reason: saidDoorText(200) }),
      response: { 200: z.object({ needs: z.array(needShape), look: deskLookShape }), ...refusals },
    },
    handler: async (request) => {
      const { needs, look } = await lookAtNeeds(
        deps,
        deps.sessionOf(request),
        request.params.id,
        request.body.reason.trim(),
      );
      return { needs: needs.map((need) => ({ ...need, steps: need.steps.map((step) => ({ ...step })) })), look };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/desk/households/:id/looks',
    config: { access: ['community'] },
    schema: {
      summary:
        'Who looked at the needs of a household of your community: clerks and what for, workers by the day; newest first',
      params,
      response: { 200: z.object({ looks: z.array(lookShape) }), ...refusals },
    },
    handler: async (request) => ({ looks: await looksAt(deps, deps.sessionOf(request), request.params.id) }),
  });
}
