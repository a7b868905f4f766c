import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connectDatabase } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { templateName } from './cluster.ts';

export interface FreshDatabase {
  database: Database;
  /** For a server in a process of its own. */
  url: string;
  /** Closes and deletes it. */
  drop: () => Promise<void>;
}

/** A database of its own with all tables and nothing in them, cloned from the run's template. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`create database ${name} template ${templateName}`);
  const database = {
    ...connectDatabase('embedded', { ...cluster, database: name }, () => undefined),
    isWalled: true,
  };
  const host = encodeURIComponent(cluster.host);
  return {
    database,
    url: `postgres://${cluster.user}:${cluster.password}@${host}:${cluster.port}/${name}`,
    async drop() {
      await database.close();
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client(inject('cluster'));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
