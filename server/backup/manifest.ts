import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import { StartError } from '../words.ts';

/**
 * A backup is a folder:
 *   manifest.json              written last: a folder without it is half a backup
 *   tables/<table>.ndjson.gz   one row a line, as JSON, of one moment
 *   photos/...                 the bytes as they lie under DATA_DIR/photos
 *   photos.ndjson.gz           path, size and SHA-256 of each
 */
const stream = z.object({ rows: z.int(), bytes: z.int(), sha256: z.string() });
const shape = z.object({
  format: z.literal(1),
  at: z.string(),
  epoch: z.string(),
  migrations: z.array(z.object({ name: z.string(), hash: z.string() })),
  tables: z.record(z.string(), stream),
  photos: stream,
  /** Of the audit, the newest of each district: what a rewritten record would be held against. */
  roots: z.array(z.object({ district: z.string(), day: z.string(), root: z.string() })),
});
export type Manifest = z.infer<typeof shape>;
/** A compressed file of lines: how many lines, how large the file, its hash. */
export type LineFile = z.infer<typeof stream>;

const photoLine = z.object({
  /** As it lies below the photos' folder; never out of it. */
  path: z.string().check(z.regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/)),
  bytes: z.int(),
  sha256: z.string(),
});
export type PhotoLine = z.infer<typeof photoLine>;

export const manifestPath = (folder: string): string => join(folder, 'manifest.json');
export const tablePath = (folder: string, table: string): string => join(folder, 'tables', `${table}.ndjson.gz`);
export const photoListPath = (folder: string): string => join(folder, 'photos.ndjson.gz');
export const photoPath = (folder: string, path: string): string => join(folder, 'photos', path);

/** @throws StartError when the folder holds no whole backup */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestPath(folder), 'utf8').catch(() => null);
  const parsed = text === null ? null : shape.safeParse(jsonOf(text));
  if (parsed?.success) return parsed.data;
  throw new StartError({
    zh: `${folder} 里没有完整的备份（缺少或看不懂 manifest.json）。`,
    en: `${folder} holds no whole backup (manifest.json is missing or not readable).`,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads everything back and holds it against the manifest. @throws StartError that names the first file that differs */
export async function verifyBackup(folder: string, manifest: Manifest): Promise<void> {
  for (const [table, expected] of Object.entries(manifest.tables))
    await verifyLines(tablePath(folder, table), expected);
  await verifyLines(photoListPath(folder), manifest.photos);
  for await (const line of linesIn(photoListPath(folder))) {
    const photo = photoLine.safeParse(jsonOf(line));
    if (!photo.success) throw broken(photoListPath(folder));
    const { path, sha256 } = photo.data;
    if ((await hashOf(photoPath(folder, path))) !== sha256) throw broken(photoPath(folder, path));
  }
}

async function verifyLines(path: string, expected: LineFile): Promise<void> {
  if ((await hashOf(path)) !== expected.sha256) throw broken(path);
  let rows = 0;
  for await (const _ of linesIn(path)) rows += 1;
  if (rows !== expected.rows) throw broken(path);
}

const broken = (path: string): StartError =>
  new StartError({
    zh: `备份损坏：${path} 与清单不符。没有恢复任何内容；请换一份备份。`,
    en: `The backup is damaged: ${path} differs from the manifest. Nothing was restored; take another backup.`,
  });

export async function* linesIn(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Infinity });
  for await (const line of lines) yield line;
}

/** SHA-256 of a file, '' where it cannot be read. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return '';
  }
  return hash.digest('hex');
}
