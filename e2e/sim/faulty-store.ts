/**
 * The server's store as a server that may die sees it: each call takes time, a commit may stall while others look, and
 * the database may be away, ask to try again, or commit and lose the answer. The store itself is the database: it
 * outlives the server. A transaction whose server died is rolled back, as PostgreSQL does when a connection breaks.
 */
import {
  StoreConflict,
  StoreUnavailable,
  type ReadTx,
  type SyncStore,
  type Writes,
  type WriteTx,
} from '../../server/modules/sync/store.ts';
import type { Dice } from './dice.ts';
import type { Program, Scheduler } from './scheduler.ts';

export interface StoreFaults {
  slowMs: number;
  /** Longest stall between the last statement and COMMIT. */
  stallMs: number;
  /** How often it stalls there; elsewhere in the transaction a tenth of that. */
  stall: number;
  /** Chances of a transaction. */
  conflict: number;
  away: number;
  /** Committed, but the answer was lost. */
  unknown: number;
}

export interface StoreSetting {
  scheduler: Scheduler;
  program: Program;
  dice: Dice;
  faults: () => StoreFaults;
  losesAnswer: (what: string) => boolean;
  /** Called right after each commit, before anybody else can act. */
  committed: (writes: readonly Writes[]) => Promise<void>;
  /** Called when a new epoch was begun in a transaction that committed. */
  epochBegan: (epoch: string, reason: string) => void;
}

export function faultyStore(inner: SyncStore, setting: StoreSetting): SyncStore {
  const { program, dice, scheduler, faults } = setting;
  const pause = async (label: string, ms: number): Promise<void> => {
    const outcome = await program.outcome(program.wait(label, ms));
    if (outcome.end !== 'value') throw new StoreUnavailable('the connection is gone');
  };
  const step = (label: string): Promise<void> =>
    pause(`db ${label}`, dice.between(0, dice.chance(faults().stall / 10) ? faults().stallMs : faults().slowMs));
  const count = (kind: string): void => scheduler.trace.count(`fault: ${kind}`);

  return {
    async write(district, work) {
      await step('begin');
      if (dice.chance(faults().away)) {
        count('database away');
        throw new StoreUnavailable('the database is away');
      }
      let written: Writes[] = [];
      let epochs: { epoch: string; reason: string }[] = [];
      const value = await inner.write(district, async (tx) => {
        written = [];
        epochs = [];
        const result = await work(
          slow(tx, step, (call, given) => {
            if (call === 'save') written.push(given[0] as Writes);
            if (call === 'startEpoch') epochs.push({ epoch: String(given[0]), reason: String(given[1]) });
          }),
        );
        await pause('db before commit', dice.chance(faults().stall) ? dice.between(0, faults().stallMs) : 0);
        if (dice.chance(faults().conflict)) {
          count('database conflict');
          throw new StoreConflict('could not serialize');
        }
        return result;
      });
      for (const { epoch, reason } of epochs) setting.epochBegan(epoch, reason);
      await setting.committed(written);
      const isLost = setting.losesAnswer('a commit');
      if (dice.chance(faults().unknown) || isLost) {
        count('commit unknown');
        throw new StoreUnavailable('the connection broke at commit');
      }
      await step('committed');
      return value;
    },
    async read(district, work) {
      await step('read');
      if (dice.chance(faults().away)) {
        count('database away');
        throw new StoreUnavailable('the database is away');
      }
      const value = await inner.read(district, (tx) => work(slow(tx, step, () => {})));
      await step('read ends');
      return value;
    },
  };
}

type Step = (label: string) => Promise<void>;

/** Every call takes a while, so that the server may die before it, and others may look meanwhile. */
function slow<Tx extends ReadTx | WriteTx>(tx: Tx, step: Step, seen: (call: string, given: unknown[]) => void): Tx {
  return new Proxy(tx, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function' || typeof name !== 'string') return call;
      return async (...given: unknown[]): Promise<unknown> => {
        await step(name);
        seen(name, given);
        return Reflect.apply(call, target, given) as unknown;
      };
    },
  });
}
