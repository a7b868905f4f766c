/**
 * The little that the phone asks of a database: named tables of values under text keys, and transactions over
 * several of them. Adapters: Dexie (strict durability), memory (the desk's shared PC), and the simulation's faulty
 * one.
 *
 * Inside `run` only awaits of the transaction's own calls are allowed: IndexedDB commits as soon as nothing is
 * asked of it. When `write` has resolved the change is durable, or it rejected and nothing of it is kept.
 */
export interface Kv<Table extends string> {
  read<T>(tables: readonly Table[], run: (tx: KvReader<Table>) => Promise<T>): Promise<T>;
  /** @throws StorageFull when the quota is reached, StorageClosed when another version took the database over */
  write<T>(tables: readonly Table[], run: (tx: KvWriter<Table>) => Promise<T>): Promise<T>;
  close(): void;
}

export interface KvReader<Table extends string> {
  get(table: Table, key: string): Promise<unknown>;
  /** All values of a table by key order, or those whose key starts with `prefix`. */
  list(table: Table, prefix?: string): Promise<{ key: string; value: unknown }[]>;
}

export interface KvWriter<Table extends string> extends KvReader<Table> {
  put(table: Table, key: string, value: unknown): Promise<void>;
  delete(table: Table, key: string): Promise<void>;
  clear(table: Table): Promise<void>;
}

export class StorageFull extends Error {
  override name = 'StorageFull';
}
export class StorageClosed extends Error {
  override name = 'StorageClosed';
}
