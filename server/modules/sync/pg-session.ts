/**
 * One connection of the pool for one transaction. Faults become the classes of store.ts by SQLSTATE alone; what
 * fails at COMMIT may have happened, so its caller is told "away" and asks again.
 */
import pg, { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { isDatabaseAway, isDiskFull } from '../../db/away.ts';
import { StoreBroken, StoreConflict, StoreRejected, StoreUnavailable } from './store.ts';

/**
 * Queries of a transaction run in the order in which they were asked; the first of them is on its way when this
 * returns. After one that failed, those that were asked before it failed fail alike. Without values it may be several
 * statements, which give no rows.
 */
export type Query = <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Serialization failure, deadlock, and a key that another transaction took first. */
const conflictStates = new Set(['40001', '40P01', '23505']);

/** Of the SQLSTATE: a value, a constraint, a size that cannot be. */
const dataClasses = new Set(['22', '23', '54']);

export async function inTransaction<T>(pool: Pool, begin: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await translated(() => pool.connect());
  let lost: Error | undefined;
  let running: Promise<unknown> | null = null;
  const query: Query = async <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) => {
    const ask = () => translated(() => client.query<Row>(sql, values && [...values]));
    const turn = running === null ? ask() : running.then(ask);
    running = turn;
    try {
      return (await turn).rows;
    } finally {
      if (running === turn) running = null;
    }
  };
  const onLost = (fault: Error): void => {
    lost = fault;
  };
  // Without a listener a connection that breaks between two queries would end the process.
  client.on('error', onLost);
  try {
    await query(begin, []);
    const value = await work(query);
    await query('commit', []);
    return value;
  } catch (fault) {
    lost = fault instanceof StoreUnavailable ? fault : await rolledBack(client);
    throw fault;
  } finally {
    client.off('error', onLost);
    // A connection in doubt is closed: the server ends what it had begun.
    client.release(lost);
  }
}

async function rolledBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault : new Error(String(fault));
  }
}

async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const state = cause instanceof pg.DatabaseError ? (cause.code ?? '') : null;
    if (state !== null && conflictStates.has(state))
      throw new StoreConflict(`SQLSTATE ${state}`, { cause, isKeyTaken: state === '23505' });
    if (isDatabaseAway(cause)) throw new StoreUnavailable('the database does not answer', { cause });
    if (isDiskFull(cause)) throw new StoreUnavailable("the database's disk is full", { cause });
    if (state === null) throw cause;
    if (dataClasses.has(state.slice(0, 2))) throw new StoreRejected(`SQLSTATE ${state}`, { cause });
    throw new StoreBroken(`SQLSTATE ${state}`, { cause });
  }
}
