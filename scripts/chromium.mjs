/**
 * Finds a Chromium for the browser tests, and installs Debian's where that is possible. Answers its path, or throws
 * with what to do.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const known = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath() {
  for (const name of known) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return null;
}

const hasChineseFont = () => /\S/.test(spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout ?? '');

/** @returns {string} path of the executable */
export function chromiumPath() {
  if (process.env.CHROMIUM && existsSync(process.env.CHROMIUM)) return process.env.CHROMIUM;
  const found = onPath();
  if (found && hasChineseFont()) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('which', ['apt-get']).status === 0) {
    console.log('installing chromium and a Chinese font (apt-get) ...');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-qq'], quiet);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], quiet);
    const installed = onPath();
    if (installed) return installed;
  }
  if (found) return found;
  throw new Error(
    'No Chromium was found. Install it (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM to its path.',
  );
}
