/**
 * Backs up a running or a stopped server: all tables as they stood at one moment (one REPEATABLE READ snapshot), then the
 * photos. A photo named in the snapshot lies on disk already, and photo files never change, so what is copied after
 * the moment is never too little. Everything is read back before the manifest is written; that write is the backup.
 */
import { createHash } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import { isoOf } from '../../core/lib/time.ts';
import { withoutLimits } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { hashOf, manifestPath, photoListPath, photoPath, tablePath, verifyBackup } from './manifest.ts';
import type { LineFile, Manifest, PhotoLine } from './manifest.ts';
import { quoted, tablesOf, type Table } from './tables.ts';

export interface BackupOptions {
  database: Database;
  dataDir: string;
  /** A new folder is made in it, named by the moment. */
  to: string;
  nowMs: number;
}

/** @returns the folder of the backup and what is in it */
export async function makeBackup({ database, dataDir, to, nowMs }: BackupOptions): Promise<{
  folder: string;
  manifest: Manifest;
}> {
  const at = isoOf(nowMs);
  const folder = join(to, `shaodao-${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z`);
  await mkdir(join(folder, 'tables'), { recursive: true, mode: 0o700 });
  const { tables, epoch, migrations, roots } = await inTransaction(
    database.reference,
    (client) => writeTables(client, folder),
    'begin isolation level repeatable read read only',
  );
  const photos = await writeLines(photoListPath(folder), copiedPhotos(join(dataDir, 'photos'), folder));
  const manifest: Manifest = { format: 1, at, epoch, migrations, tables, photos, roots };
  await verifyBackup(folder, manifest);
  const unfinished = `${manifestPath(folder)}.part`;
  await writeFile(unfinished, JSON.stringify(manifest, null, 2), { mode: 0o600, flush: true });
  await rename(unfinished, manifestPath(folder));
  await synced(folder);
  return { folder, manifest };
}

/** Everything of one moment. */
async function writeTables(
  client: PoolClient,
  folder: string,
): Promise<Pick<Manifest, 'tables' | 'epoch' | 'migrations' | 'roots'>> {
  await withoutLimits(client);
  const tables: Record<string, LineFile> = {};
  for (const table of await tablesOf(client))
    tables[table.name] = await writeLines(tablePath(folder, table.name), rowsOf(client, table));
  const epoch = await client.query<{ value: string }>("select value from meta where key = 'epoch'");
  const migrations = await client.query<{ name: string; hash: string }>(
    'select name, hash from migration order by name',
  );
  const roots = await client.query<Manifest['roots'][number]>(
    'select distinct on (district) district, day, root from audit_root order by district, day desc',
  );
  return { tables, epoch: epoch.rows[0]?.value ?? '', migrations: migrations.rows, roots: roots.rows };
}

/** Rows as JSON texts, a few thousand at a time: a number that JavaScript would round is never read here. */
async function* rowsOf(client: PoolClient, { name, columns }: Table): AsyncGenerator<string> {
  const list = columns.map(quoted).join(', ');
  await client.query(
    `declare backed_up no scroll cursor for select row_to_json(x)::text as line from (select ${list} from ${quoted(name)}) x`,
  );
  for (;;) {
    const { rows } = await client.query<{ line: string }>('fetch 2000 from backed_up');
    if (rows.length === 0) break;
    for (const { line } of rows) yield line;
  }
  await client.query('close backed_up');
}

async function* copiedPhotos(from: string, folder: string): AsyncGenerator<string> {
  const files = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const file of files.filter((one) => one.isFile())) {
    const source = join(file.parentPath, file.name);
    const path = relative(from, source);
    const target = photoPath(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // A copy that shares its blocks where the disk can.
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await synced(target);
    const line: PhotoLine = { path, bytes: (await stat(target)).size, sha256: await hashOf(target) };
    yield JSON.stringify(line);
  }
}

async function writeLines(path: string, lines: AsyncGenerator<string>): Promise<LineFile> {
  let rows = 0;
  let bytes = 0;
  const hash = createHash('sha256');
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const texts = async function* (): AsyncGenerator<string> {
    for await (const line of lines) {
      rows += 1;
      yield `${line}\n`;
    }
  };
  await pipeline(Readable.from(texts()), createGzip(), counted, createWriteStream(path, { mode: 0o600, flush: true }));
  return { rows, bytes, sha256: hash.digest('hex') };
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
