import type { AccountId } from '../../core/lib/id.ts';
import { MemoryStore } from '../../server/modules/sync/memory-store.ts';
import type { FeedEntry, SyncStore, WriteTx } from '../../server/modules/sync/store.ts';
import type { Bug } from './bug.ts';
import { calm } from './faults.ts';
import { district } from './town.ts';

/** Two servers over one database, so that transactions run side by side. */
const sideBySide = { servers: 2, workers: 3, isCopied: true, restore: 'none' } as const;

/** A good network in which everybody is quick, and transactions that stall between their statements. */
const longTransactions = {
  ...sideBySide,
  faults: {
    ...calm,
    network: { ...calm.network, slowMs: 50 },
    store: { slowMs: 20, stallMs: 8_000, stall: 0.5, conflict: 0, away: 0, unknown: 0 },
  },
  secondClerk: true,
  thinkMs: 3_000,
  offlineEvery: null,
  killEvery: null,
};

/** A transaction of which some calls are answered otherwise. */
function answering(tx: WriteTx, answers: Partial<WriteTx>): WriteTx {
  return new Proxy(tx, {
    get(target, name) {
      const own: unknown = Reflect.get(answers, name);
      if (own !== undefined) return own;
      const call: unknown = Reflect.get(target, name);
      return typeof call === 'function' ? (call.bind(target) as unknown) : call;
    },
  });
}

export const altered = (inner: SyncStore, alter: (tx: WriteTx) => Partial<WriteTx>): SyncStore => ({
  read: (where, work) => inner.read(where, work),
  write: (where, work) => inner.write(where, (tx) => work(answering(tx, alter(tx)))),
});

/** Versions are numbered as a transaction begins, and become visible whenever it commits. */
class SerialStore extends MemoryStore {
  private serial = 1_000;
  private readonly starts = new WeakMap<FeedEntry, number>();
  override locked = (keys: readonly string[]): readonly string[] => keys.filter((key) => !key.startsWith('head '));

  override write<T>(where: string, work: (tx: WriteTx) => Promise<T>): Promise<T> {
    const start = (this.serial += 1_000);
    return super.write(where, (tx) =>
      work(
        answering(tx, {
          save: (writes) => {
            for (const entry of writes.feed) this.starts.set(entry, start);
            return tx.save(writes);
          },
        }),
      ),
    );
  }

  override versions = (_: string, entries: readonly FeedEntry[]): number[] =>
    entries.map((entry, i) => (this.starts.get(entry) ?? 0) + i);
}

/** Nothing but the code keeps a (device, number) or an id from being taken twice. */
class LooseStore extends MemoryStore {
  override keepsUnique = (): boolean => false;
}

/** Snapshots outlive what was erased from their scope. */
class KeepingStore extends MemoryStore {
  override erases = (): boolean => false;
}

export const serverBugs: readonly Bug[] = [
  {
    // Repeats are known by their UUID alone; numbers are not looked at.
    name: 'uuid-only',
    plan: { isCopied: true },
    makeStore: (options) => new LooseStore(options),
    store: (inner) => altered(inner, (tx) => ({ results: (_, ids) => tx.results([], ids) })),
    server: (deps) => ({ ...deps, steps: { placeProblem: () => null } }),
  },
  {
    // The device's last number is read in a transaction of its own.
    name: 'check-outside',
    plan: sideBySide,
    makeStore: (options) => new LooseStore(options),
    store: (inner) =>
      altered(inner, () => ({
        lockDevices: (devices, now) => inner.write(district, (own) => own.lockDevices(devices, now)),
      })),
  },
  {
    // A grid that was taken from somebody is told to her all the same.
    name: 'grants-for-ever',
    plan: { isHandedOver: true },
    store: (inner) => ({
      write: (where, work) => inner.write(where, work),
      read: (where, work) =>
        inner.read(where, (tx) =>
          work(
            new Proxy(tx, {
              get(target, name) {
                if (name === 'author')
                  return async (account: AccountId) => {
                    const author = await target.author(account);
                    return author && { ...author, grants: author.grants.map((grant) => ({ ...grant, to: null })) };
                  };
                const call: unknown = Reflect.get(target, name);
                return typeof call === 'function' ? (call.bind(target) as unknown) : call;
              },
            }),
          ),
        ),
    }),
  },
  {
    // The times of what was done with a wrong clock are taken as they are.
    name: 'clock-believed',
    plan: { clockErrors: true, isHandedOver: false },
    async request(path, body) {
      if (path !== 'push' || body === null || typeof body !== 'object' || !('mutations' in body)) return body;
      const { sentAt: _sentAt, ...rest } = body as { sentAt?: string; mutations: { clock?: unknown }[] };
      return { ...rest, mutations: rest.mutations.map(({ clock: _clock, ...mutation }) => mutation) };
    },
  },
  {
    name: 'serial-cursor',
    plan: longTransactions,
    makeStore: (options) => new SerialStore(options),
  },
  {
    name: 'snapshot-stale',
    plan: { pageRows: 2, snapshotLag: 500, killEvery: 30_000, evictOnKill: 1 },
    makeStore: (options) => new KeepingStore(options),
  },
  {
    // A number that was answered gets the stored result, whoever asks.
    name: 'fork-answered',
    plan: { isCopied: true },
    server: (deps) => ({ ...deps, steps: { placeProblem: () => null } }),
  },
  {
    // A refusal neither takes its number nor is kept.
    name: 'refusal-not-kept',
    server: (deps) => ({ ...deps, steps: { isKept: ({ outcome }) => outcome === 'applied' } }),
  },
  {
    // Nobody looks at epochs, nor at what the phone knows to be answered.
    name: 'no-epoch',
    plan: { restore: 'unannounced' },
    server: (deps) => ({ ...deps, steps: { epochProblem: () => null, provesRestore: () => false } }),
    async request(path, body, store) {
      if (path === 'media' || body === null || typeof body !== 'object') return body;
      const epoch = await store.read(district, (tx) => tx.epoch());
      return { ...body, epoch, acked: 0 };
    },
  },
  {
    // The answer goes out when the work is done, and the commit follows.
    name: 'answer-before-commit',
    plan: { weakServer: true },
    store: (inner) => ({
      read: (where, work) => inner.read(where, work),
      write: (where, work) =>
        new Promise((resolve, reject) => {
          inner
            .write(where, async (tx) => {
              const value = await work(tx);
              resolve(value);
              await tx.epoch();
            })
            .catch(reject);
        }),
    }),
  },
];
