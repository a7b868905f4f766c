import type { PullDeps } from '../../server/modules/sync/pull.ts';
import type { PushDeps } from '../../server/modules/sync/push.ts';
import type { SyncStore } from '../../server/modules/sync/store.ts';
import type { PhoneOptions } from '../../src/sync/phone-options.ts';
import type { Durability } from './disk.ts';
import type { MakeStore } from './database.ts';
import type { DeskViews } from './desk-reads.ts';
import type { Plan } from './faults.ts';
import type { Program, Scheduler } from './scheduler.ts';

/** A planted bug: a variant of one step, put around the real code. */
export interface Bug {
  name: string;
  /** Trouble without which it cannot show. */
  plan?: Partial<Plan>;
  makeStore?: MakeStore;
  store?: (inner: SyncStore, scheduler: Scheduler) => SyncStore;
  server?: (deps: PushDeps & PullDeps) => PushDeps & PullDeps;
  /** What the server believes to have been asked. */
  request?: (path: string, body: unknown, store: SyncStore) => Promise<unknown>;
  /** What desks without rows are told. */
  views?: DeskViews;
  /** How safely the phone writes what the worker made. */
  madeDurability?: Durability;
  phone?: (options: PhoneOptions, program: Program) => PhoneOptions;
}
