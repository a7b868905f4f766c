import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import pg from 'pg';
import { handleError } from '../../http/fault.ts';
import { freshDatabase, type FreshDatabase } from '../../testing/database.ts';
import { makeIncidents, type Incidents } from './incidents.ts';
import { healthRoutes } from './routes.ts';

describe('health', () => {
  let fresh: FreshDatabase;
  let incidents: Incidents;
  const app = Fastify();
  beforeAll(async () => {
    fresh = await freshDatabase();
    incidents = makeIncidents(Date.now, () => undefined);
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler(handleError);
    await healthRoutes(app, { database: fresh.database, version: '1.2.3', incidents, patience: 300 });
  });
  afterAll(async () => {
    await app.close();
    await fresh.drop();
  });
  const health = async () => (await app.inject('/healthz')).json() as Record<string, unknown>;

  it('says what happened lately beside what it always said', async () => {
    expect(await health()).toEqual({
      status: 'ok',
      version: '1.2.3',
      epoch: await fresh.database.epoch(),
      database: 'embedded',
    });
    incidents.note('killed-before');
    expect(await health()).toMatchObject({
      lately: [{ what: 'killed-before', at: expect.stringMatching(/^\d{4}-.+Z$/), count: 1 }],
    });
  });

  it('answers in time, whatever holds the database up', async () => {
    const other = new pg.Client(fresh.url);
    await other.connect();
    await other.query('begin');
    await other.query('lock table meta');
    const began = performance.now();
    expect(await health()).toMatchObject({ status: 503, code: 'database-away' });
    expect(performance.now() - began).toBeLessThan(2_000);
    await other.query('rollback');
    await other.end();
    expect(await health()).toMatchObject({ status: 'ok' });
  });

  it('says that nothing can be saved while the database only reads', async () => {
    const other = new pg.Client(fresh.url);
    await other.connect();
    const name = new URL(fresh.url).pathname.slice(1);
    await other.query(`alter database ${name} set default_transaction_read_only = on`);
    // Connections are told when they are made.
    await other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
      [name],
    );
    await expect.poll(health).toMatchObject({ status: 503, detail: expect.stringContaining('only reads') });
    expect(incidents.lately().map(({ what }) => what)).toContain('database-read-only');
    await other.query('set default_transaction_read_only = off');
    await other.query(`alter database ${name} reset default_transaction_read_only`);
    await other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
      [name],
    );
    await other.end();
    await expect.poll(health).toMatchObject({ status: 'ok' });
  });
});
