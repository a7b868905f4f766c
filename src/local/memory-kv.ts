/**
 * A database in this page's memory: what a shared office PC was told, and tests. Every transaction runs alone, in the
 * order of asking; values are copied on the way in and out, as IndexedDB does.
 */
import { StorageClosed, type Kv, type KvReader, type KvWriter } from './kv.ts';

export function openMemoryKv<Table extends string>(tables: readonly Table[]): Kv<Table> {
  const data = new Map<Table, Map<string, unknown>>(tables.map((table) => [table, new Map()]));
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function alone<T>(run: () => Promise<T>): Promise<T> {
    const turn = last.then(() => {
      if (isClosed) throw new StorageClosed('closed');
      return run();
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    read: (_, run) => alone(() => run(readerOf(data))),
    write: (_, run) =>
      alone(async () => {
        const draft = new Map([...data].map(([table, rows]) => [table, new Map(rows)]));
        const answer = await run(writerOf(draft));
        for (const [table, rows] of draft) data.set(table, rows);
        return answer;
      }),
    close() {
      isClosed = true;
    },
  };
}

function readerOf<Table extends string>(data: Map<Table, Map<string, unknown>>): KvReader<Table> {
  return {
    get: async (table, key) => structuredClone(data.get(table)?.get(key)),
    list: async (table, prefix = '') =>
      [...(data.get(table) ?? [])]
        .filter(([key]) => key.startsWith(prefix))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value: structuredClone(value) })),
  };
}

function writerOf<Table extends string>(data: Map<Table, Map<string, unknown>>): KvWriter<Table> {
  return {
    ...readerOf(data),
    put: async (table, key, value) => void data.get(table)?.set(key, structuredClone(value)),
    delete: async (table, key) => void data.get(table)?.delete(key),
    clear: async (table) => data.get(table)?.clear(),
  };
}
