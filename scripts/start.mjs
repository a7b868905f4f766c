/**
 * `npm start`. Plain JavaScript that older versions of Node can read, too: the first thing it does is to say so
 * when Node is too old. Then it builds the app where its sources changed since the last build, and starts the server.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, '.cache', 'built');

/** What the built app is made of. */
const sources = ['core', 'src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.base.json', 'package-lock.json'];

checkNode();
buildWhenChanged();
stopWithParent();
await import('../server/index.ts');

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  say(
    `哨到需要 Node 24 或更新的版本，这里是 ${process.versions.node}。请重新运行 npm ci（它会自带 Node 24），然后用 npm start 启动；若仍然不行，请从 https://nodejs.org 安装 Node 24。`,
    `Shaodao needs Node 24 or newer; this is ${process.versions.node}. Run npm ci again (it brings Node 24 along), then start with npm start; if that does not help, install Node 24 from https://nodejs.org.`,
  );
  process.exit(1);
}

function buildWhenChanged() {
  const hash = hashOfSources();
  const isBuilt = existsSync(join(root, 'dist', 'index.html')) && existsSync(stamp);
  if (isBuilt && readFileSync(stamp, 'utf8') === hash) return;
  say('正在构建应用……', 'Building the app ...');
  rmSync(stamp, { force: true });
  // A process of its own: Vite sets NODE_ENV=production, and that would mean "no demo town" to the server.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) {
    say('应用没有构建成功：', 'The app was not built:', built.stdout ?? '', built.stderr ?? String(built.error));
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/**
 * npm runs us through a shell. A SIGTERM to npm ends the shell and not us; that our parent changed is how we learn
 * of it, and it means the same.
 */
function stopWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

/** Of names and contents, so that neither a fresh clone nor a touched file builds without need. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesOf(join(root, source)))) {
    hash.update(relative(root, path));
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [path]; // not a folder
  }
  return entries
    .filter((entry) => !entry.name.endsWith('.test.ts'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}

function say(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
}
