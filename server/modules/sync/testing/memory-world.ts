import { MemoryStore, type MemoryStoreOptions } from '../memory-store.ts';
import { district, type StoreWorld } from './world.ts';

export const memoryWorld = (
  options: Partial<MemoryStoreOptions> = {},
): Promise<StoreWorld & { store: MemoryStore }> => {
  const store = new MemoryStore({ epoch: 'first', ...options });
  return Promise.resolve({
    store,
    setAuthor: (author) => {
      store.setAuthor(district, author);
      return Promise.resolve();
    },
    effects: () =>
      Promise.resolve([...store.committed(district).effects.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))),
    close: () => Promise.resolve(),
  });
};
