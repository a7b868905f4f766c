/**
 * One act of a person through the phone's front, and what it promises: saved is promised, a program that dies in the
 * middle leaves it open, storage may refuse.
 */
import { uuidv7 } from '../../core/lib/id.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import type { MutationType } from '../../core/protocol/payloads.ts';
import type { SaveRequest } from '../../src/local/phone.ts';
import type { Device, Tab } from './device.ts';
import type { Dice } from './dice.ts';
import type { RecordBook } from './record-book.ts';
import type { Scheduler } from './scheduler.ts';

export interface Stage {
  scheduler: Scheduler;
  dice: Dice;
  book: RecordBook;
  /** Nobody acts any more. */
  isOver: () => boolean;
  /** Grows with every commit: desks without rows are poked. */
  news: () => number;
  thinkMs: number;
  /** How long she puts the device away between two looks; null: never. */
  restMs: number | null;
  broken: (what: string) => void;
}

export type Deed = (stage: Stage, device: Device, tab: Tab) => Promise<void>;

export async function save<T extends MutationType>(
  stage: Stage,
  device: Device,
  tab: Tab,
  request: SaveRequest<T>,
): Promise<void> {
  const outcome = await tab.program.outcome(tab.phone.outbox.save(request));
  if (outcome.end === 'error') return storageFailed(device, tab, outcome.error);
  if (outcome.end === 'dead') return;
  const saved = outcome.value;
  const { trace } = stage.scheduler;
  if (!saved.ok) return trace.count(`refused on the phone: ${saved.refusal.code}`);
  trace.count('records saved');
  trace.event(stage.scheduler.now, device.name, `saved ${request.type} ${saved.value.id}`);
  stage.book.promise(device.name, saved.value);
  const shown = tab.phone.outbox.get(saved.value.id);
  if (!shown) stage.broken(`${device.name}: ${saved.value.id} was saved and is not in the outbox`);
}

/** A page whose storage closed or filled up is closed by its user. */
export function storageFailed(device: Device, tab: Tab, error: unknown): void {
  device.expectStorageError(error);
  if (error instanceof Error && error.name === 'StorageClosed') tab.program.kill('storage closed');
}

export const uuid = (stage: Stage, device: Device): string =>
  uuidv7(stage.scheduler.now + device.clockErrorMs, stage.dice.bytes(10));
export const deviceTime = (stage: Stage, device: Device): Iso => isoOf(stage.scheduler.now + device.clockErrorMs);

export async function quietly(device: Device, tab: Tab, act: Promise<unknown>): Promise<void> {
  const outcome = await tab.program.outcome(act);
  if (outcome.end === 'error') storageFailed(device, tab, outcome.error);
}
