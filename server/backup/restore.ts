/**
 * Puts a backup into an empty database, in one transaction, and begins a new epoch in it: phones see that they spoke to
 * another history, pull afresh, and send again what came after the backup (sync, P9). Whatever is there already is
 * never written over.
 */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PoolClient } from 'pg';
import { isoOf } from '../../core/lib/time.ts';
import { withoutLimits } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { StartError } from '../words.ts';
import { linesIn, photoListPath, photoPath, readManifest, tablePath, verifyBackup } from './manifest.ts';
import type { Manifest, PhotoLine } from './manifest.ts';
import { quoted, tablesOf, type Table } from './tables.ts';

export interface RestoreOptions {
  database: Database;
  dataDir: string;
  /** The folder of one backup. */
  from: string;
  nowMs: number;
}

/** @throws StartError: the backup is damaged or of another version, the database is not empty; then nothing was changed */
export async function restoreBackup({ database, dataDir, from, nowMs }: RestoreOptions): Promise<{
  manifest: Manifest;
  epoch: string;
}> {
  const manifest = await readManifest(from);
  await verifyBackup(from, manifest);
  return inTransaction(database.reference, async (client) => {
    await withoutLimits(client);
    await client.query('lock table migration in exclusive mode');
    await checkVersion(client, manifest);
    await checkEmpty(client);
    // Photos first: rows that say "here" must find them, and a photo without a row harms nobody.
    await restorePhotos(from, dataDir);
    await client.query('delete from meta');
    for (const table of await tablesOf(client)) await restoreTable(client, from, table);
    const epoch = randomUUID();
    const reason = `restored from the backup of ${manifest.at}`;
    await client.query("update meta set value = $1 where key = 'epoch'", [epoch]);
    await client.query('insert into meta (key, value) values ($1, $2)', [
      `epoch-started:${epoch}`,
      JSON.stringify({ reason, at: isoOf(nowMs) }),
    ]);
    await client.query(
      `insert into effect (district, id, kind, payload, at, due_at, tries)
       select code, $1, 'epoch-started', $2, $3, $3, 0 from district`,
      [`epoch-started:${epoch}`, { epoch, reason }, isoOf(nowMs)],
    );
    return { manifest, epoch };
  });
}

async function checkVersion(client: PoolClient, manifest: Manifest): Promise<void> {
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from migration order by name');
  const isSame = JSON.stringify(rows) === JSON.stringify(manifest.migrations);
  if (isSame) return;
  throw new StartError({
    zh: '备份来自另一个版本。请用那个版本恢复，再更新程序。没有恢复任何内容。',
    en: 'The backup is of another version. Restore it with that version, then update. Nothing was restored.',
  });
}

async function checkEmpty(client: PoolClient): Promise<void> {
  const { rows } = await client.query('select 1 from account union all select 1 from scope_head limit 1');
  if (rows.length === 0) return;
  throw new StartError({
    zh: '数据库里已有数据，恢复不会覆盖它。请换一个空的 DATA_DIR（或空的数据库），并设 SEED=none。',
    en: 'The database holds data, and a restore never writes over it. Name an empty DATA_DIR (or database), with SEED=none.',
  });
}

async function restorePhotos(from: string, dataDir: string): Promise<void> {
  for await (const line of linesIn(photoListPath(from))) {
    const { path } = JSON.parse(line) as PhotoLine;
    const target = join(dataDir, 'photos', path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await copyFile(photoPath(from, path), target);
  }
}

async function restoreTable(client: PoolClient, from: string, { name, columns }: Table): Promise<void> {
  const list = columns.map(quoted).join(', ');
  const insert = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    await client.query(
      `insert into ${quoted(name)} (${list})
       select ${list} from jsonb_populate_recordset(null::${quoted(name)}, $1::jsonb)`,
      [`[${lines.join(',')}]`],
    );
  };
  let batch: string[] = [];
  for await (const line of linesIn(tablePath(from, name))) {
    batch.push(line);
    if (batch.length < 1_000) continue;
    await insert(batch);
    batch = [];
  }
  await insert(batch);
}
