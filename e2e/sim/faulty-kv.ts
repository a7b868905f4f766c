/**
 * The Kv port over a simulated disk, with IndexedDB's manners: transactions whose tables overlap run one after the
 * other in the order in which they were asked for, when one of them writes; a transaction of which nothing is asked
 * commits by itself, so code that awaits anything else inside `run` is caught; what a killed program had not
 * committed vanishes; a commit happens at one moment, and its program may die before it hears of it.
 */
import { StorageClosed, StorageFull, type Kv, type KvReader, type KvWriter } from '../../src/local/kv.ts';
import type { Dice } from './dice.ts';
import { copyTables, type Database, type Disk, type Durability } from './disk.ts';
import type { Program, Scheduler } from './scheduler.ts';

export interface KvFaults {
  /** Longest time of one call, in ms. */
  slowMs: number;
  /** Longest stall before a commit. */
  stallMs: number;
  /** Chance that a write fails as if the disk were full. */
  full: number;
  /** Chance that the database is found closed by another version. */
  closed: number;
}

export interface KvSetting {
  scheduler: Scheduler;
  program: Program;
  disk: Disk;
  dice: Dice;
  faults: () => KvFaults;
  /** A rule of the port was broken by its user: a bug of the code under test. */
  broken: (what: string) => void;
  /** The database was closed under this program: its user must reload. */
  closed: () => void;
}

export function openFaultyKv<Table extends string>(
  setting: KvSetting,
  name: string,
  durability: Durability,
): Kv<Table> {
  const database = setting.disk.database(name);
  const state = { isClosed: false };
  const begin = async <T>(
    mode: 'read' | 'write',
    tables: readonly Table[],
    run: (tx: KvWriter<Table>) => Promise<T>,
  ): Promise<T> => {
    const { program, dice, faults } = setting;
    await program.wait(`${name} ${mode} asked`, dice.between(0, faults().slowMs));
    if (!state.isClosed && dice.chance(faults().closed)) {
      setting.scheduler.trace.count('fault: database closed');
      state.isClosed = true;
      setting.closed();
    }
    if (state.isClosed) throw new StorageClosed(name);
    const turn = await takeTurn(database, program, mode === 'write', tables);
    try {
      await program.wait(`${name} ${mode} starts`, 0);
      return await runTransaction(setting, database, durability, mode, tables, run);
    } finally {
      turn.over();
    }
  };
  return {
    read: (tables, run) => begin('read', tables, run),
    write: (tables, run) => begin('write', tables, run),
    close: () => {
      state.isClosed = true;
    },
  };
}

async function runTransaction<Table extends string, T>(
  setting: KvSetting,
  database: Database,
  durability: Durability,
  mode: 'read' | 'write',
  tables: readonly Table[],
  run: (tx: KvWriter<Table>) => Promise<T>,
): Promise<T> {
  const { program, dice, faults, scheduler, disk } = setting;
  const transaction = new Transaction(setting, database, mode, tables);
  let value: T;
  try {
    const running = run(transaction);
    transaction.watch();
    value = await running;
  } finally {
    transaction.isOver = true;
  }
  if (mode === 'read') return value;
  await program.wait(`${database.name} commit asked`, dice.between(0, faults().slowMs) + stall(dice, faults()));
  if (dice.chance(faults().full) || (disk.room !== null && transaction.bytes > disk.room)) {
    scheduler.trace.count('fault: disk full');
    throw new StorageFull(database.name);
  }
  if (transaction.changes.length > 0) {
    if (durability === 'relaxed') {
      database.unflushed.push(copyTables(database.tables));
      if (database.unflushed.length > 8) database.unflushed.shift();
    } else database.unflushed = [];
    for (const change of transaction.changes) change();
  }
  await program.wait(`${database.name} committed`, dice.between(0, faults().slowMs));
  return value;
}

const stall = (dice: Dice, faults: KvFaults): number => (dice.chance(0.1) ? dice.between(0, faults.stallMs) : 0);

class Transaction<Table extends string> implements KvWriter<Table>, KvReader<Table> {
  readonly changes: (() => void)[] = [];
  bytes = 0;
  isOver = false;
  private asked = 0;
  private readonly setting: KvSetting;
  private readonly database: Database;
  private readonly mode: 'read' | 'write';
  private readonly allowed: ReadonlySet<string>;
  /** Tables as this transaction sees them; copied at its first write. */
  private readonly own = new Map<string, Map<string, unknown>>();

