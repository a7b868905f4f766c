/**
 * Row locks of the store in memory, as PostgreSQL gives them: exclusive, first come first served, held until the
 * transaction ends. Two that wait for each other: the later one gets a StoreConflict.
 */
import { StoreConflict, StoreUnavailable } from './store.ts';

interface Waiter {
  owner: object;
  turn: PromiseWithResolvers<void>;
}

export class RowLocks {
  readonly #owners = new Map<string, object>();
  readonly #waiters = new Map<string, Waiter[]>();
  readonly #waitsFor = new Map<object, string>();

  /** Takes the keys one after another in the order given; those held already are no wait. */
  async acquire(owner: object, keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#acquireOne(owner, key);
  }

  release(owner: object): void {
    for (const [key, holder] of this.#owners) if (holder === owner) this.#passOn(key);
  }

  /** The server died: nobody holds anything, whoever waits is told. */
  clear(): void {
    const waiters = [...this.#waiters.values()].flat();
    this.#owners.clear();
    this.#waiters.clear();
    this.#waitsFor.clear();
    for (const { turn } of waiters) turn.reject(new StoreUnavailable('the database went away'));
  }

  async #acquireOne(owner: object, key: string): Promise<void> {
    const holder = this.#owners.get(key);
    if (holder === owner) return;
    if (!holder) {
      this.#owners.set(key, owner);
      return;
    }
    if (this.#waitsForEachOther(owner, holder)) throw new StoreConflict(`a deadlock at ${key}`);
    const turn = Promise.withResolvers<void>();
    this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), { owner, turn }]);
    this.#waitsFor.set(owner, key);
    await turn.promise;
  }

  #waitsForEachOther(owner: object, holder: object): boolean {
    for (let next: object | undefined = holder; next;) {
      if (next === owner) return true;
      const key = this.#waitsFor.get(next);
      next = key === undefined ? undefined : this.#owners.get(key);
    }
    return false;
  }

  #passOn(key: string): void {
    const [first, ...rest] = this.#waiters.get(key) ?? [];
    if (rest.length > 0) this.#waiters.set(key, rest);
    else this.#waiters.delete(key);
    if (!first) {
      this.#owners.delete(key);
      return;
    }
    this.#waitsFor.delete(first.owner);
    this.#owners.set(key, first.owner);
    first.turn.resolve();
  }
}
