/**
 * Carries out what follows from a change (server/modules/sync/effect.ts): once, however many servers look and whenever one
 * of them dies. An effect is taken with `for update skip locked`, done, and deleted in one transaction; what it makes
 * carries its id, so that even a second time makes nothing new. One that fails waits longer after each try and does
 * not hold up those behind it.
 */
import type { Pool, PoolClient } from 'pg';
import type { AccountId } from '../../core/lib/id.ts';
import { hourMs } from '../../core/lib/time.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Effect } from '../modules/sync/effect.ts';

export interface EffectDeps {
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** After the commit. Must not throw. */
  done: (district: string, effect: Effect) => void;
  failed: (district: string, effect: Effect, fault: unknown) => void;
  /** Replaced only in tests. */
  carryOut?: typeof carryOut;
}

const each = 50;

/** @returns how many were done. */
export async function deliverEffects(deps: EffectDeps, district: string): Promise<number> {
  let sum = 0;
  for (;;) {
    const { done, failed } = await inTransaction(deps.poolFor(district), (client) =>
      deliverSome(deps, client, district),
    );
    for (const effect of done) deps.done(district, effect);
    for (const { effect, fault } of failed) deps.failed(district, effect, fault);
    sum += done.length;
    if (done.length + failed.length < each) return sum;
  }
}

interface Delivered {
  done: Effect[];
  failed: { effect: Effect; fault: unknown }[];
}

async function deliverSome(deps: EffectDeps, client: PoolClient, district: string): Promise<Delivered> {
  const nowMs = deps.now();
  const { rows } = await client.query<Effect & { at: Date; tries: number }>(
    `select id, kind, payload, at, tries from effect
      where district = $1 and due_at <= $2 order by due_at, id limit $3 for update skip locked`,
    [district, new Date(nowMs), each],
  );
  const delivered: Delivered = { done: [], failed: [] };
  for (const { tries, ...effect } of rows) {
    await client.query('savepoint one');
    try {
      await (deps.carryOut ?? carryOut)(client, district, effect, nowMs);
      await client.query('delete from effect where district = $1 and id = $2', [district, effect.id]);
      delivered.done.push(effect);
    } catch (fault) {
      await client.query('rollback to savepoint one');
      await client.query('update effect set tries = $3, due_at = $4 where district = $1 and id = $2', [
        district,
        effect.id,
        tries + 1,
        new Date(nowMs + Math.min(hourMs, 5_000 * 2 ** tries)),
      ]);
      delivered.failed.push({ effect, fault });
    }
  }
  return delivered;
}

async function carryOut(client: PoolClient, district: string, effect: Effect, nowMs: number): Promise<void> {
  const told = await toldOf(client, district, effect, nowMs);
  await client.query(
    `insert into notice (district, id, account, kind, payload, at)
     select $1, $2, r.account, $4, $5, $6 from unnest($3::text[]) as r(account)
     on conflict (district, id, account) do nothing`,
    [district, effect.id, told, effect.kind, effect.payload, effect.at],
  );
}

/** Who is told. */
async function toldOf(client: PoolClient, district: string, effect: Effect, nowMs: number): Promise<AccountId[]> {
  const admins = await adminsOf(client, district, nowMs);
  switch (effect.kind) {
    case 'mutation-quarantined':
      return [...new Set([effect.payload.account, ...admins])];
    case 'epoch-started':
      return admins;
  }
}

async function adminsOf(client: PoolClient, district: string, nowMs: number): Promise<AccountId[]> {
  const { rows } = await client.query<{ account: AccountId }>(
    `select distinct account from grant_
      where district = $1 and role = 'admin' and from_at <= $2 and (to_at is null or to_at > $2) order by account`,
    [district, new Date(nowMs)],
  );
  return rows.map(({ account }) => account);
}
