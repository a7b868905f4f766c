import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectDatabase } from '../../../server/db/connect.ts';
import { startEmbedded, type Embedded } from '../../../server/db/embedded/embedded.ts';
import { migrate } from '../../../server/db/migrate.ts';

/** A PostgreSQL beside the server, as in production: it can be hit while the server lives, and the other way round. */
export class Cluster {
  readonly folder: string;
  readonly connection: Embedded['connection'];
  readonly #embedded: Embedded;

  private constructor(folder: string, embedded: Embedded) {
    this.folder = folder;
    this.#embedded = embedded;
    this.connection = embedded.connection;
  }

  static async start(): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'shaodao-pg-'));
    chmodSync(folder, 0o711);
    const cluster = new Cluster(folder, await startEmbedded({ dataDir: folder, say: () => undefined }));
    const database = connectDatabase('postgres', cluster.connection, () => undefined);
    await migrate(database.reference, Date.now);
    await database.close();
    return cluster;
  }

  get socketPath(): string {
    return join(this.connection.host, `.s.PGSQL.${this.connection.port}`);
  }

  /** Through a relay's port, or straight to its socket. */
  url(port?: number): string {
    const { user, password, host, database } = this.connection;
    const place = port === undefined ? `${encodeURIComponent(host)}:${this.connection.port}` : `127.0.0.1:${port}`;
    return `postgres://${user}:${password}@${place}/${database}`;
  }

  /** kill -9; whoever watches over it starts it again. */
  kill(): void {
    process.kill(Number(readFileSync(join(this.folder, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  }

  async client(): Promise<pg.Client> {
    const client = new pg.Client(this.connection);
    // One that is cut says so to whoever asks it next.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async sql(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = await this.client();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async dispose(): Promise<void> {
    await this.#embedded.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
