import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { roles } from '../../../core/org/role.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { ProblemError } from '../../problems.ts';

const demoAccount = z.object({
  username: z.string(),
  password: z.string(),
  name: z.string(),
  role: z.enum(roles),
  area: z.string(),
  /** Prefers the large type of the elder version. */
  isElder: z.optional(z.boolean()),
});
export type DemoAccount = z.infer<typeof demoAccount>;

/** The demo's accounts with their passwords, for the start page. @param accounts null: there is no demo here */
export async function demoRoutes(plain: FastifyInstance, accounts: readonly DemoAccount[] | null): Promise<void> {
  plain.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/api/demo/accounts',
    config: { access: 'public' },
    schema: { summary: 'Accounts of the demo', response: { 200: z.array(demoAccount), 404: problemShape } },
    handler: async () => {
      if (accounts === null) throw new ProblemError('not-found', 'there is no demo here');
      return [...accounts];
    },
  });
}
