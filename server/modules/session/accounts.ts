/**
 * Accounts and what they may do. An account lives in its district; the sign-in directory (a reference table) says
 * in which. Both are written in one transaction here, because today one server holds both.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { makeId, uuidv7, type AccountId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { Grant } from '../../../core/org/role.ts';
import type { Database } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import { hashPassword, isPassword, checkNobody } from './password.ts';

export interface NewAccount {
  id: AccountId;
  district: string;
  username: string;
  name: string;
  passwordHash: string;
  grants: readonly Grant[];
}

export interface FoundAccount {
  district: string;
  id: AccountId;
}

/** Grants as `jsonb_agg` gives them: from and to in ms since 1970. */
export interface GrantJson {
  role: Grant['role'];
  area: string;
  from: number;
  to: number | null;
}

export const grantOf = (json: GrantJson): Grant => ({
  role: json.role,
  area: json.area,
  from: isoOf(json.from),
  to: json.to === null ? null : isoOf(json.to),
});

export const newAccountId = (nowMs: number): AccountId => makeId('account', uuidv7(nowMs, randomBytes(10)));

/** Usernames are compared without case and without the width of their characters. */
export const usernameOf = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

/** @returns false where the username is taken */
export async function addAccount(database: Database, account: NewAccount, nowMs: number): Promise<boolean> {
  try {
    await inTransaction(database.poolFor(account.district), (client) => insertAccount(client, account, nowMs));
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') return false;
    throw error;
  }
}

async function insertAccount(client: pg.PoolClient, account: NewAccount, nowMs: number): Promise<void> {
  await client.query('insert into login (username, district, account) values ($1, $2, $3)', [
    usernameOf(account.username),
    account.district,
    account.id,
  ]);
  await client.query(
    'insert into account (district, id, username, name, password_hash, created_at) values ($1, $2, $3, $4, $5, $6)',
    [account.district, account.id, usernameOf(account.username), account.name, account.passwordHash, new Date(nowMs)],
  );
  for (const { role, area, from, to } of account.grants)
    await client.query(
      'insert into grant_ (district, account, role, area, from_at, to_at) values ($1, $2, $3, $4, $5, $6)',
      [account.district, account.id, role, area, from, to],
    );
}

export interface SignedInAccount extends FoundAccount {
  /** A desk made this password: it opens nothing but the choice of her own. */
  isOnce: boolean;
}

/**
 * The account of a username and its password; null where either is wrong or a one-time password has run out, after
 * the same work.
 */
export async function signIn(
  database: Database,
  username: string,
  password: string,
  nowMs: number,
): Promise<SignedInAccount | null> {
  const known = await findLogin(database, username);
  const stored = known && (await passwordOf(database, known));
  const isRight = stored ? await isPassword(password, stored.hash) : await checkNobody(password);
  if (!known || !stored || !isRight) return null;
  if (stored.onceUntil !== null && stored.onceUntil.getTime() <= nowMs) return null;
  return { ...known, isOnce: stored.onceUntil !== null };
}

export async function findLogin(database: Database, username: string): Promise<FoundAccount | null> {
  const found = await database.reference.query<{ district: string; account: AccountId }>(
    'select district, account from login where username = $1',
    [usernameOf(username)],
  );
  const [row] = found.rows;
  return row ? { district: row.district, id: row.account } : null;
}

async function passwordOf(
  database: Database,
  { district, id }: FoundAccount,
): Promise<{ hash: string; onceUntil: Date | null } | null> {
  const found = await database.poolFor(district).query<{ hash: string; onceUntil: Date | null }>(
    `select password_hash as hash, once_until as "onceUntil" from account
        where district = $1 and id = $2 and closed_at is null`,
    [district, id],
  );
  return found.rows[0] ?? null;
}

/**
 * A new password ends every session of the account.
 * @param onceUntil until when a one-time password opens the choice of her own; null: it is her own
 */
export async function setPassword(
  database: Database,
  { district, id }: FoundAccount,
  password: string,
  onceUntil: Date | null = null,
): Promise<void> {
  const hash = await hashPassword(password);
  await inTransaction(database.poolFor(district), async (client) => {
    await client.query('update account set password_hash = $3, once_until = $4 where district = $1 and id = $2', [
      district,
      id,
      hash,
      onceUntil,
    ]);
    await client.query('delete from session where district = $1 and account = $2', [district, id]);
  });
}

/**
 * From then on nobody signs in with it, and every session of it is over; what it wrote stays. `closedAt: null` opens
 * it again.
 */
export async function closeAccount(
  database: Database,
  { district, id }: FoundAccount,
  closedAt: Date | null,
): Promise<void> {
  await inTransaction(database.poolFor(district), async (client) => {
    await client.query('update account set closed_at = $3 where district = $1 and id = $2', [district, id, closedAt]);
    await client.query('delete from session where district = $1 and account = $2', [district, id]);
  });
}