  constructor(setting: KvSetting, database: Database, mode: 'read' | 'write', tables: readonly Table[]) {
    this.setting = setting;
    this.database = database;
    this.mode = mode;
    this.allowed = new Set(tables);
  }

  async get(table: Table, key: string): Promise<unknown> {
    await this.ask(table, 'get');
    return this.seen(table).get(key);
  }

  async list(table: Table, prefix = ''): Promise<{ key: string; value: unknown }[]> {
    await this.ask(table, 'list');
    return [...this.seen(table)]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value }));
  }

  async put(table: Table, key: string, value: unknown): Promise<void> {
    const row = kept(value);
    await this.ask(table, 'put');
    this.bytes += sizeOf(row);
    this.change(table, (rows) => rows.set(key, row));
  }

  async delete(table: Table, key: string): Promise<void> {
    await this.ask(table, 'delete');
    this.change(table, (rows) => rows.delete(key));
  }

  async clear(table: Table): Promise<void> {
    await this.ask(table, 'clear');
    this.change(table, (rows) => rows.clear());
  }

  /** After everything that could follow has run, a transaction still open must have asked for something. */
  watch(): void {
    this.setting.scheduler.whenSettled(() => {
      if (this.isOver || this.asked > 0 || !this.setting.program.isAlive) return;
      this.isOver = true;
      this.setting.broken(
        `${this.setting.program.name} left a transaction of ${this.database.name} waiting for something else`,
      );
    });
  }

  private async ask(table: Table, what: string): Promise<void> {
    if (this.isOver) throw new Error(`${this.database.name}: the transaction is over`);
    if (!this.allowed.has(table)) throw new Error(`${this.database.name}: ${table} is not in this transaction`);
    this.asked += 1;
    await this.setting.program.wait(`${this.database.name} ${what} ${table}`, 0);
    this.asked -= 1;
    this.watch();
  }

  private change(table: Table, apply: (rows: Map<string, unknown>) => void): void {
    if (this.mode === 'read') throw new Error(`${this.database.name}: a reading transaction cannot write`);
    let own = this.own.get(table);
    if (!own) this.own.set(table, (own = new Map(this.database.table(table))));
    apply(own);
    this.changes.push(() => apply(this.database.table(table)));
  }

  private seen(table: Table): Map<string, unknown> {
    return this.own.get(table) ?? this.database.table(table);
  }
}

/** Waits for its turn among the transactions of a database; the dead leave the queue. */
async function takeTurn(database: Database, program: Program, isWrite: boolean, tables: readonly string[]) {
  const { queue } = database;
  const { promise, resolve } = Promise.withResolvers<void>();
  const entry = { isStarted: false, mayStart: resolve, isWrite, tables: new Set(tables) };
  queue.push(entry);
  const advance = (): void => {
    queue.forEach((one, i) => {
      if (one.isStarted || queue.slice(0, i).some((earlier) => collide(earlier, one))) return;
      one.isStarted = true;
      one.mayStart();
    });
  };
  const leave = (): void => {
    const at = queue.indexOf(entry);
    if (at >= 0) queue.splice(at, 1);
    advance();
  };
  const forget = program.onDeath(leave);
  advance();
  await promise;
  return {
    over(): void {
      forget();
      leave();
    },
  };
}

type Turn = { isWrite: boolean; tables: ReadonlySet<string> };
const collide = (a: Turn, b: Turn): boolean =>
  (a.isWrite || b.isWrite) && [...a.tables].some((table) => b.tables.has(table));

/**
 * What structured clone does to the values that are kept here: plain data and bytes; anything else is an error. The
 * copy is frozen and handed out as it is: faster than a copy for each reader, and who changes it is caught.
 */
export function kept(value: unknown): unknown {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('this cannot be cloned');
    return value;
  }
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((item) => kept(item)));
  if (value instanceof Uint8Array) return value.slice();
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = kept((value as Record<string, unknown>)[key]);
  return Object.freeze(copy);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== 'object') return 8;
  return Object.values(value).reduce((sum: number, member: unknown) => sum + sizeOf(member), 8);
}
