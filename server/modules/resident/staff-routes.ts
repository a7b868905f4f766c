import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import type { WhistleId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { mayDo } from '../../../core/org/authority.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { id } from '../../../core/protocol/shapes.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { printedCode } from './link-secrets.ts';
import { makeLinks } from './links.ts';

const params = z.object({ id: id('whistle') });
const problems = {
  400: problemShape,
  401: problemShape,
  403: problemShape,
  404: problemShape,
  429: problemShape,
};
/** As many strips as two sheets of paper hold. */
const atOnce = 60;

/** Links that staff give to residents. A link is a secret, so it is no mutation: it is shown once and kept nowhere. */
export async function whistleLinkRoutes(plain: FastifyInstance, deps: ServerDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.route({
    method: 'POST',
    url: '/api/whistles/:id/links',
    config: { access: ['community', 'worker'] },
    bodyLimit: 1024,
    schema: {
      summary: 'A link by which a resident follows a whistle; for its community and for the worker who raised it',
      params,
      response: { 201: z.object({ url: z.string() }), ...problems },
    },
    handler: async (request, reply) => {
      const session = deps.sessionOf(request);
      const whistle = await given(session, request.params.id);
      if (!isCommunityOf(session, whistle) && whistle.raisedBy !== session.account) throw noWhistle();
      const [made] = await makeLinks(deps, { ...of(session, whistle), kind: 'follow' }, 1);
      return reply.code(201).send({ url: `${baseOf(deps, request)}/t/${made?.token ?? ''}` });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/whistles/:id/ballot-links',
    config: { access: ['community'] },
    bodyLimit: 1024,
    schema: {
      summary: 'Links and codes for one ballot each, while residents are asked',
      params,
      body: z.object({ count: z.int().check(z.gte(1), z.lte(atOnce)) }),
      response: {
        201: z.object({ page: z.string(), links: z.array(z.object({ url: z.string(), code: z.string() })) }),
        ...problems,
      },
    },
    handler: async (request, reply) => {
      const session = deps.sessionOf(request);
      const whistle = await given(session, request.params.id);
      if (!isCommunityOf(session, whistle)) throw noWhistle();
      if (whistle.stage !== 'surveying')
        throw new ProblemError('bad-request', `it is at ${whistle.stage}: nobody is asked now`);
      const made = await makeLinks(deps, { ...of(session, whistle), kind: 'ballot' }, request.body.count);
      const page = `${baseOf(deps, request)}/b`;
      const links = made.map(({ token, code }) => ({ url: `${page}/${token}`, code: printedCode(code ?? '') }));
      return reply.code(201).send({ page, links });
    },
  });

  /** @throws ProblemError `not-found`, as for a whistle that somebody has no part in */
  async function given({ district }: Session, whistle: WhistleId): Promise<WhistleRow> {
    const { rows } = await deps
      .poolFor(district)
      .query<{ row: WhistleRow }>('select "row" from whistle where district = $1 and id = $2', [district, whistle]);
    if (!rows[0]) throw noWhistle();
    return rows[0].row;
  }
  const isCommunityOf = ({ author }: Session, { grid }: WhistleRow): boolean =>
    mayDo(author, 'study', grid, isoOf(deps.now()));
}

const of = ({ district, account }: Session, whistle: WhistleRow) => ({ district, by: account, whistle: whistle.id });
const noWhistle = (): ProblemError => new ProblemError('not-found', 'no such whistle');

/** Where residents reach this server. */
const baseOf = ({ config }: ServerDeps, request: FastifyRequest): string =>
  config.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
