/**
 * Sessions. The token is `<district>.<256 random bits>`; the database keeps its SHA-256 alone, so whoever reads the
 * table cannot sign in with it. A session lasts 30 days from its last use; its end moves at most once a day, so
 * most requests only read.
 */
import { createHash, randomBytes } from 'node:crypto';
import { dayMs } from '../../../core/lib/time.ts';
import type { Database } from '../../db/database.ts';
import type { Session } from '../../deps.ts';
import type { System } from './system-of.ts';
import { grantOf, type FoundAccount } from './accounts.ts';
import { lookupOf } from './session-lookup.ts';

export const sessionMs = 30 * dayMs;
const tokenPattern = /^(\d{6})\.[\w-]{43}$/;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const districtOfToken = (token: string): string | null => tokenPattern.exec(token)?.[1] ?? null;

/** @returns the token: shown to the browser once, kept nowhere */
export async function startSession(
  database: Database,
  account: FoundAccount,
  system: System,
  nowMs: number,
): Promise<string> {
  const token = `${account.district}.${randomBytes(32).toString('base64url')}`;
  const pool = database.poolFor(account.district);
  await pool.query('delete from session where district = $1 and account = $2 and ends_at <= $3', [
    account.district,
    account.id,
    new Date(nowMs),
  ]);
  await pool.query(
    `insert into session (district, token_hash, account, created_at, ends_at, system)
     values ($1, $2, $3, $4, $5, $6)`,
    [account.district, hashOf(token), account.id, new Date(nowMs), new Date(nowMs + sessionMs), system],
  );
  return token;
}

export interface FoundSession {
  session: Session;
  /** Its end moved: the cookie is to be given again. */
  isExtended: boolean;
}

export async function findSession(database: Database, token: string, nowMs: number): Promise<FoundSession | null> {
  const district = districtOfToken(token);
  if (district === null) return null;
  const id = hashOf(token);
  const pool = database.poolFor(district);
  const row = await lookupOf(pool, district).find(id);
  if (!row || row.endsAt.getTime() <= nowMs) return null;
  const isExtended = row.endsAt.getTime() - nowMs < sessionMs - dayMs;
  if (isExtended)
    await pool.query('update session set ends_at = $3 where district = $1 and token_hash = $2', [
      district,
      id,
      new Date(nowMs + sessionMs),
    ]);
  const grants = row.grants.map(grantOf);
  const { account, username, name } = row;
  const author = { account, name, grants };
  return { session: { id, district, account, username, name, grants, author }, isExtended };
}

export async function endSession(database: Database, token: string): Promise<void> {
  const district = districtOfToken(token);
  if (district === null) return;
  await database
    .poolFor(district)
    .query('delete from session where district = $1 and token_hash = $2', [district, hashOf(token)]);
}
