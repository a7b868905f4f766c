/**
 * The store in memory, for the simulation. It keeps the promises of store.ts the way PostgreSQL does: transactions
 * truly run side by side, row locks are waited for, reads see what is committed, a commit is one step, and a
 * snapshot stays as it was. What is committed survives a crash; what runs then fails as if the connection was lost.
 *
 * `at` is called before every step and may wait (a stall before COMMIT widens the windows in which bugs live), call
 * `crash`, or throw. The protected methods are the steps that hold the promises: the simulation replaces one at a
 * time to show that it would notice.
 */
import type { Author } from '../../../core/org/role.ts';
import type { Scope } from '../../../core/org/scope.ts';
import { RowLocks } from './memory-locks.ts';
import {
  copyState,
  emptyDistrict,
  emptyState,
  type DistrictState,
  type MemoryHome,
  type MemoryState,
  type StoreStep,
} from './memory-state.ts';
import { MemoryReadTx } from './memory-read.ts';
import { MemoryWriteTx } from './memory-write.ts';
import { isErasing, StoreUnavailable, type FeedEntry, type ReadTx, type SyncStore, type WriteTx } from './store.ts';

export interface MemoryStoreOptions {
  epoch: string;
  at?: (step: StoreStep, district: string) => Promise<void> | void;
}

export class MemoryStore implements SyncStore, MemoryHome {
  readonly locks = new RowLocks();
  readonly #at: NonNullable<MemoryStoreOptions['at']>;
  #disk: MemoryState;
  /** Snapshots being read of the disk as it is now: the next commit leaves them their copy. */
  #readers = 0;
  /** Counts crashes: a transaction of an earlier life is told that its connection is gone. */
  #life = 0;
  #isAway = false;

  constructor({ epoch, at = () => undefined }: MemoryStoreOptions) {
    this.#at = at;
    this.#disk = emptyState(epoch);
  }

  async write<T>(district: string, work: (tx: WriteTx) => Promise<T>): Promise<T> {
    const step = this.#stepper(district);
    const tx = new MemoryWriteTx(this, district, step);
    try {
      await step('begin');
      const value = await work(tx);
      await step('commit');
      this.#commit(district, tx);
      this.locks.release(tx);
      await step('committed');
      return value;
    } finally {
      this.locks.release(tx);
    }
  }

  async read<T>(district: string, work: (tx: ReadTx) => Promise<T>): Promise<T> {
    const step = this.#stepper(district);
    await step('begin');
    const { state, close } = this.snapshot();
    try {
      return await work(new MemoryReadTx(state, district, step));
    } finally {
      close();
    }
  }

  /** What is committed now. */
  committed(district: string): DistrictState {
    return this.#disk.districts.get(district) ?? emptyDistrict();
  }
  epoch = (): string => this.#disk.epoch;
  epochs = (): MemoryState['epochs'] => this.#disk.epochs;

  /** Accounts belong to another module: their grants are set from outside. */
  setAuthor(district: string, author: Author): void {
    this.#change((state) => districtIn(state, district).authors.set(author.account, author));
  }

  /** The database's process dies and comes back at once: commits stay, transactions are lost. */
  crash(): void {
    this.#life++;
    this.locks.clear();
  }

  /** Away: whatever is asked fails until it is back. */
  setAway(isAway: boolean): void {
    this.#isAway = isAway;
    if (isAway) this.crash();
  }

  backup = (): MemoryState => copyState(this.#disk);

  /** Puts a backup in place of what is there. Without an epoch: a restore that nobody announced. */
  restore(backup: MemoryState, epoch = backup.epoch): void {
    this.crash();
    this.#readers = 0;
    this.#disk = { ...copyState(backup), epoch };
  }

  /** Which of these locks are taken; all. */
  locked = (keys: readonly string[]): readonly string[] => keys;

  /** Whether a place, an id or a row that another transaction made meanwhile stops this one: the unique keys. */
  keepsUnique = (): boolean => true;

  /** The versions that entries get while their heads are locked: the next ones after what is committed. */
  versions(district: string, entries: readonly FeedEntry[]): number[] {
    const next = new Map<Scope, number>();
    return entries.map(({ scope }) => {
      const version = (next.get(scope) ?? this.committed(district).heads.get(scope) ?? 0) + 1;
      next.set(scope, version);
      return version;
    });
  }

  /** Whether an entry ends the snapshots of its scope. */
  erases = (entry: FeedEntry): boolean => isErasing(entry);

  /** One moment of the whole database, for as long as it is read. */
  protected snapshot(): { state: MemoryState; close: () => void } {
    const state = this.#disk;
    this.#readers++;
    return {
      state,
      close: () => {
        if (state === this.#disk) this.#readers--;
      },
    };
  }

  #stepper(district: string): (step: StoreStep) => Promise<void> {
    const life = this.#life;
    const alive = (): void => {
      if (life !== this.#life || this.#isAway) throw new StoreUnavailable('the database went away');
    };
    return async (step) => {
      alive();
      await this.#at(step, district);
      alive();
    };
  }

  #commit(district: string, tx: MemoryWriteTx): void {
    if (this.keepsUnique()) tx.check(this.committed(district));
    this.#change((state) => tx.apply(state, districtIn(state, district)));
  }

  #change(change: (state: MemoryState) => void): void {
    if (this.#readers > 0) {
      this.#disk = copyState(this.#disk);
      this.#readers = 0;
    }
    change(this.#disk);
  }
}

function districtIn(state: MemoryState, code: string): DistrictState {
  const known = state.districts.get(code) ?? emptyDistrict();
  state.districts.set(code, known);
  return known;
}
