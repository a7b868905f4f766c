/** The entry: opens what the server needs in order, says what happens in words, closes it in the opposite order. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.ts';
import { makeClock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { openDatabase, type Opened } from './db/open.ts';
import { demoAccounts } from './demo/seed.ts';
import { faultOf } from './http/fault.ts';
import { checkPort, listen, readyAddress } from './http/port.ts';
import { openPokeWire } from './modules/events/poke-wire.ts';
import { makeIncidents } from './modules/health/incidents.ts';
import { markRun } from './modules/health/run-marker.ts';
import { startJobs } from './jobs/jobs.ts';
import { makePokes } from './modules/events/pokes.ts';
import { seedWhenNew } from './seed.ts';
import { linesOf, StartError, type Words } from './words.ts';

const say = (...words: readonly Words[]): void => void process.stderr.write(`${linesOf(words)}\n`);
const root = join(import.meta.dirname, '..');

/** What is open, newest last. */
const closers: (() => Promise<void>)[] = [];
const stopping = new AbortController();

async function start(config: Config): Promise<void> {
  let log: FastifyBaseLogger | null = null;
  const now = makeClock({
    wall: () => Date.now() + config.nowOffsetMs,
    monotonic: () => performance.now(),
    onJump: (byMs) => {
      log?.warn({ byMs }, "the machine's clock was set");
      incidents.note('clock-jumped');
    },
  });
  const incidents = makeIncidents(now, (incident) => log?.warn(incident, 'incident'));
  await checkPort(config);
  const { database, dataDir } = await opened(config, now);
  await seedWhenNew({ config, database, dataDir, now, say });

  // The embedded database has one server; one at an address may have several.
  const wire = database.kind === 'postgres' ? openPokeWire(database.reference) : undefined;
  if (wire) closers.push(() => wire.close());
  const pokes = makePokes(wire);
  const dist = join(root, 'dist');
  const app = await buildApp({
    config,
    database,
    dataDir,
    now,
    pokes,
    version: versionOf(),
    distDir: existsSync(join(dist, 'index.html')) ? dist : null,
    demoAccounts: config.seed === 'demo' ? demoAccounts() : [],
    // Standard output is for people and scripts: it says `ready` and no more.
    incidents,
    logger: { level: process.env['LOG_LEVEL'] ?? 'info', stream: process.stderr, serializers: { err: faultOf } },
  });
  log = app.log;
  const marker = await markRun(dataDir, config.port);
  if (marker.before) incidents.note(marker.before);
  closers.push(marker.stopped);
  closers.push(() => app.close());
  closers.push(startJobs({ database, now, pokes, incidents, log: app.log }));
  if (stopping.signal.aborted) return;
  await listen(app, config);
  process.stdout.write(`ready ${readyAddress(app, config)}\n`);
}

async function opened(config: Config, now: () => number): Promise<Opened> {
  const found = await openDatabase({ config, now, say, signal: stopping.signal });
  closers.push(() => found.database.close());
  return found;
}

const versionOf = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

let closing: Promise<void> | null = null;

/** Requests under way end first, then the database; each once. */
function stop(): Promise<void> {
  stopping.abort();
  closing ??= (async () => {
    for (const close of closers.toReversed()) await close();
  })();
  return closing;
}

function fail(error: unknown): void {
  if (error instanceof StartError) say(...error.words);
  else if (!stopping.signal.aborted) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const code = stopping.signal.aborted ? 0 : 1;
  void leave(code);
}

async function leave(code: number): Promise<void> {
  try {
    await stop();
    process.exit(code);
  } catch {
    process.exit(1);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    void leave(0);
  });
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

try {
  await start(readConfig(process.env));
} catch (error) {
  fail(error);
}
