import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { seedDemo } from './demo/seed.ts';
import type { Words } from './words.ts';

export interface SeedOptions {
  config: Pick<Config, 'seed'>;
  database: Database;
  dataDir: string;
  now: () => number;
  say: (words: Words) => void;
}

/** Builds the demo town in a database that holds no district yet: whole, or (killed meanwhile) not at all. */
export async function seedWhenNew({ config, database, dataDir, now, say }: SeedOptions): Promise<void> {
  if (config.seed !== 'demo' || (await hasDistricts(database))) return;
  say({ zh: '正在建立演示小镇……', en: 'Building the demo town ...' });
  await seedDemo({ database, dataDir, now: now() });
}

async function hasDistricts(database: Database): Promise<boolean> {
  const found = await database.reference.query('select 1 from district limit 1');
  return found.rowCount !== 0;
}
