/** What a grid worker does: visits, whistles, corrections of her own. */
import { makeId, type HouseholdId, type VisitId, type WhistleId } from '../../core/lib/id.ts';
import type { VisitOutcome } from '../../core/visit/due.ts';
import { deviceTime, save, storageFailed, uuid, type Deed, type Stage } from './acts.ts';
import { closeTab, comment, edit, giveUp, putAway, release, signIn, syncNow, undo } from './common-deeds.ts';
import type { Device, Tab } from './device.ts';
import { amendHousehold, changePeople, choose, help, look } from './roster-deeds.ts';

export const workerDeeds: readonly (readonly [number, Deed])[] = [
  [25, visit],
  [25, raise],
  [8, edit],
  [8, undo],
  [10, release],
  [7, amendWhistle],
  [5, amendVisit],
  [3, withdraw],
  [8, comment],
  [8, amendHousehold],
  [6, changePeople],
  [5, help],
  [4, look],
  [4, choose],
  [3, support],
  [4, answerBack],
  [3, putAway],
  [2, giveUp],
  [5, syncNow],
  [3, closeTab],
  [3, signIn],
];

export async function visit(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const doors = tab.phone.view.all('household');
  if (doors.length === 0) return syncNow(stage, device, tab);
  const household: HouseholdId = dice.pick(doors).id;
  const hasNeed = dice.chance(0.15);
  await save(stage, device, tab, {
    type: 'visit.record',
    payload: {
      visit: makeId('visit', uuid(stage, device)),
      household,
      outcome: dice.pick<VisitOutcome>(['met', 'met', 'absent', 'phone', 'refused']),
      note: dice.chance(0.5) ? `走访${dice.between(1, 999)}` : null,
      needs: hasNeed
        ? [
            {
              need: makeId('need', uuid(stage, device)),
              kind: dice.pick(['illness', 'care', 'other'] as const),
              note: null,
              until: null,
              consent: { how: 'spoken', at: deviceTime(stage, device), wording: '已同意登记' },
            },
          ]
        : [],
      occurredAt: deviceTime(stage, device),
    },
    holdMs: dice.pick([0, 8_000, 60_000]),
  });
}

export async function raise(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const grids = tab.phone.view.all('grid');
  if (grids.length === 0) return syncNow(stage, device, tab);
  const photos: string[] = [];
  if (dice.chance(0.2)) {
    const photo = await tab.program.outcome(
      tab.phone.photos.keep({
        bytes: Uint8Array.from(dice.bytes(dice.between(10, 200))),
        thumb: Uint8Array.from(dice.bytes(20)),
        width: 4,
        height: 3,
        takenAt: deviceTime(stage, device),
        place: null,
      }),
    );
    if (photo.end === 'error') return storageFailed(device, tab, photo.error);
    if (photo.end === 'dead') return;
    photos.push(photo.value.sha256);
    stage.scheduler.trace.count('photos kept');
  }
  await save(stage, device, tab, {
    type: 'whistle.raise',
    payload: {
      whistle: makeId('whistle', uuid(stage, device)),
      grid: dice.pick(grids).id,
      category: dice.chance(0.5) ? '0101' : null,
      text: `路灯不亮 ${dice.between(1, 999)} 𠮷`,
      emergency: dice.chance(0.1),
      place: null,
      photos,
      household: null,
      occurredAt: deviceTime(stage, device),
    },
    holdMs: dice.pick([0, 8_000, 8_000]),
  });
}

async function amendWhistle(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const own = ownWhistle(stage, device, tab);
  if (!own) return;
  const set = stage.dice.chance(0.5) ? { text: `更正 ${stage.dice.between(1, 999)}` } : { emergency: true };
  await save(stage, device, tab, { type: 'whistle.amend', payload: { whistle: own, set }, holdMs: 0 });
}

async function withdraw(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const own = ownWhistle(stage, device, tab);
  if (own) await save(stage, device, tab, { type: 'whistle.withdraw', payload: { whistle: own }, holdMs: 8_000 });
}

function ownWhistle(stage: Stage, device: Device, tab: Tab): WhistleId | null {
  const own = tab.phone.view.all('whistle').filter((one) => one.raisedBy === device.owner.account);
  return own.length === 0 ? null : stage.dice.pick(own).id;
}

async function amendVisit(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const own = tab.phone.view.all('visit').filter((one) => one.by === device.owner.account);
  if (own.length === 0) return;
  const { id, household }: { id: VisitId; household: HouseholdId } = stage.dice.pick(own);
  await save(stage, device, tab, {
    type: 'visit.amend',
    payload: { visit: id, household, set: { note: `补记 ${stage.dice.between(1, 999)}` } },
    holdMs: 0,
  });
}

export async function support(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const all = tab.phone.view.all('whistle');
  if (all.length === 0) return;
  const { id } = stage.dice.pick(all);
  await save(stage, device, tab, { type: 'whistle.support', payload: { whistle: id }, holdMs: 8_000 });
}

/** What she was asked is told; what came back is sent again. */
export async function answerBack(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const own = tab.phone.view.all('whistle').filter((one) => one.raisedBy === device.owner.account);
  const asked = own.find(({ question }) => question !== null);
  const returned = own.find((one) => one.stage === 'returned');
  if (asked)
    await save(stage, device, tab, { type: 'whistle.tell', payload: { whistle: asked.id, text: '五楼' }, holdMs: 0 });
  else if (returned)
    await save(stage, device, tab, {
      type: 'whistle.resend',
      payload: { whistle: returned.id, text: '在三单元门口' },
      holdMs: 8_000,
    });
}
