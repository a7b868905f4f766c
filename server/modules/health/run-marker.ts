import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A file in DATA_DIR that says whether the server runs or stopped on purpose: a run that finds "running" follows one
 * that was killed, or lost its power. One a port, as several servers may share the folder.
 */
export interface RunMarker {
  /** How the run before this one ended; null: there was none. */
  before: 'killed-before' | 'restarted' | null;
  stopped(): Promise<void>;
}

export async function markRun(dataDir: string, port: number): Promise<RunMarker> {
  const path = join(dataDir, `run-${port}.txt`);
  const found = await readFile(path, 'utf8').catch(() => null);
  const mark = (word: string): Promise<void> =>
    // A full disk is no reason not to serve.
    writeFile(path, `${word}\n`, { mode: 0o600 }).catch(() => undefined);
  await mark('running');
  return {
    before: found === null ? null : found.startsWith('running') ? 'killed-before' : 'restarted',
    stopped: () => mark('stopped'),
  };
}
