import { readConfig } from './config.ts';
import { attachOrOpen } from './db/attach.ts';
import type { Database } from './db/database.ts';
import { linesOf, StartError, type Words } from './words.ts';

export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface AdminCommand {
  name: string;
  zh: string;
  en: string;
  usage: string;
  options: readonly { name: string; type: 'string' | 'boolean'; help: string }[];
  /** Further lines of its help. */
  notes?: readonly Words[];
  /** Words after the command's name that it takes, where it takes any. */
  verbs?: readonly string[];
  /** @returns the exit code */
  run: (values: Values, verb: string) => Promise<number>;
}

/** The database of the running server, or opened here. */
export async function withDatabase(
  work: (database: Database, nowMs: number, dataDir: string) => Promise<number>,
): Promise<number> {
  const config = readConfig(process.env);
  const now = (): number => Date.now() + config.nowOffsetMs;
  const { database, dataDir } = await attachOrOpen({ config, now, say: (words) => console.error(linesOf([words])) });
  try {
    return await work(database, now(), dataDir);
  } finally {
    await database.close();
  }
}

export function given(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new StartError({ zh: `缺少 --${name}（用 --help 查看说明）。`, en: `--${name} is missing (see --help).` });
}

export const wrong = (name: string, words: string): StartError =>
  new StartError({ zh: `--${name} 应为：${words}`, en: `--${name} must be: ${words}` });
