import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase, type Connection } from './connect.ts';
import type { Database } from './database.ts';
import { possibleDataDirs } from './embedded/folder.ts';
import { openDatabase, type Opened, type OpenOptions } from './open.ts';

/** The database for a command beside a running server: its embedded one where it runs, else opened here. */
export async function attachOrOpen(options: OpenOptions): Promise<Opened> {
  if (options.config.databaseUrl === null) {
    for (const dataDir of possibleDataDirs(options.config.dataDir)) {
      const database = await attach(dataDir);
      if (database) return { database, dataDir };
    }
  }
  return openDatabase(options);
}

async function attach(dataDir: string): Promise<Database | null> {
  const known = await readFile(join(dataDir, 'database.json'), 'utf8').catch(() => null);
  if (known === null) return null;
  const database = connectDatabase('embedded', JSON.parse(known) as Connection, () => undefined);
  try {
    await database.epoch();
    return database;
  } catch {
    // Not running, or not ours: opening it says what is wrong.
    await database.close();
    return null;
  }
}
