import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { makeId, uuidv7, type AccountId } from '../../core/lib/id.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import type { Grant, Role } from '../../core/org/role.ts';
import { buildApp, type AppOptions } from '../app.ts';
import type { ConnectionLimits } from '../http/connections.ts';
import { readConfig, type Environment } from '../config.ts';
import { addAccount } from '../modules/session/accounts.ts';
import { hashPassword } from '../modules/session/password.ts';
import { makePokes, type Pokes } from '../modules/events/pokes.ts';
import type { DemoAccount } from '../modules/demo-guard/routes.ts';
import { freshDatabase, type FreshDatabase } from './database.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TestAccount {
  username: string;
  name?: string;
  /** `role` and `area`, or several with their times. */
  grants: readonly { role: Role; area: string; from?: Iso; to?: Iso | null }[];
  district?: string;
}

export interface TestServer {
  app: FastifyInstance;
  fresh: FreshDatabase;
  dataDir: string;
  pokes: Pokes;
  url: string;
  ids: Map<string, AccountId>;
  /** Signs in and gives a fetch that carries the cookie and the header. */
  as: (username: string) => Promise<(path: string, init?: RequestInit) => Promise<Response>>;
  close: () => Promise<void>;
}

export interface TestServerOptions {
  accounts?: readonly TestAccount[];
  env?: Environment;
  now?: () => number;
  distDir?: string | null;
  demoAccounts?: readonly DemoAccount[];
  limits?: ConnectionLimits;
  logger?: AppOptions['logger'];
  /** Before it listens: routes of the test's own. */
  extend?: (app: FastifyInstance) => void;
}

export const testPassword = 'long enough';
const testDistrict = '990106';
let storedPassword: Promise<string> | null = null;

/** The whole server in this process, on a free port, over a database of its own. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { accounts = [], env = { SEED: 'none' }, now = Date.now, distDir = null, demoAccounts = [] } = options;
  const fresh = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'shaodao-server-'));
  const pokes = makePokes();
  const ids = await addAccounts(fresh, accounts);
  const app = await buildApp({
    config: readConfig(env),
    dataDir,
    database: fresh.database,
    pokes,
    now,
    version: '0.0.0-test',
    distDir,
    demoAccounts,
    logger: options.logger ?? false,
    ...(options.limits && { limits: options.limits }),
  });
  options.extend?.(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://localhost:${(app.server.address() as AddressInfo).port}`;
  return {
    app,
    fresh,
    dataDir,
    pokes,
    url,
    ids,
    async as(username) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ username, password: testPassword });
      const reply = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
      if (!reply.ok) throw new Error(`${username} cannot sign in: ${await reply.text()}`);
      const cookie = (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
      return (path, init = {}) =>
        fetch(`${url}${path}`, {
          ...init,
          headers: { cookie, 'x-shaodao': '1', ...Object.fromEntries(new Headers(init.headers)) },
        });
    },
    async close() {
      await app.close();
      await fresh.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function addAccounts(
  { database }: FreshDatabase,
  accounts: readonly TestAccount[],
): Promise<Map<string, AccountId>> {
  storedPassword ??= hashPassword(testPassword);
  const passwordHash = await storedPassword;
  const ids = new Map<string, AccountId>();
  for (const [index, { username, name = username, grants, district = testDistrict }] of accounts.entries()) {
    const id = makeId('account', uuidv7(index + 1, new Uint8Array(10).fill(index + 1)));
    await database.reference.query('insert into district (code, name) values ($1, $1) on conflict do nothing', [
      district,
    ]);
    const given = grants.map(({ role, area, from = isoOf(0), to = null }): Grant => ({ role, area, from, to }));
    await addAccount(database, { id, district, username, name, passwordHash, grants: given }, 0);
    ids.set(username, id);
  }
  return ids;
}
