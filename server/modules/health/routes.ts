import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { Database } from '../../db/database.ts';
import { ProblemError } from '../../problems.ts';
import { incidentKinds, type Incidents } from './incidents.ts';

const healthShape = z.object({
  status: z.literal('ok'),
  version: z.string(),
  epoch: z.string(),
  database: z.enum(['embedded', 'postgres']),
  /** What went wrong in this run and is over, or goes on beside the serving; newest first. Absent where nothing did. */
  lately: z.optional(z.array(z.object({ what: z.enum(incidentKinds), at: z.string(), count: z.int() }))),
  /** Only where the second wall on reads does not stand; the log says what to run. */
  rowSecurity: z.optional(z.literal('off')),
});

/** OpenAPI 3.1. */
const descriptionShape = z.looseObject({ openapi: z.string() });

/** A monitor wants an answer, whatever the database does. */
const patienceMs = 2_000;

interface HealthDeps {
  database: Database;
  version: string;
  incidents: Incidents;
  /** Replaced in tests. */
  patience?: number;
}

/** For monitors and for people who write against the API. */
export async function healthRoutes(
  plain: FastifyInstance,
  { database, version, incidents, patience = patienceMs }: HealthDeps,
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { access: 'public' },
    schema: { summary: 'Whether it can serve', response: { 200: healthShape, 503: problemShape } },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const { epoch, isReadOnly } = await within(patience, stateOf(database));
      if (isReadOnly) {
        incidents.note('database-read-only');
        throw new ProblemError('database-away', 'the database only reads: nothing can be saved now');
      }
      const lately = incidents.lately();
      return {
        status: 'ok' as const,
        version,
        epoch,
        database: database.kind,
        ...(lately.length > 0 && { lately: [...lately] }),
        ...(!database.isWalled && { rowSecurity: 'off' as const }),
      };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    config: { access: 'public' },
    schema: { summary: 'This description', response: { 200: descriptionShape } },
    handler: async () => ({ ...app.swagger(), openapi: '3.1.0' }),
  });
}

async function stateOf({ reference }: Database): Promise<{ epoch: string; isReadOnly: boolean }> {
  const { rows } = await reference.query<{ epoch: string; read_only: string }>(
    `select value as epoch, current_setting('transaction_read_only') as read_only from meta where key = 'epoch'`,
  );
  const [row] = rows;
  if (!row) throw new Error('the database has no epoch: it was not migrated');
  return { epoch: row.epoch, isReadOnly: row.read_only === 'on' };
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ProblemError('database-away', `the database did not answer within ${ms / 1000} s`)),
    ms,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
