import type { Kv, KvWriter } from '../../src/local/kv.ts';
import type { MadeMutation, MadeTable } from '../../src/local/made.ts';
import type { ToldTable } from '../../src/local/told-state.ts';
import type { Bug } from './bug.ts';

export const phoneBugs: readonly Bug[] = [
  {
    // What is sent leaves the outbox first and comes back when the answer is there (workbox-background-sync).
    name: 'remove-before-send',
    phone: (options) => ({
      ...options,
      transport: {
        ...options.transport,
        async push(request) {
          const kept = await removeFrom(options.made, new Set(request.mutations.map(({ id }) => id)));
          const reply = await options.transport.push(request);
          await options.made.write(['mutations'], async (tx) => {
            for (const { key, value } of kept) await tx.put('mutations', key, value);
          });
          return reply;
        },
      },
    }),
  },
  {
    // The state with the cursor is written, then the rows.
    name: 'cursor-before-rows',
    phone: (options) => ({ ...options, told: stateFirst(options.told) }),
  },
  {
    // A refused record is treated as done and forgotten.
    name: 'refusal-dropped',
    phone: (options) => ({
      ...options,
      made: altering(options.made, (tx) => ({
        async put(table, key, value) {
          const isRefused = table === 'mutations' && (value as MadeMutation).answer?.result.outcome === 'refused';
          if (!isRefused) await tx.put(table, key, value);
        },
      })),
    }),
  },
  {
    // Saved is said when the browser has it, not when the disk has.
    name: 'relaxed-made',
    madeDurability: 'relaxed',
    plan: { killEvery: 20_000 },
  },
  {
    // A photo counts as sent when its small picture is.
    name: 'photo-by-thumb',
    phone: (options) => ({
      ...options,
      transport: {
        ...options.transport,
        async upload(upload, onProgress) {
          if (upload.size === 'thumb') return options.transport.upload(upload, onProgress);
          return { kind: 'ok', body: { sha256: upload.sha256 } };
        },
      },
    }),
  },
  {
    // What is in the hold goes at once, and can be undone all the same.
    name: 'undo-of-what-went',
    phone: (options) => ({
      ...options,
      made: altering(options.made, (tx) => ({
        async put(table, key, value) {
          const record = value as MadeMutation;
          const isTakenBack = table === 'mutations' && record.discardedAt !== null && record.sent === null;
          if (!isTakenBack) return tx.put(table, key, value);
          await tx.put(table, key, value);
          await tx.put(table, key.replace('done/', 'open/'), { ...record, discardedAt: null });
        },
      })),
    }),
  },
  {
    // The view moves with every page.
    name: 'view-at-page-border',
    plan: { pageRows: 2 },
    phone: (options) => ({
      ...options,
      transport: {
        ...options.transport,
        async pull(request) {
          const reply = await options.transport.pull(request);
          if (reply.kind === 'ok') for (const page of Object.values(reply.body.scopes)) if (page) page.more = false;
          return reply;
        },
      },
    }),
  },
];

async function removeFrom(made: Kv<MadeTable>, ids: ReadonlySet<string>): Promise<{ key: string; value: unknown }[]> {
  return made.write(['mutations'], async (tx) => {
    const found = (await tx.list('mutations')).filter(({ value }) => ids.has((value as MadeMutation).id));
    for (const { key } of found) await tx.delete('mutations', key);
    return found;
  });
}

function altering<Table extends string>(
  kv: Kv<Table>,
  alter: (tx: KvWriter<Table>) => Partial<KvWriter<Table>>,
): Kv<Table> {
  return {
    read: (tables, run) => kv.read(tables, run),
    write: (tables, run) => kv.write(tables, (tx) => run({ ...bound(tx), ...alter(tx) })),
    close: () => kv.close(),
  };
}

const bound = <Table extends string>(tx: KvWriter<Table>): KvWriter<Table> => ({
  get: (table, key) => tx.get(table, key),
  list: (table, prefix) => tx.list(table, prefix),
  put: (table, key, value) => tx.put(table, key, value),
  delete: (table, key) => tx.delete(table, key),
  clear: (table) => tx.clear(table),
});

/** What one transaction writes becomes two: the state, then everything else. */
function stateFirst(kv: Kv<ToldTable>): Kv<ToldTable> {
  return {
    read: (tables, run) => kv.read(tables, run),
    async write(tables, run) {
      const later: ((tx: KvWriter<ToldTable>) => Promise<void>)[] = [];
      const value = await kv.write(tables, (tx) =>
        run({
          ...bound(tx),
          async put(table, key, row) {
            if (table === 'state') return tx.put(table, key, row);
            later.push((next) => next.put(table, key, row));
          },
        }),
      );
      if (later.length > 0)
        await kv.write(tables, async (tx) => {
          for (const write of later) await write(tx);
        });
      return value;
    },
    close: () => kv.close(),
  };
}
