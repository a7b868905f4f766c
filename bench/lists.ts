/**
 * Lists of street, district and units in districts of 10⁴, 10⁵ and 10⁶ whistles: the first page, a page deep in the
 * list, a search, each asked of all three in turns, with the plans of PostgreSQL. A page must not grow dearer by more
 * than a half from the smallest to the largest.
 */
import { rmSync } from 'node:fs';
import pg from 'pg';
import { connectDatabase } from '../server/db/connect.ts';
import type { Database } from '../server/db/database.ts';
import { startEmbedded } from '../server/db/embedded/embedded.ts';
import { migrate } from '../server/db/migrate.ts';
import { raiseWall } from '../server/db/wall.ts';
import type { Figure } from './figures.ts';
import { askable, listQuestions, pageRows } from './list-questions.ts';
import { fillLists } from './list-town.ts';
import { newFolder } from './ours.ts';
import { median } from './statistics.ts';

const sizes = (process.env['SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
const rounds = 60 * Number(process.env['ROUNDS'] ?? 3);
const most = 1.5;

export async function lists(): Promise<Figure[]> {
  const dataDir = newFolder();
  const embedded = await startEmbedded({ dataDir, say: () => undefined });
  const towns = new Map<number, Database>();
  try {
    for (const size of sizes) towns.set(size, await townOf(embedded.connection, size));
    const figures: Figure[] = [];
    for (const question of listQuestions) {
      const asked = new Map<number, Awaited<ReturnType<typeof askable>>>();
      for (const [size, database] of towns) asked.set(size, await askable(database, question));
      const found = new Map<number, number[]>(sizes.map((size) => [size, []]));
      for (let round = -5; round < rounds; round += 1)
        // Who comes first changes, so that nobody always finds the caches of the same other.
        for (const [size, { run }] of round % 2 === 0 ? asked : [...asked].toReversed()) {
          const before = performance.now();
          const rows = await run();
          if (round >= 0) found.get(size)?.push(performance.now() - before);
          if (rows !== (question.rows ?? pageRows)) throw new Error(`${question.name}: ${rows} rows at ${size}`);
        }
      const medians = new Map([...found].map(([size, values]) => [size, median(values)]));
      const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
      const ratio = (medians.get(large) ?? NaN) / (medians.get(small) ?? NaN);
      const plans: Record<string, string> = {};
      for (const [size, { plan }] of asked) {
        const { indexes, rows } = await plan();
        plans[size] = `${indexes.join(' + ')}: ${rows} rows`;
      }
      figures.push({
        bench: `lists, ${question.name}`,
        value: Number((medians.get(large) ?? NaN).toPrecision(3)),
        unit: 'ms',
        ratioTo: `${small} whistles`,
        ratio: Number(ratio.toFixed(2)),
        isWithin: ratio <= most,
        ms: Object.fromEntries([...medians].map(([size, ms]) => [size, Number(ms.toPrecision(3))])),
        plans,
        runs: rounds,
      });
    }
    return figures;
  } finally {
    for (const database of towns.values()) await database.close();
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A database of its own with the real tables, filled. */
async function townOf(
  connection: Awaited<ReturnType<typeof startEmbedded>>['connection'],
  size: number,
): Promise<Database> {
  const name = `lists_${size}`;
  const admin = new pg.Client(connection);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const database = connectDatabase('embedded', { ...connection, database: name }, () => undefined);
  await migrate(database.reference, Date.now);
  const isWalled = await raiseWall(database.reference, () => undefined);
  if (!isWalled) throw new Error('reads have no second wall here: plans would be other ones');
  const before = performance.now();
  await fillLists(database, size);
  console.error(`${size} whistles: ${Math.round((performance.now() - before) / 1_000)} s`);
  return { ...database, isWalled };
}
