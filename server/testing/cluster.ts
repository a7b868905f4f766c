/**
 * One PostgreSQL a test run: the embedded one, in a folder of its own, with a template database that holds the
 * tables. Each test file clones it (`freshDatabase`). Stopped and deleted at the end.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded, type Embedded } from '../db/embedded/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { raiseWall } from '../db/wall.ts';

export const templateName = 'shaodao_template';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: Embedded['connection'];
  }
}

export default async function startCluster(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shaodao-test-'));
  // The database may run as another user, who has to get in.
  await chmod(dataDir, 0o711);
  const embedded = await startEmbedded({ dataDir, say: () => undefined });
  const stop = async (): Promise<void> => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const admin = new pg.Client(embedded.connection);
    await admin.connect();
    await admin.query(`create database ${templateName}`);
    await admin.end();
    const pool = new pg.Pool({ ...embedded.connection, database: templateName });
    await migrate(pool, () => Date.parse('2026-11-22T00:00:00.000Z'));
    if (!(await raiseWall(pool, () => undefined))) throw new Error('the test database has no second wall');
    await pool.end();
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('cluster', embedded.connection);
  return stop;
}
