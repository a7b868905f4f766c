import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { masks, type Scope } from '../../../core/org/scope.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { scopePattern } from '../../../core/protocol/pull.ts';
import { snapshotPath } from '../../../core/protocol/snapshot.ts';
import type { ServerDeps } from '../../deps.ts';
import { memberShape } from '../../http/open-shapes.ts';
import { ProblemError } from '../../problems.ts';
import { encodingOf, SnapshotBodies } from './snapshot-bodies.ts';
import type { Sync } from './sync.ts';

const params = z.object({
  scope: z.string().check(z.regex(scopePattern)),
  mask: z.enum(masks),
  version: z.string().check(z.regex(/^\d{1,15}$/)),
});

const columns = z.object({
  n: z.int(),
  /** By member: the values of all rows, in one order. */
  columns: z.record(z.string(), z.array(memberShape)),
  absent: z.optional(z.record(z.string(), z.array(z.int()))),
});
const snapshot = z.object({
  format: z.literal(1),
  scope: z.string(),
  version: z.int(),
  kinds: z.record(z.string(), columns),
});

/** `GET` of what a pull named: rights are those of this moment, and so is the snapshot. */
export async function snapshotRoutes(
  plain: FastifyInstance,
  deps: Pick<ServerDeps, 'sessionOf'>,
  { snapshots }: Sync,
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const bodies = new SnapshotBodies();

  app.route({
    method: 'GET',
    url: `${snapshotPath}:scope/:mask/:version`,
    config: { access: 'session' },
    schema: {
      summary: 'Fetch a whole scope, as a pull offered it',
      params,
      response: { 200: snapshot, 400: problemShape, 401: problemShape, 404: problemShape, 503: problemShape },
    },
    handler: async (request, reply) => {
      const { district, account } = deps.sessionOf(request);
      const { scope, mask, version } = request.params;
      // The validator holds it to the form of a scope.
      const of = { district, scope: scope as Scope, mask };
      const head = await snapshots.find(account, of, Number(version));
      const encoding = encodingOf(request.headers['accept-encoding']);
      const body = head && (await bodies.get(head, encoding, () => snapshots.body(district, head)));
      if (!body) throw new ProblemError('not-found', 'no such snapshot; ask for pages');
      if (encoding !== 'identity') reply.header('content-encoding', encoding);
      reply.header('vary', 'accept-encoding').type('application/json; charset=utf-8');
      // Already text and compressed: it goes out as it is, past the schema.
      return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length) as never);
    },
  });
}
