import type { AccountId } from '../../core/lib/id.ts';
import { dayMs, hourMs, isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import { timedStages } from '../../core/whistle/due-by-time.ts';
import type { Party } from '../../core/whistle/party.ts';
import { remindersBetween } from '../../core/whistle/reminders.ts';
import { reminderEffect } from '../jobs/reminders.ts';
import type { Effect } from '../modules/sync/effect.ts';
import type { DemoAccount } from './accounts.ts';
import type { Demo } from './demo.ts';

/** A row of the table `notice`. */
export interface DemoNotice {
  id: string;
  account: AccountId;
  kind: Effect['kind'];
  whistle: string;
  payload: object;
  at: Iso;
  seenAt: Iso | null;
}

const toldMs = 35 * dayMs;
/** What is older was looked at. */
const freshMs = 16 * hourMs;

/** What everybody was told in the last 35 days, as the server that ran all the while would have it. */
export function demoNotices({ accounts, rows, effects }: Demo, now: Iso): DemoNotice[] {
  const since = isoOf(msOf(now) - toldMs);
  const held = Map.groupBy(accounts, ({ role, area }: DemoAccount) => `${role} ${area}`);
  const accountsOf = (party: Party): AccountId[] =>
    party.part === 'reporter'
      ? [party.account]
      : (held.get(`${party.part} ${party.part === 'unit' ? party.unit : party.area}`) ?? []).map(({ id }) => id);
  const reminders = rows.flatMap((entry) =>
    entry.kind === 'whistle' && timedStages.some((stage) => stage === entry.row.stage)
      ? remindersBetween(entry.row, since, now).map((one) => reminderEffect(entry.row, one))
      : [],
  );
  return [...effects, ...reminders].flatMap((effect) => {
    if (effect.at <= since || !('tellings' in effect.payload)) return [];
    const { tellings, whistle, ...said } = effect.payload;
    const by = 'by' in said ? said.by : null;
    const shares = new Map<AccountId, 'deed' | 'state'>();
    for (const { party, what } of tellings)
      for (const account of accountsOf(party))
        if (account !== by && shares.get(account) !== 'deed') shares.set(account, what);
    return [...shares].map(([account, what]): DemoNotice => ({
      id: effect.id,
      account,
      kind: effect.kind,
      whistle,
      payload: what === 'deed' ? said : { stage: said.stage, name: 'moved', byName: null, clock: null },
      at: effect.at,
      seenAt: msOf(now) - msOf(effect.at) > freshMs ? effect.at : null,
    }));
  });
}
