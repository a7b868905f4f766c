/**
 * The browser's database under the port of kv.ts.
 *
 * Contract: transactions ask for `strict` durability, so that what `write` resolved is on the disk. When a newer
 * version of the app takes the database over, running writes finish, then this one closes and `onReplaced` is called;
 * afterwards everything rejects with StorageClosed. Code that is older than its database never writes into it:
 * `ifNewer: 'read'` opens it for reading (what the worker made stays to be seen and exported), `'drop'` starts anew
 * (what the server told can be fetched again). An upgrade of the rows is part of the one transaction that raises the
 * version: whoever dies in it finds everything old, and the next opening does it anew.
 */
import { Dexie, type Transaction } from 'dexie';
import { StorageClosed, StorageFull, type Kv, type KvReader, type KvWriter } from './kv.ts';

export interface DexieKvOptions {
  version: number;
  ifNewer: 'read' | 'drop';
  onReplaced: () => void;
  /** Brings the rows of any older version to this one; run again on rows that are new already, it changes nothing. */
  upgrade?: (tx: KvWriter<string>) => Promise<void>;
}

export async function openDexieKv<Table extends string>(
  name: string,
  tables: readonly Table[],
  options: DexieKvOptions,
): Promise<Kv<Table>> {
  let db = databaseOf(name, tables, options);
  await opened(db);
  // Dexie opens a newer database with the older schema; its own numbers are ten times ours.
  const isNewer = db.backendDB().version > options.version * 10;
  if (isNewer && options.ifNewer === 'drop') {
    db.close();
    await Dexie.delete(name);
    db = databaseOf(name, tables, options);
    await opened(db);
  }
  return new DexieKv<Table>(db, isNewer && options.ifNewer === 'read', options.onReplaced);
}

function databaseOf(
  name: string,
  tables: readonly string[],
  { version, upgrade }: Pick<DexieKvOptions, 'version' | 'upgrade'>,
): Dexie {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' });
  // '' is a table with keys of its own beside the values.
  const schema = db.version(version).stores(Object.fromEntries(tables.map((table) => [table, ''])));
  if (upgrade) schema.upgrade((tx) => upgrade(writerOf(tx)));
  return db;
}

async function opened(db: Dexie): Promise<void> {
  try {
    await db.open();
  } catch (error) {
    throw translated(error);
  }
}

class DexieKv<Table extends string> implements Kv<Table> {
  readonly #db: Dexie;
  readonly #isReadOnly: boolean;
  #running = 0;
  #whenDone: (() => void) | null = null;

  constructor(db: Dexie, isReadOnly: boolean, onReplaced: () => void) {
    this.#db = db;
    this.#isReadOnly = isReadOnly;
    db.on('versionchange', () => {
      this.#whenDone ??= () => {
        db.close();
        onReplaced();
      };
      this.#settle();
      return false;
    });
  }

  read<T>(tables: readonly Table[], run: (tx: KvReader<Table>) => Promise<T>): Promise<T> {
    return this.#transact('r', tables, (tx) => run(readerOf(tx)));
  }

  write<T>(tables: readonly Table[], run: (tx: KvWriter<Table>) => Promise<T>): Promise<T> {
    if (this.#isReadOnly) return Promise.reject(new StorageClosed('a newer version of the app wrote this database'));
    return this.#transact('rw', tables, async (tx) => {
      const answer = await run(writerOf(tx));
      commitNow(tx);
      return answer;
    });
  }

  close(): void {
    this.#db.close();
  }

  async #transact<T>(mode: 'r' | 'rw', tables: readonly Table[], run: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.#whenDone !== null) throw new StorageClosed('a newer version of the app takes the database over');
    this.#running += 1;
    try {
      return await this.#db.transaction(mode, tables, run);
    } catch (error) {
      throw translated(error);
    } finally {
      this.#running -= 1;
      this.#settle();
    }
  }

  #settle(): void {
    if (this.#running === 0) this.#whenDone?.();
  }
}

function readerOf<Table extends string>(tx: Transaction): KvReader<Table> {
  return {
    get: (table, key) => Promise.resolve(tx.table<unknown, string>(table).get(key)),
    async list(table, prefix = '') {
      const rows = tx.table<unknown, string>(table);
      const found = () => rows.where(':id').startsWith(prefix);
      const keys = await found().primaryKeys();
      const values = await found().toArray();
      return keys.map((key, i) => ({ key, value: values[i] }));
    },
  };
}

function writerOf<Table extends string>(tx: Transaction): KvWriter<Table> {
  return {
    ...readerOf<Table>(tx),
    async put(table, key, value) {
      await tx.table<unknown, string>(table).put(value, key);
    },
    async delete(table, key) {
      await tx.table<unknown, string>(table).delete(key);
    },
    async clear(table) {
      await tx.table<unknown, string>(table).clear();
    },
  };
}

/** All is asked for: left to itself the browser first waits whether more comes. */
function commitNow(tx: Transaction): void {
  try {
    tx.idbtrans.commit();
  } catch {
    return; // nothing was asked for, or it has begun to commit by itself
  }
}

/** Faults of the browser as the port's own; anything else is a bug and passes through. */
function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const inner: unknown = 'inner' in error ? error.inner : undefined;
  const names = [error.name, inner instanceof Error || inner instanceof DOMException ? inner.name : ''];
  if (names.includes('QuotaExceededError')) return new StorageFull(error.message);
  if (names.some((name) => ['DatabaseClosedError', 'InvalidStateError', 'OpenFailedError'].includes(name)))
    return new StorageClosed(error.message);
  return error;
}
