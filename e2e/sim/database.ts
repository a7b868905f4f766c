/** The server's database: the store in memory with the town in it. It outlives servers, and can be put back. */
import type { AccountId } from '../../core/lib/id.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Author } from '../../core/org/role.ts';
import type { MemoryStore, MemoryStoreOptions } from '../../server/modules/sync/memory-store.ts';
import { district, type Town } from './town.ts';

export type MakeStore = (options: MemoryStoreOptions) => MemoryStore;
export type Backup = ReturnType<MemoryStore['backup']>;

export class Database {
  readonly store: MemoryStore;
  private readonly authors = new Map<AccountId, Author>();
  private restores = 0;

  private constructor(store: MemoryStore) {
    this.store = store;
  }

  static async open(town: Town, make: MakeStore): Promise<Database> {
    const database = new Database(make({ epoch: 'epoch-0' }));
    for (const author of [...town.workers, ...town.clerks, ...(town.offices?.people ?? []).map((one) => one.author)])
      database.setAuthor(author);
    if (town.offices) database.setAuthor(town.offices.time);
    await database.store.write(district, (tx) =>
      tx.save({
        devices: [],
        results: [],
        audit: [],
        rows: town.rows.map(({ row }) => row),
        feed: town.rows.map(({ scope, row }) => ({ scope, kind: row.kind, id: row.row.id, op: 'put' })),
      }),
    );
    return database;
  }

  author(account: AccountId): Author {
    const author = this.authors.get(account);
    if (!author) throw new Error(`no account ${account}`);
    return author;
  }

  handOver(grid: string, from: AccountId, to: AccountId, at: Iso): void {
    const giver = this.author(from);
    const taker = this.author(to);
    this.setAuthor({
      ...giver,
      grants: giver.grants.map((grant) => (grant.area === grid && grant.to === null ? { ...grant, to: at } : grant)),
    });
    this.setAuthor({ ...taker, grants: [...taker.grants, { role: 'worker', area: grid, from: at, to: null }] });
  }

  /** Puts a backup back. Announced: with a new epoch. Accounts are as they are: they belong to another module. */
  restore(backup: Backup, isAnnounced: boolean): void {
    if (isAnnounced) this.store.restore(backup, `epoch-restored-${++this.restores}`);
    else this.store.restore(backup);
    for (const author of this.authors.values()) this.store.setAuthor(district, author);
  }

  /** A restore is announced after the fact. */
  async announce(at: Iso): Promise<void> {
    const epoch = `epoch-restored-${++this.restores}`;
    await this.store.write(district, async (tx) => {
      await tx.startEpoch(epoch, 'announced late', at);
      await tx.save({ devices: [], results: [], rows: [], audit: [], feed: [] });
    });
  }

  private setAuthor(author: Author): void {
    this.authors.set(author.account, author);
    this.store.setAuthor(district, author);
  }
}
