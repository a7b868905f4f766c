import pg from 'pg';
import type { Database } from './database.ts';

export type Connection = { connectionString: string } | Embeddable;
interface Embeddable {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/**
 * A transaction of somebody else that holds a district's rows must not stop the district for ever: whoever waits for
 * it is told "come again" (db/away.ts), and one that was left lying open is ended.
 */
const limits = { lock_timeout: 5_000, statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 };

/** For the transaction under way: work of the operator's that takes as long as it takes. */
export async function withoutLimits(client: pg.PoolClient): Promise<void> {
  for (const limit of Object.keys(limits)) await client.query(`set local ${limit} = 0`);
}

/** One PostgreSQL for every district: the seam is here. */
export function connectDatabase(
  kind: Database['kind'],
  connection: Connection,
  onFault: (error: Error) => void,
): Database {
  const pool = new pg.Pool({
    ...connection,
    max: 20,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'shaodao',
    ...limits,
  });
  let isClosing = false;
  // A connection in use has no listener of the pool's, and an error without one would end the process. Whoever uses it
  // learns of the loss from the query that fails; the pool drops it when it comes back.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // Without a listener an idle connection that breaks would end the process.
  pool.on('error', (error) => {
    if (!isClosing) onFault(error);
  });
  return {
    kind,
    poolFor: () => pool,
    reference: pool,
    isWalled: false,
    async epoch() {
      const found = await pool.query<{ value: string }>("select value from meta where key = 'epoch'");
      const [row] = found.rows;
      if (!row) throw new Error('the database has no epoch: it was not migrated');
      return row.value;
    },
    async close() {
      isClosing = true;
      await pool.end();
    },
  };
}
