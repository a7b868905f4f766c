/**
 * Carries out what follows from a change (server/modules/sync/effect.ts): once, however many servers look and whenever one
 * of them dies. An effect is taken with `for update skip locked`, done, and deleted in one transaction; what it makes
 * carries its id, so that even a second time makes nothing new. Many are done by a few statements; where that fails, each
 * is done by itself, and the one that fails waits longer after each try and does not hold up those behind it.
 */
import type { Pool, PoolClient } from 'pg';
import type { AccountId } from '../../core/lib/id.ts';
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

const each = 200;

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

type TakenEffect = Effect & { tries: number };
interface Delivered {
  done: { effect: Effect; told: readonly AccountId[] }[];
  failed: { effect: Effect; fault: unknown }[];
}

async function deliverSome(deps: EffectDeps, client: PoolClient, district: string): Promise<Delivered> {
  const nowMs = deps.now();
  const { rows } = await client.query<TakenEffect>(
    `select id, kind, payload, at, tries from effect
      where district = $1 and due_at <= $2 order by due_at, id limit $3 for update skip locked`,
    [district, new Date(nowMs), each],
  );
  const delivered: Delivered = { done: [], failed: [] };
  await deliverThese(rows);
  return delivered;

  async function deliverThese(effects: readonly TakenEffect[]): Promise<void> {
    if (effects.length === 0) return;
    await client.query('savepoint these');
    try {
      const told = await (deps.carryOut ?? carryOut)(client, district, effects, nowMs);
      await client.query('delete from effect where district = $1 and id = any($2)', [
        district,
        effects.map(({ id }) => id),
      ]);
      for (const effect of effects) delivered.done.push({ effect, told: told.get(effect.id) ?? [] });
    } catch (fault) {
      await client.query('rollback to savepoint these');
      if (effects.length > 1) for (const effect of effects) await deliverThese([effect]);
      else for (const effect of effects) await putOff(effect, fault);
    }
  }

  async function putOff({ tries, ...effect }: TakenEffect, fault: unknown): Promise<void> {
    await client.query('update effect set tries = $3, due_at = $4 where district = $1 and id = $2', [
      district,
      effect.id,
      tries + 1,
      new Date(nowMs + Math.min(hourMs, 5_000 * 2 ** tries)),
    ]);
    delivered.failed.push({ effect, fault });
  }
}

/** @returns by the effect's id, who was told */
async function carryOut(
  client: PoolClient,
  district: string,
  effects: readonly Effect[],
  nowMs: number,
): Promise<Map<string, AccountId[]>> {
  const sharesOf = await sharesIn(client, district, effects, nowMs);
  const notices = effects.flatMap((effect) => noticesOf(effect, sharesOf.get(effect.id) ?? new Map()));
  await client.query(
    `insert into notice (district, id, account, kind, whistle, payload, at)
     select $1, r.id, r.account, r.kind, r.whistle, r.payload, r.at
       from jsonb_to_recordset($2::jsonb)
         as r(id text, account text, kind text, whistle text, payload jsonb, at timestamptz)
     on conflict (district, id, account) do nothing`,
    [district, JSON.stringify(notices)],
  );
  const told = new Map<string, AccountId[]>();
  for (const { id, account } of notices) told.set(id, [...(told.get(id) ?? []), account]);
  return told;
}

/** How much of it an account hears. */
type Shares = ReadonlyMap<AccountId, Telling['what']>;

interface Notice extends Pick<Effect, 'id' | 'kind' | 'at'> {
  account: AccountId;
  whistle: string | null;
  payload: object;
}

function noticesOf({ id, kind, payload, at }: Effect, shares: Shares): Notice[] {
  const base = { id, kind, at };
  switch (kind) {
    case 'mutation-quarantined':
    case 'epoch-started':
      return [...shares.keys()].map((account) => ({ ...base, account, whistle: null, payload }));
    case 'whistle-moved': {
      const { tellings: _, whistle, by, ...said } = payload;
      // Who did what is not everybody's: where it stands now is.
      const moved = { stage: said.stage, name: 'moved', byName: null, clock: null };
      return (
        [...shares]
          // Whoever did it knows.
          .filter(([account]) => account !== by)
          .map(([account, what]) => ({ ...base, account, whistle, payload: what === 'deed' ? said : moved }))
      );
    }
    case 'clock-reminder': {
      const { tellings: _, whistle, ...said } = payload;
      return [...shares.keys()].map((account) => ({ ...base, account, whistle, payload: said }));
    }
  }
}

/** An account itself, or whoever holds a role, in one area or (null) in any. */
interface Asked {
  what: Telling['what'];
  account: AccountId | null;
  role: string | null;
  area: string | null;
}
const admins: Asked = { what: 'deed', account: null, role: 'admin', area: null };

function askedOf(effect: Effect): Asked[] {
  switch (effect.kind) {
    case 'mutation-quarantined':
      return [admins, { ...admins, role: null, account: effect.payload.account }];
    case 'epoch-started':
      return [admins];
    case 'whistle-moved':
    case 'clock-reminder':
      return effect.payload.tellings.map(({ party, what }) =>
        party.part === 'reporter'
          ? { what, account: party.account, role: null, area: null }
          : { what, account: null, role: party.part, area: party.part === 'unit' ? party.unit : party.area },
      );
  }
}

/** The accounts behind the parties: those that hold the grant now. One in two parties hears the more of them. */
async function sharesIn(
  client: PoolClient,
  district: string,
  effects: readonly Effect[],
  nowMs: number,
): Promise<Map<string, Map<AccountId, Telling['what']>>> {
  const asked = effects.flatMap((effect) => askedOf(effect).map((one) => ({ effect: effect.id, ...one })));
  const { rows } = await client.query<{ effect: string; account: AccountId; what: Telling['what'] }>(
    `select distinct r.effect, coalesce(r.account, g.account) as account, r.what
       from jsonb_to_recordset($2::jsonb) as r(effect text, what text, account text, role text, area text)
       left join grant_ g on r.account is null and g.district = $1 and g.role = r.role
        and g.area = coalesce(r.area, g.area) and g.from_at <= $3 and (g.to_at is null or g.to_at > $3)
      where coalesce(r.account, g.account) is not null
      order by r.what desc, account`,
    [district, JSON.stringify(asked), new Date(nowMs)],
  );
  const shares = new Map<string, Map<AccountId, Telling['what']>>();
  for (const { effect, account, what } of rows) {
    const mine = shares.get(effect) ?? new Map<AccountId, Telling['what']>();
    // `state` comes first, so that `deed` stands.
    shares.set(effect, mine.set(account, what));
  }
  return shares;
}
