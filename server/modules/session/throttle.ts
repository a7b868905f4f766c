/**
 * Guessing costs time: after 10 wrong passwords for a name from one address, or 100 from an address whatever the
 * names, that address waits until 15 minutes after its first wrong one. After 50 for one name from anywhere nobody is
 * locked out, for that would let strangers lock out a worker: each further answer for it takes longer, a few at a time.
 * One-time passwords are counted the same way: 20 of one asker, 5 for one account.
 *
 * An attempt is counted before its password is looked at, by one statement that gives the new count back: guesses
 * that come at the same moment see different counts. A right password takes its own count back.
 *
 * The counts live in the database, so several servers count together and a restart forgets nothing. They carry no
 * names: keys are hashes. Before sign-in there is no district yet, so all count in `000000`.
 */
import { createHash } from 'node:crypto';
import { minuteMs } from '../../../core/lib/time.ts';
import type { Database } from '../../db/database.ts';

const windowMs = 15 * minuteMs;
const nowhere = '000000';
const slowAfter = 50;

interface Counted {
  key: string;
  limit: number;
}

const counted = (limit: number, ...parts: string[]): Counted => ({
  key: createHash('sha256').update(parts.join('\n')).digest('base64url'),
  limit,
});

export interface Attempt {
  /** As accounts are looked up by it (`usernameOf`): another spelling of a name is the same name. */
  username: string;
  address: string;
}

const nameOf = ({ username, address }: Attempt) => counted(10, 'name', username, address);
const addressOf = ({ address }: Attempt) => counted(100, 'address', address);
const accountOf = ({ username }: Attempt) => counted(slowAfter, 'account', username);

export interface Reset {
  /** Accounts. */
  by: string;
  of: string;
}

export interface Turn {
  /** Seconds to wait, or 0: the attempt may go on. */
  waitSeconds: number;
  /** Many failed for this name, from wherever: answer slowly. */
  isSlow: boolean;
}

/** Counts an attempt to sign in. One that has to wait is not counted further: it tried no password. */
export async function countAttempt(database: Database, attempt: Attempt, nowMs: number): Promise<Turn> {
  for (const limit of [nameOf(attempt), addressOf(attempt)]) {
    const waitSeconds = await count(database, limit, nowMs);
    if (waitSeconds > 0) return { waitSeconds, isSlow: false };
  }
  return { waitSeconds: 0, isSlow: (await count(database, accountOf(attempt), nowMs)) > 0 };
}

/** The password was right. What others got wrong for the same name or from the same address still counts. */
export async function forgive(database: Database, attempt: Attempt): Promise<void> {
  const pool = database.poolFor(nowhere);
  await pool.query('delete from sign_in_failure where district = $1 and key = $2', [nowhere, nameOf(attempt).key]);
  await pool.query(
    'update sign_in_failure set count = count - 1 where district = $1 and key = any($2::text[]) and count > 0',
    [nowhere, [addressOf(attempt).key, accountOf(attempt).key]],
  );
}

/** Counts a one-time password that is about to be given. @returns seconds to wait, or 0 */
export async function countReset(database: Database, { by, of }: Reset, nowMs: number): Promise<number> {
  const first = await count(database, counted(20, 'reset by', by), nowMs);
  return first > 0 ? first : count(database, counted(5, 'reset of', of), nowMs);
}

/** @returns how long this key has to wait, in seconds; 0 while it is within its limit */
async function count(database: Database, { key, limit }: Counted, nowMs: number): Promise<number> {
  const pool = database.poolFor(nowhere);
  const start = new Date(nowMs - windowMs);
  const found = await pool.query<{ count: number; since: Date }>(
    `insert into sign_in_failure as f (district, key, count, since) values ($1, $2, 1, $3)
     on conflict (district, key) do update
        set count = case when f.since > $4 then least(f.count, 1000000) + 1 else 1 end,
            since = case when f.since > $4 then f.since else excluded.since end
     returning count, since`,
    [nowhere, key, new Date(nowMs), start],
  );
  await pool.query('delete from sign_in_failure where district = $1 and since <= $2', [nowhere, start]);
  const [row] = found.rows;
  if (!row || row.count <= limit) return 0;
  return Math.max(1, Math.ceil((row.since.getTime() + windowMs - nowMs) / 1000));
}
