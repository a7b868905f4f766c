import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { problemShape } from '../../../core/protocol/problem.ts';
import { unsentReplyShape, unsentShape } from '../../../core/protocol/unsent.ts';
import { isDeeper } from '../../http/depth.ts';
import { ProblemError } from '../../problems.ts';
import { takeIn, type IntakeDeps } from './intake.ts';

/** One photo of 8 MB as base64, with the records beside it; a desk hands a longer file in by parts. */
const fileBytesLimit = 12 * 1024 * 1024;
/** As deep as a push may be. */
const depthLimit = 32;

/** `POST /api/desk/unsent-files`: the community takes in what a phone could not send. */
export async function intakeRoutes(plain: FastifyInstance, deps: IntakeDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'POST',
    url: '/api/desk/unsent-files',
    config: { access: ['community'] },
    bodyLimit: fileBytesLimit,
    schema: {
      summary: 'Take in the file of a phone that could not send; each record counts once, however often it comes',
      body: unsentShape,
      response: {
        200: unsentReplyShape,
        400: problemShape,
        401: problemShape,
        403: problemShape,
        404: problemShape,
        413: problemShape,
        429: problemShape,
        503: problemShape,
      },
    },
    preValidation: async (request) => {
      if (isDeeper(request.body, depthLimit)) throw new ProblemError('bad-request', 'the body is nested too deeply');
    },
    handler: async (request) => takeIn(deps, deps.sessionOf(request), request.body),
  });
}
