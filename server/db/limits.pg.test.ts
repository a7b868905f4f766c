import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { makeId, uuidv7 } from '../../core/lib/id.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

const district = '990106';
const household = makeId('household', uuidv7(1, new Uint8Array(10).fill(1)));

describe('a server whose database is disturbed by others', () => {
  let server: TestServer;
  let other: pg.Client;
  let fetchAs: Awaited<ReturnType<TestServer['as']>>;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [{ username: 'shequ', grants: [{ role: 'community', area: '990106001001' }] }],
    });
    await server.fresh.database.reference.query(
      'insert into household (district, id, rev, "row") values ($1, $2, 1, $3)',
      [district, household, { id: household, rev: 1, grid: '990106001001001' }],
    );
    fetchAs = await server.as('shequ');
  });
  beforeEach(async () => {
    other = new pg.Client(server.fresh.url);
    await other.connect();
  });
  afterAll(() => server.close());

  const look = (): Promise<Response> =>
    fetchAs(`/api/desk/households/${household}/needs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: '上门前了解情况' }),
    });

  /** Of whoever waits for a lock that `other` holds. */
  async function waiting(): Promise<number> {
    for (;;) {
      const { rows } = await other.query<{ pid: number }>(
        `select pid from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and application_name = 'shaodao'`,
      );
      if (rows[0]) return rows[0].pid;
    }
  }

  it('lives on when the connection of a transaction under way is cut, and serves the next', async () => {
    await other.query('begin');
    await other.query('lock table look in exclusive mode');
    const cut = look();
    await other.query('select pg_terminate_backend($1)', [await waiting()]);
    expect((await cut).status).toBe(503);
    await other.query('rollback');
    await other.end();
    expect((await look()).status).toBe(200);
  });

  it('answers "come again" when a transaction of somebody else holds what it needs, and goes on when that is over', async () => {
    await other.query('begin');
    await other.query('lock table look in exclusive mode');
    const held = await look();
    expect(held.status).toBe(503);
    expect(await held.json()).toMatchObject({ code: 'database-away' });
    await other.query('rollback');
    await other.end();
    expect((await look()).status).toBe(200);
  });

  it('gives up on a statement that takes too long and ends a transaction that was left open', async () => {
    await other.end();
    const { rows } = await server.fresh.database.reference.query<{ lock: string; statement: string; idle: string }>(
      `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
              current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(rows).toEqual([{ lock: '5s', statement: '30s', idle: '1min' }]);
  });
});
