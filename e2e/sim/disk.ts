/**
 * What is on one phone's disk: named databases of named tables, and which of it a loss of power may still take.
 * A strict commit is on disk before it is answered; a relaxed one is answered while it is on its way, so a loss of
 * power takes some of the latest (never one from the middle), while the kill of a tab takes none.
 */
import type { Dice } from './dice.ts';

export type Tables = Map<string, Map<string, unknown>>;
export type Durability = 'strict' | 'relaxed';

export class Database {
  readonly name: string;
  tables: Tables = new Map();
  /** States before each relaxed commit that has not reached the disk, oldest first. */
  unflushed: Tables[] = [];
  /** Transactions, in the order in which they were asked for; kept by faulty-kv. */
  readonly queue: { isStarted: boolean; mayStart: () => void; isWrite: boolean; tables: ReadonlySet<string> }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  table(name: string): Map<string, unknown> {
    let table = this.tables.get(name);
    if (!table) this.tables.set(name, (table = new Map()));
    return table;
  }
}

export class Disk {
  readonly databases = new Map<string, Database>();
  /** Bytes that one write may still add; null: room enough. */
  room: number | null = null;

  database(name: string): Database {
    let database = this.databases.get(name);
    if (!database) this.databases.set(name, (database = new Database(name)));
    return database;
  }

  /** Power is lost: of the relaxed commits some of the latest vanish. @returns how many */
  losePower(dice: Dice): number {
    let lost = 0;
    for (const database of this.databases.values()) {
      const { unflushed } = database;
      const kept = dice.between(0, unflushed.length);
      const before = unflushed[kept];
      if (before) {
        lost += unflushed.length - kept;
        database.tables = before;
      }
      database.unflushed = [];
    }
    return lost;
  }

  /** The browser throws a database away to make room. */
  evict(name: string): void {
    const database = this.databases.get(name);
    if (!database) return;
    database.tables = new Map();
    database.unflushed = [];
  }

  /** The phone's backup, put on another phone. */
  copy(): Disk {
    const copy = new Disk();
    for (const { name, tables } of this.databases.values()) copy.database(name).tables = copyTables(tables);
    return copy;
  }
}

/** Tables are copied, values are shared: they are cloned on their way in and out and never changed in place. */
export const copyTables = (tables: Tables): Tables =>
  new Map([...tables].map(([name, table]) => [name, new Map(table)]));
