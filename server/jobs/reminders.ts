/**
 * Reminds whoever holds a clock (core/whistle/reminders.ts). A district's mark says up to when its clocks were looked at;
 * it moves in the transaction that writes what follows, so each moment is looked at once, by however many servers, and
 * after an outage the next turn takes in all of it.
 */
import type { Pool } from 'pg';
import { isoOf } from '../../core/lib/time.ts';
import { timedStages } from '../../core/whistle/due-by-time.ts';
import { remindersBetween, type Reminder } from '../../core/whistle/reminders.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Effect } from '../modules/sync/effect.ts';

export interface ReminderDeps {
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
}

/** @returns how many reminders were written for delivery; the first turn of a district only begins to look */
export const remindClocks = ({ poolFor, now }: ReminderDeps, district: string): Promise<number> =>
  inTransaction(poolFor(district), async (client) => {
    const upTo = isoOf(now());
    await client.query('insert into reminded (district, up_to) values ($1, $2) on conflict do nothing', [
      district,
      upTo,
    ]);
    const marks = await client.query<{ up_to: Date }>('select up_to from reminded where district = $1 for update', [
      district,
    ]);
    const after = isoOf(marks.rows[0]?.up_to.getTime() ?? now());
    if (after >= upTo) return 0;
    const { rows } = await client.query<{ row: WhistleRow }>(
      'select "row" from whistle where district = $1 and stage = any($2)',
      [district, timedStages],
    );
    const effects = rows.flatMap(({ row }) =>
      remindersBetween(row, after, upTo).map((one) => reminderEffect(row, one)),
    );
    await client.query(
      `insert into effect (district, id, kind, payload, at, due_at, tries)
       select $1, r.id, r.kind, r.payload, r.at, r.at, 0
         from jsonb_to_recordset($2::jsonb) as r(id text, kind text, payload jsonb, at timestamptz)
       on conflict (district, id) do nothing`,
      [district, JSON.stringify(effects)],
    );
    await client.query('update reminded set up_to = $2 where district = $1', [district, upTo]);
    return effects.length;
  });

/** What follows from a reminder: its holder is told. */
export function reminderEffect({ id: whistle, stage }: WhistleRow, { id, point, at, clock, party }: Reminder): Effect {
  const { name, unit, dueAt } = clock;
  const tellings = [{ party, what: 'deed' as const }];
  return {
    id: `clock-reminder:${id}`,
    kind: 'clock-reminder',
    payload: { whistle, point, stage, clock: { name, unit, dueAt }, tellings },
    at,
  };
}
