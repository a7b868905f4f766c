/**
 * Carries out what follows from a change (server/modules/sync/effect.ts): once, however many servers look and whenever one
 * of them dies. An effect is taken with `for update skip locked`, done, and deleted in one transaction; what it makes
 * carries its id, so that even a second time makes nothing new. One that fails waits longer after each try and does
 * not hold up those behind it.
 */
import type { Pool, PoolClient } from 'pg';
import type { AccountId, WhistleId } from '../../core/lib/id.ts';
import { hourMs } from '../../core/lib/time.ts';
import type { Telling } from '../../core/whistle/told.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Effect } from '../modules/sync/effect.ts';

export interface EffectDeps {
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** After the commit. Must not throw. */
  done: (district: string, effect: Effect, told: readonly AccountId[]) => void;
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
    for (const { effect, told } of done) deps.done(district, effect, told);
    for (const { effect, fault } of failed) deps.failed(district, effect, fault);
    sum += done.length;
    if (done.length + failed.length < each) return sum;
  }
}

interface Delivered {
  done: { effect: Effect; told: AccountId[] }[];
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
      const told = await (deps.carryOut ?? carryOut)(client, district, effect, nowMs);
      await client.query('delete from effect where district = $1 and id = $2', [district, effect.id]);
      delivered.done.push({ effect, told });
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

/** @returns who was told */
async function carryOut(client: PoolClient, district: string, effect: Effect, nowMs: number): Promise<AccountId[]> {
  const told = await noticesOf(client, district, effect, nowMs);
  for (const { accounts, whistle, payload } of told)
    await client.query(
      `insert into notice (district, id, account, kind, whistle, payload, at)
       select $1, $2, r.account, $4, $5, $6, $7 from unnest($3::text[]) as r(account)
       on conflict (district, id, account) do nothing`,
      [district, effect.id, accounts, effect.kind, whistle, payload, effect.at],
    );
  return told.flatMap(({ accounts }) => accounts);
}

/** The same words to some accounts. */
interface Told {
  accounts: AccountId[];
  whistle: WhistleId | null;
  payload: object;
}

async function noticesOf(client: PoolClient, district: string, effect: Effect, nowMs: number): Promise<Told[]> {
  switch (effect.kind) {
    case 'mutation-quarantined': {
      const accounts = [...new Set([effect.payload.account, ...(await adminsOf(client, district, nowMs))])];
      return [{ accounts, whistle: null, payload: effect.payload }];
    }
    case 'epoch-started':
      return [{ accounts: await adminsOf(client, district, nowMs), whistle: null, payload: effect.payload }];
    case 'whistle-moved': {
      const { tellings, whistle, by, ...said } = effect.payload;
      const shares = await accountsOf(client, district, tellings, nowMs);
      // Whoever did it knows.
      shares.delete(by);
      return [
        { accounts: withShare(shares, 'deed'), whistle, payload: said },
        // Who did what is not hers: where it stands now is.
        {
          accounts: withShare(shares, 'state'),
          whistle,
          payload: { stage: said.stage, name: 'moved', byName: null, clock: null },
        },
      ];
    }
    case 'clock-reminder': {
      const { tellings, whistle, ...said } = effect.payload;
      return [{ accounts: [...(await accountsOf(client, district, tellings, nowMs)).keys()], whistle, payload: said }];
    }
  }
}

const withShare = (shares: ReadonlyMap<AccountId, Telling['what']>, share: Telling['what']): AccountId[] =>
  [...shares].flatMap(([account, what]) => (what === share ? [account] : []));

/** The accounts behind the parties: those that hold the grant now. One in two parties hears the more of them. */
async function accountsOf(
  client: PoolClient,
  district: string,
  tellings: readonly Telling[],
  nowMs: number,
): Promise<Map<AccountId, Telling['what']>> {
  const asked = tellings.map(({ party, what }) => ({
    what,
    account: party.part === 'reporter' ? party.account : null,
    role: party.part,
    area: party.part === 'reporter' ? null : party.part === 'unit' ? party.unit : party.area,
  }));
  const { rows } = await client.query<{ account: AccountId; what: Telling['what'] }>(
    `select distinct coalesce(r.account, g.account) as account, r.what
       from jsonb_to_recordset($2::jsonb) as r(what text, account text, role text, area text)
       left join grant_ g on r.account is null and g.district = $1 and g.role = r.role and g.area = r.area
        and g.from_at <= $3 and (g.to_at is null or g.to_at > $3)
      where coalesce(r.account, g.account) is not null
      order by r.what desc, account`,
    [district, JSON.stringify(asked), new Date(nowMs)],
  );
  // `state` comes first, so that `deed` stands.
  return new Map(rows.map(({ account, what }) => [account, what]));
}

async function adminsOf(client: PoolClient, district: string, nowMs: number): Promise<AccountId[]> {
  const { rows } = await client.query<{ account: AccountId }>(
    `select distinct account from grant_
      where district = $1 and role = 'admin' and from_at <= $2 and (to_at is null or to_at > $2) order by account`,
    [district, new Date(nowMs)],
  );
  return rows.map(({ account }) => account);
}
