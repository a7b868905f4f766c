import type { Pool, PoolClient } from 'pg';

/** All of it or nothing. Whatever `work` throws is thrown on, after ROLLBACK. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  try {
    await client.query(begin);
    const done = await work(client);
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => {
      lost = fault;
    });
    throw error;
  } finally {
    // A connection in doubt is closed: the server ends what it had begun.
    client.release(lost);
  }
}
