/**
 * People outlive their programs: when a page dies under their hands they open it again and look into the outbox.
 */
import { quietly, type Deed, type Stage } from './acts.ts';
import type { Device, Tab } from './device.ts';
import type { Dice } from './dice.ts';
import { bodyOf } from './record-book.ts';

export async function live(stage: Stage, device: Device, deeds: readonly (readonly [number, Deed])[]): Promise<void> {
  const { scheduler, dice } = stage;
  for (;;) {
    await scheduler.wait(`${device.name} thinks`, dice.between(0, stage.thinkMs));
    if (stage.isOver()) return;
    device.reload();
    if (device.tabs.length === 0 || (device.tabs.length === 1 && dice.chance(0.05))) {
      const opened = await device.open('page');
      if (opened) lookAround(stage, device, opened);
      continue;
    }
    const tab = dice.pick(device.tabs);
    await weighted(dice, deeds)(stage, device, tab);
    if (stage.restMs !== null && dice.chance(0.3)) await rest(stage, device, stage.restMs);
  }
}

/** The phone goes into the pocket; the browser may close the pages there. */
async function rest({ scheduler, dice }: Stage, device: Device, restMs: number): Promise<void> {
  for (const tab of device.tabs.slice()) {
    await quietly(device, tab, tab.phone.close());
    tab.program.kill('put away by its user');
  }
  await scheduler.wait(`${device.name} rests`, dice.between(restMs / 4, 1.75 * restMs));
}

/** What the outbox of a newly opened page shows is promised from now on. */
export function lookAround(stage: Pick<Stage, 'book'>, device: Device, tab: Tab): void {
  for (const record of tab.phone.outbox.all()) stage.book.promise(device.name, record);
}

/** When nobody acts any more, what crashes left open is settled by what is there. */
export function settle(stage: Pick<Stage, 'book' | 'broken'>, device: Device, tab: Tab): void {
  lookAround(stage, device, tab);
  const promised = stage.book.of(device.name);
  for (const record of tab.phone.outbox.all()) {
    const kept = promised.get(record.id);
    if (!kept) continue;
    if (kept.fate === 'open') kept.fate = record.state === 'discarded' ? 'undone' : 'kept';
    const body = bodyOf(record.payload);
    if (kept.bodies.has(body)) kept.bodies = new Set([body]);
    else stage.broken(`${device.name}: ${record.id} has another body than was saved`);
  }
}

function weighted(dice: Dice, deeds: readonly (readonly [number, Deed])[]): Deed {
  let left = dice.between(
    1,
    deeds.reduce((sum, [weight]) => sum + weight, 0),
  );
  for (const [weight, deed] of deeds) {
    left -= weight;
    if (left <= 0) return deed;
  }
  throw new Error('weights without a deed');
}
