/**
 * Trying costs time: so many in 15 minutes, then whoever it is waits until that quarter is over. The counts lie in the database,
 * so several servers count together; their keys are hashes. As with signing in, all count in `000000`.
 */
import { minuteMs } from '../../../core/lib/time.ts';
import type { Database } from '../../db/database.ts';
import { hashOfSecret } from './link-secrets.ts';

const windowMs = 15 * minuteMs;
const nowhere = '000000';

/** Forms of one link: a person corrects herself a few times, a script does not stop. */
const formsOfLink = 30;
/** Short codes that were none, from one address: neighbours share an address, and mistype. */
const wrongCodes = 40;

/** Counts a form of a link before it is read. @returns seconds to wait; 0: it may go on */
export const countForm = (database: Database, voice: string, nowMs: number): Promise<number> =>
  count(database, `form\n${voice}`, formsOfLink, nowMs);

/** Counts a short code that opened nothing. @returns seconds to wait before the next; 0: none */
export const countWrongCode = (database: Database, address: string, nowMs: number): Promise<number> =>
  count(database, `code\n${address}`, wrongCodes, nowMs);

/** Whether that address tried too many codes already: then none is looked up. @returns seconds to wait */
export async function waitForCodes(database: Database, address: string, nowMs: number): Promise<number> {
  const { rows } = await database
    .poolFor(nowhere)
    .query<Tried>('select count, since from link_try where district = $1 and key = $2', [
      nowhere,
      hashOfSecret(`code\n${address}`),
    ]);
  return secondsLeft(rows[0], wrongCodes, nowMs);
}

interface Tried {
  count: number;
  since: Date;
}

async function count(database: Database, what: string, limit: number, nowMs: number): Promise<number> {
  const pool = database.poolFor(nowhere);
  const start = new Date(nowMs - windowMs);
  const { rows } = await pool.query<Tried>(
    `insert into link_try as t (district, key, count, since) values ($1, $2, 1, $3)
     on conflict (district, key) do update
        set count = case when t.since > $4 then least(t.count, 1000000) + 1 else 1 end,
            since = case when t.since > $4 then t.since else excluded.since end
     returning count, since`,
    [nowhere, hashOfSecret(what), new Date(nowMs), start],
  );
  await pool.query('delete from link_try where district = $1 and since <= $2', [nowhere, start]);
  return secondsLeft(rows[0], limit + 1, nowMs);
}

/** Over once there were so many. */
function secondsLeft(tried: Tried | undefined, atMost: number, nowMs: number): number {
  if (!tried || tried.count < atMost) return 0;
  return Math.max(0, Math.ceil((tried.since.getTime() + windowMs - nowMs) / 1000));
}
