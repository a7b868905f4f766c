/**
 * Opens the database: the embedded one, or that at DATABASE_URL. A server that is not there yet is waited for, with
 * words, for as long as it takes; one that refuses us is told in words at once.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool } from 'pg';
import type { Config } from '../config.ts';
import { StartError, type Words } from '../words.ts';
import { isDatabaseAway } from './away.ts';
import { connectDatabase } from './connect.ts';
import type { Database } from './database.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { raiseWall } from './wall.ts';

export interface Opened {
  database: Database;
  dataDir: string;
}

export interface OpenOptions {
  config: Pick<Config, 'dataDir' | 'databaseUrl'>;
  now: () => number;
  say: (words: Words) => void;
  /** Stops the waiting. */
  signal?: AbortSignal;
  /** Between two tries. */
  retryMs?: number;
}

/** @throws StartError */
export async function openDatabase(options: OpenOptions): Promise<Opened> {
  const { config, now, say } = options;
  if (config.databaseUrl === null) {
    const embedded = await startEmbedded({ dataDir: config.dataDir, say });
    const database = connectDatabase('embedded', embedded.connection, noted(say));
    let isWalled: boolean;
    try {
      await migrate(database.reference, now);
      isWalled = await raiseWall(database.reference, say);
    } catch (error) {
      await database.close();
      await embedded.stop();
      throw error;
    }
    const close = async (): Promise<void> => {
      await database.close();
      await embedded.stop();
    };
    return { database: { ...database, isWalled, close }, dataDir: embedded.dataDir };
  }
  const dataDir = resolve(config.dataDir ?? 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const database = connectDatabase('postgres', { connectionString: config.databaseUrl }, noted(say));
  try {
    await waitFor(database.reference, options);
    await migrate(database.reference, now);
    const isWalled = await raiseWall(database.reference, say);
    return { database: { ...database, isWalled }, dataDir };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const noted = (say: OpenOptions['say']) => (): void =>
  say({
    zh: '与数据库的连接断开，会自动重连。',
    en: 'A connection to the database broke; it is made again by itself.',
  });

async function waitFor(pool: Pool, { say, signal, retryMs = 2_000 }: OpenOptions): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await pool.query('select 1');
      if (attempt > 0) say({ zh: '数据库已连上。', en: 'The database is there now.' });
      return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw refused(error);
      if (attempt % 15 === 0)
        say({
          zh: `数据库没有应答，每 ${retryMs / 1000} 秒重试一次，连上后自动继续。`,
          en: `The database does not answer; trying again every ${retryMs / 1000} s, and going on by itself.`,
        });
    }
    await sleep(retryMs, undefined, signal && { signal });
  }
}

/** It answered, and does not let us in: waiting would not help. */
function refused(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  switch (error.code) {
    case '28P01':
    case '28000':
      return new StartError({
        zh: 'DATABASE_URL 的用户名或密码不被数据库接受。',
        en: 'The database does not accept the user or password of DATABASE_URL.',
      });
    case '3D000':
      return new StartError({
        zh: 'DATABASE_URL 指定的数据库不存在，请先建立它（createdb）。',
        en: 'The database that DATABASE_URL names does not exist: make it first (createdb).',
      });
    default:
      return error;
  }
}
