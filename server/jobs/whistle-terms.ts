/**
 * What happens to a whistle by time alone (core/whistle/due-by-time.ts): a survey ends on its day, what was parked is taken
 * up again, what was returned and not sent again rests, a missed clock presses, a dissolved unit is followed by its
 * successor, a published year counts terms again (lifecycle, part T).
 *
 * The job is a sender like any other: it asks the rules through the door of every mutation, as an account that nobody
 * signs in with and a device of its own. So each deed is decided under locks, put on record and told to every scope; a
 * kill between two loses nothing, for the next turn finds what is still due. Several servers may run it at once: of two
 * that send the same number one is turned away, and finds nothing left the next time.
 */
import type { Pool } from 'pg';
import { shippedCalendar, type WorkCalendar } from '../../core/calendar/workdays.ts';
import { derivedUuid, type DeviceId } from '../../core/lib/id.ts';
import type { Json } from '../../core/lib/json.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import { clockAccount } from '../../core/org/role.ts';
import type { UnitRow } from '../../core/org/unit.ts';
import type { PushRequest } from '../../core/protocol/push.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import { versionAt, type SettingsRow } from '../../core/settings/settings.ts';
import { dueByTime, timedStages, type TimeDeed, type TimeGiven } from '../../core/whistle/due-by-time.ts';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Sync } from '../modules/sync/sync.ts';

export interface WhistleTermsDeps {
  sync: Pick<Sync, 'push'>;
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** The same that the rules count by; left out: the one that ships. */
  calendar?: WorkCalendar;
}

export const clockDevice: DeviceId = 'dv_00000000-0000-7000-8000-000000000000';
const each = 50;
/** A turn ends after so many pushes; what is left then is due at the next one. */
const pushesAtMost = 100;

/** @returns how many deeds were applied, those due the longest first. @throws StoreUnavailable, TooBusy */
export async function keepTerms(deps: WhistleTermsDeps, district: string): Promise<number> {
  const pool = deps.poolFor(district);
  const now = isoOf(deps.now());
  const [rows, given] = await Promise.all([openRows(pool, district), givenOf(deps, pool, district, now)]);
  const open = new Map(rows.map((row) => [row.id, row]));
  let sent: Awaited<ReturnType<typeof senderOf>> | null = null;
  let done = 0;
  for (let pushes = 0; pushes < pushesAtMost; pushes += 1) {
    const due = dueOf([...open.values()], now, given);
    if (due.length === 0) return done;
    sent ??= await senderOf(pool, district, now);
    const answer = await deps.sync.push(
      district,
      { account: clockAccount, isDesk: false },
      pushOfDue(due, { at: now, ...sent }),
    );
    if (!answer.ok) return done;
    sent.last += due.length;
    const applied = due.filter((_, i) => answer.reply.results[i]?.outcome === 'applied').map(({ row }) => row.id);
    done += applied.length;
    // One that was refused is asked about again at the next turn, and holds up nobody in this one.
    for (const { row } of due) open.delete(row.id);
    for (const row of await openRows(pool, district, applied)) open.set(row.id, row);
  }
  return done;
}

interface Due {
  row: WhistleRow;
  deed: TimeDeed;
}

/** What time does now to these whistles, as many as one push takes. */
export function dueOf(rows: readonly WhistleRow[], now: Iso, given: TimeGiven): Due[] {
  const due = rows.flatMap((row): Due[] => {
    const deed = dueByTime(row, now, given);
    return deed ? [{ row, deed }] : [];
  });
  return due.toSorted((a, b) => compare(a.deed.since, b.deed.since) || compare(a.row.id, b.row.id)).slice(0, each);
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @param last the number up to which `clockDevice` was answered */
export const pushOfDue = (
  due: readonly Due[],
  { at, last, epoch }: { at: Iso; last: number; epoch: string | null },
): PushRequest => ({
  protocol: 1,
  epoch: last === 0 ? null : epoch,
  device: clockDevice,
  mutations: due.map(({ row, deed: { action, said } }, i) => ({
    seq: last + 1 + i,
    // The same deed on the same revision is the same mutation, whoever sends it.
    id: derivedUuid(row.id.slice('wh_'.length), 0x100000 + 64 * row.rev + loopActions.indexOf(action)),
    type: `whistle.${action}`,
    v: 1,
    at,
    payload: { whistle: row.id, ...(said as Record<string, Json>) },
  })),
});

async function openRows(pool: Pool, district: string, ids: readonly string[] | null = null): Promise<WhistleRow[]> {
  const { rows } = await pool.query<{ row: WhistleRow }>(
    `select "row" from whistle where district = $1 and stage = any($2) and ($3::text[] is null or id = any($3))`,
    [district, timedStages, ids],
  );
  return rows.map(({ row }) => row);
}

async function givenOf(
  { calendar = shippedCalendar }: WhistleTermsDeps,
  pool: Pool,
  district: string,
  now: Iso,
): Promise<TimeGiven> {
  const [known, set] = await Promise.all([
    pool.query<{ row: UnitRow }>('select "row" from unit where district = $1', [district]),
    pool.query<{ row: SettingsRow }>('select "row" from settings where district = $1 and id = $1', [district]),
  ]);
  const units = new Map(known.rows.map(({ row }) => [row.id, row]));
  const { restDays } = versionAt(set.rows[0]?.row, now)?.settings ?? shippedSettings;
  return { calendar, unitOf: (id) => units.get(id), restDays };
}

/** The account and the device of time, made when first needed. */
async function senderOf(pool: Pool, district: string, now: Iso): Promise<{ epoch: string | null; last: number }> {
  await pool.query(
    `insert into account (district, id, username, name, password_hash, created_at)
     values ($1, $2, '(time)', '时限', '', $3) on conflict do nothing`,
    [district, clockAccount, now],
  );
  const [epoch, device] = await Promise.all([
    pool.query<{ value: string }>(`select value from meta where key = 'epoch'`),
    pool.query<{ last_seq: string }>('select last_seq from device where district = $1 and id = $2', [
      district,
      clockDevice,
    ]),
  ]);
  return { epoch: epoch.rows[0]?.value ?? null, last: Number(device.rows[0]?.last_seq ?? 0) };
}
