import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { connectDatabase } from '../db/connect.ts';
import type { RouteAuthority } from '../http/access.ts';
import { makePokes } from '../modules/events/pokes.ts';

export interface AppDescription {
  routes: RouteAuthority[];
  openapi: object;
}

/** The whole app as it describes itself. It is built and never asked: its database is at no address. */
export async function describeApp(): Promise<AppDescription> {
  const folder = await mkdtemp(join(tmpdir(), 'shaodao-routes-'));
  await writeFile(join(folder, 'index.html'), '');
  const database = connectDatabase('embedded', { connectionString: 'postgres://127.0.0.1:1/none' }, () => undefined);
  const app = await buildApp({
    config: readConfig({ SEED: 'none' }),
    dataDir: folder,
    database,
    pokes: makePokes(),
    now: Date.now,
    version: '0',
    distDir: folder,
    demoAccounts: [],
    logger: false,
  });
  await app.ready();
  const described = { routes: [...app.authority], openapi: app.swagger() };
  await app.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
  return described;
}
