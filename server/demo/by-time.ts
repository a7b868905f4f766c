import { shippedCalendar } from '../../core/calendar/workdays.ts';
import { derivedUuid } from '../../core/lib/id.ts';
import type { Iso } from '../../core/lib/time.ts';
import { clockAccount, type Author } from '../../core/org/role.ts';
import type { PayloadOf } from '../../core/protocol/payloads.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import { dueByTime, timedStages } from '../../core/whistle/due-by-time.ts';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import type { Ledger } from './ledger.ts';

const time: Author = { account: clockAccount, name: '时限', grants: [] };

/** What time has done by now, as the server that ran all the while would have done it. */
export function liveByTime(now: Iso, ledger: Ledger): void {
  const last = new Map<string, Iso>();
  const open = [];
  for (const { kind, row } of ledger.rows()) {
    if (kind === 'event') last.set(row.whistle, later(last.get(row.whistle) ?? row.at, row.at));
    if (kind === 'whistle' && timedStages.some((stage) => stage === row.stage)) open.push(row.id);
  }
  const given = {
    calendar: shippedCalendar,
    unitOf: (id: string) => ledger.read('unit', id),
    restDays: shippedSettings.restDays,
  };
  for (const id of open)
    for (;;) {
      const row = ledger.read('whistle', id);
      const due = row && dueByTime(row, now, given);
      if (!due) break;
      const at = later(due.since, last.get(id) ?? due.since);
      last.set(id, at);
      const n = 0x100000 + 64 * row.rev + loopActions.indexOf(due.action);
      const type = `whistle.${due.action}` as const;
      const payload = { whistle: id, ...due.said } as PayloadOf<typeof type>;
      ledger.do({ mutation: derivedUuid(id.slice('wh_'.length), n), type, by: time, at, now: at, payload });
    }
}

const later = (a: Iso, b: Iso): Iso => (a > b ? a : b);
