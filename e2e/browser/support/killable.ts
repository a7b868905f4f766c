/**
 * A server that can be hit: killed with -9, alone or together with its database, or left without its database. It
 * comes back on the same folder and the same port, as a service manager would start it again.
 */
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { startServer, type RunningServer } from './server.ts';

export class KillableServer {
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #running: RunningServer;

  private constructor(dataDir: string, running: RunningServer, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#env = env;
    this.#running = running;
  }

  static async start(env: Readonly<Record<string, string>> = {}, dataDir?: string): Promise<KillableServer> {
    const running = await startServer(dataDir, 0, env);
    return new KillableServer(running.dataDir, running, env);
  }

  get url(): string {
    return this.#running.url;
  }

  /** kill -9 of the server; its database lives on, unless it is hit first. */
  async kill(what: 'server' | 'server and database'): Promise<void> {
    const { process: server } = this.#running;
    const gone = once(server, 'exit');
    if (what === 'server and database') this.#killDatabase();
    server.kill('SIGKILL');
    await gone;
  }

  async startAgain(): Promise<void> {
    this.#running = await startServer(this.dataDir, Number(new URL(this.url).port), this.#env);
  }

  /** The database dies and cannot be started again, until it is given back. */
  takeDatabaseAway(): void {
    renameSync(this.#cluster(), `${this.#cluster()}.away`);
    this.#killDatabase(`${this.#cluster()}.away`);
  }

  giveDatabaseBack(): void {
    renameSync(`${this.#cluster()}.away`, this.#cluster());
  }

  /** What an operator would do at the database's own prompt. */
  async sql(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const connection = JSON.parse(readFileSync(join(this.dataDir, 'database.json'), 'utf8')) as pg.ClientConfig;
    const client = new pg.Client(connection);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async dispose(): Promise<void> {
    await this.#running.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  #cluster(): string {
    return join(this.dataDir, 'pg');
  }

  #killDatabase(cluster = this.#cluster()): void {
    process.kill(Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  }
}
