/** What time does to whistles: the job of server/jobs over the store in memory, sent through the queue like any deed. */
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import type { UnitRow } from '../../core/org/unit.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import { clockAccount } from '../../core/org/role.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { Mutation } from '../../core/protocol/push.ts';
import { clockDevice, dueOf, pushOfDue } from '../../server/jobs/whistle-terms.ts';
import { incomingPush, type IncomingPush } from '../../server/modules/sync/incoming.ts';
import { TooBusy } from '../../server/modules/sync/group.ts';
import { StoreConflict, StoreUnavailable, type SyncStore } from '../../server/modules/sync/store.ts';
import { whistlesOf } from './desk-reads.ts';
import type { Program, Scheduler } from './scheduler.ts';
import { district } from './town.ts';

export interface TimeSetting {
  everyMs: number;
  isOn: () => boolean;
  sends: (mutations: readonly Mutation[]) => void;
  units: readonly UnitRow[];
}

export async function keepTime(
  { everyMs, isOn, sends, units }: TimeSetting,
  {
    program,
    scheduler,
    store,
    push,
  }: { program: Program; scheduler: Scheduler; store: SyncStore; push: (push: IncomingPush) => Promise<unknown> },
): Promise<void> {
  for (;;) {
    await program.wait('time passes', everyMs);
    if (!isOn()) return;
    const at = isoOf(scheduler.now);
    try {
      const { due, last, epoch } = await store.read(district, async (tx) => ({
        due: dueOf(await whistlesOf(tx), at, {
          calendar: shippedCalendar,
          unitOf: (id) => units.find((unit) => unit.id === id),
          restDays: shippedSettings.restDays,
        }),
        last: (await tx.device(clockDevice))?.lastSeq ?? 0,
        epoch: await tx.epoch(),
      }));
      if (due.length === 0) continue;
      const request = pushOfDue(due, { at, last, epoch });
      sends(request.mutations);
      scheduler.trace.count('sent by time', due.length);
      await push(incomingPush(clockAccount, false, request));
    } catch (error) {
      // The next turn finds what is still due.
      if (!(error instanceof StoreUnavailable || error instanceof StoreConflict || error instanceof TooBusy))
        throw error;
    }
  }
}
