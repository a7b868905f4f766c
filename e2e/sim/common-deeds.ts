/** What everybody does with the outbox and the page: edit, undo, release, put away, close, sign in again. */
import type { PayloadOf } from '../../core/protocol/payloads.ts';
import { quietly, save, storageFailed, type Stage } from './acts.ts';
import type { Device, Tab } from './device.ts';
import { bodyOf } from './record-book.ts';

export async function edit(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const record = tab.phone.outbox
    .all()
    .find((one) => one.type === 'whistle.raise' && one.seq === null && isOpen(one.state));
  if (!record) return;
  const payload = { ...(record.payload as PayloadOf<'whistle.raise'>), text: `改 ${stage.dice.between(1, 999)}` };
  const kept = stage.book.of(device.name).get(record.id);
  const body = bodyOf(payload);
  // Until it is answered either body may be met in the outbox.
  kept?.bodies.add(body);
  const outcome = await tab.program.outcome(tab.phone.outbox.edit<'whistle.raise'>(record.id, payload));
  if (outcome.end === 'error') storageFailed(device, tab, outcome.error);
  if (!kept || outcome.end === 'dead') return;
  if (outcome.end === 'value' && outcome.value.ok && outcome.value.value) {
    kept.bodies = new Set([body]);
    stage.scheduler.trace.count('records edited');
  } else if (kept.bodies.size > 1) kept.bodies.delete(body);
}

export async function undo(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const record = tab.phone.outbox.all().find((one) => one.seq === null && isOpen(one.state));
  if (!record) return;
  const kept = stage.book.of(device.name).get(record.id);
  if (!kept || kept.fate !== 'kept') return;
  kept.fate = 'open';
  const outcome = await tab.program.outcome(tab.phone.outbox.undo(record.id));
  if (outcome.end === 'dead') return;
  kept.fate = outcome.end === 'value' && outcome.value ? 'undone' : 'kept';
  if (outcome.end === 'error') storageFailed(device, tab, outcome.error);
  if (kept.fate === 'undone') stage.scheduler.trace.count('records undone');
}

const isOpen = (state: string): boolean => state === 'held' || state === 'waiting';

export async function release(_: Stage, device: Device, tab: Tab): Promise<void> {
  const record = tab.phone.outbox.all().find((one) => one.state === 'held');
  if (record) await quietly(device, tab, tab.phone.outbox.release(record.id));
}

export async function comment(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const all = tab.phone.view.all('whistle');
  if (all.length === 0) return;
  await save(stage, device, tab, {
    type: 'whistle.comment',
    payload: { whistle: stage.dice.pick(all).id, text: `留言 ${stage.dice.between(1, 999)}` },
    holdMs: stage.dice.pick([0, 5_000]),
  });
}

export async function putAway(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const record = tab.phone.outbox.all().find((one) => one.state === 'refused');
  if (!record) return;
  const kept = stage.book.of(device.name).get(record.id);
  const outcome = await tab.program.outcome(tab.phone.outbox.discard(record.id));
  if (outcome.end === 'error') return storageFailed(device, tab, outcome.error);
  if (kept) kept.fate = 'putAway';
}

/** What hangs is put away, or taken up again. */
export async function giveUp(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const records = tab.phone.outbox.all();
  const again = records.find((one) => one.isGivenUp && one.state === 'discarded' && one.result === null);
  const stuck = records.find((one) => one.state === 'sending');
  const record = again && stage.dice.chance(0.5) ? again : stuck;
  const kept = record && stage.book.of(device.name).get(record.id);
  if (!record || kept?.fate === 'undone') return;
  // Either may have happened when the page dies in the middle, and from then on either end is right.
  if (kept) kept.fate = 'givenUp';
  stage.scheduler.trace.count(record === again ? 'records taken up again' : 'records given up');
  const { outbox } = tab.phone;
  await quietly(device, tab, record === again ? outbox.sendAgain(record.id) : outbox.discard(record.id));
}

export async function syncNow(_: Stage, device: Device, tab: Tab): Promise<void> {
  await quietly(device, tab, tab.phone.sync.now());
}

export async function closeTab(_: Stage, device: Device, tab: Tab): Promise<void> {
  await quietly(device, tab, tab.phone.close());
  tab.program.kill('closed by its user');
}

export async function signIn(stage: Stage, device: Device, tab: Tab): Promise<void> {
  if (!device.isSignedOut) return;
  await stage.scheduler.wait(`${device.name} signs in`, 2_000);
  device.isSignedOut = false;
  await quietly(device, tab, tab.phone.sync.now());
}
