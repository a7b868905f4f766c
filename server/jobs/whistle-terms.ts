/**
 * What happens to a whistle by time alone: a survey ends on its day, what was parked is taken up again, what was returned
 * and not sent again rests (lifecycle, part T).
 *
 * The job is a sender like any other: it asks the rules through the door of every mutation, as an account that nobody
 * signs in with and a device of its own. So each deed is decided under locks, put on record and told to every scope; a
 * kill between two loses nothing, for the next turn finds what is still due. Several servers may run it at once: of two
 * that send the same number one is turned away, and finds nothing left the next time.
 */
import type { Pool } from 'pg';
import { startOfDay } from '../../core/calendar/day.ts';
import { derivedUuid, type DeviceId } from '../../core/lib/id.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import { clockAccount } from '../../core/org/role.ts';
import type { MutationType } from '../../core/protocol/payloads.ts';
import type { PushRequest } from '../../core/protocol/push.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import { versionAt, type DistrictSettings, type SettingsRow } from '../../core/settings/settings.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Sync } from '../modules/sync/sync.ts';

export interface WhistleTermsDeps {
  sync: Pick<Sync, 'push'>;
  poolFor: (district: string) => Pool;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
}

export const clockDevice: DeviceId = 'dv_00000000-0000-7000-8000-000000000000';
const eachTurn = 50;

interface Due {
  type: MutationType;
  payload: { whistle: WhistleRow['id']; reason?: string };
}

/** What time does to it now; null: nothing. */
export function dueByTime(
  row: WhistleRow,
  now: Iso,
  { restDays }: Pick<DistrictSettings, 'restDays'> = shippedSettings,
): Due | null {
  const whistle = row.id;
  switch (row.stage) {
    case 'surveying': {
      const survey = row.clocks.findLast(({ name, state }) => name === 'survey' && state === 'running');
      return survey && survey.dueAt <= now ? { type: 'whistle.endSurvey', payload: { whistle } } : null;
    }
    case 'parked':
      return row.loop?.parking && startOfDay(row.loop.parking.reviewOn) <= now
        ? { type: 'whistle.unpark', payload: { whistle, reason: '到了再议的日子' } }
        : null;
    case 'returned':
      return msOf(now) - msOf(row.answer?.at ?? now) >= restDays * dayMs
        ? { type: 'whistle.rest', payload: { whistle } }
        : null;
    default:
      return null;
  }
}

/** What time does now to these whistles, as many as one turn takes. */
export const dueOf = (
  rows: readonly WhistleRow[],
  at: Iso,
  settings: Pick<DistrictSettings, 'restDays'> = shippedSettings,
): (Due & { row: WhistleRow })[] =>
  rows
    .flatMap((row) => {
      const deed = dueByTime(row, at, settings);
      return deed ? [{ ...deed, row }] : [];
    })
    .slice(0, eachTurn);

/** @param last the number up to which `clockDevice` was answered */
export const pushOfDue = (
  due: ReturnType<typeof dueOf>,
  { at, last, epoch }: { at: Iso; last: number; epoch: string | null },
): PushRequest => ({
  protocol: 1,
  epoch: last === 0 ? null : epoch,
  device: clockDevice,
  mutations: due.map(({ type, payload, row }, i) => ({
    seq: last + 1 + i,
    // The same deed on the same revision is the same mutation, whoever sends it.
    id: derivedUuid(row.id.slice('wh_'.length), 0x100000 + row.rev),
    type,
    v: 1,
    at,
    payload,
  })),
});

/** @returns how many deeds were applied. @throws StoreUnavailable, TooBusy */
export async function keepTerms({ sync, poolFor, now }: WhistleTermsDeps, district: string): Promise<number> {
  const pool = poolFor(district);
  const at = isoOf(now());
  const { rows } = await pool.query<{ row: WhistleRow }>(
    `select "row" from whistle where district = $1 and stage = any('{surveying,parked,returned}') order by raised_at, id`,
    [district],
  );
  const set = await pool.query<{ row: SettingsRow }>('select "row" from settings where district = $1 and id = $1', [
    district,
  ]);
  const due = dueOf(
    rows.map(({ row }) => row),
    at,
    versionAt(set.rows[0]?.row, at)?.settings ?? shippedSettings,
  );
  if (due.length === 0) return 0;
  await pool.query(
    `insert into account (district, id, username, name, password_hash, created_at)
     values ($1, $2, '(time)', '时限', '', $3) on conflict do nothing`,
    [district, clockAccount, at],
  );
  const [epoch, device] = await Promise.all([
    pool.query<{ value: string }>(`select value from meta where key = 'epoch'`),
    pool.query<{ last_seq: string }>('select last_seq from device where district = $1 and id = $2', [
      district,
      clockDevice,
    ]),
  ]);
  const last = Number(device.rows[0]?.last_seq ?? 0);
  const answer = await sync.push(
    district,
    { account: clockAccount, isDesk: false },
    pushOfDue(due, { at, last, epoch: epoch.rows[0]?.value ?? null }),
  );
  return answer.ok ? answer.reply.results.filter(({ outcome }) => outcome === 'applied').length : 0;
}
