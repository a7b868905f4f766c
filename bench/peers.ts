/**
 * W1-W3 beside floors and peers (PouchDB, Yjs, ...), all in one run: drives the side-by-side harness of `PEERS_DIR`
 * (`../shared/bench`), which has a package.json of its own. It is copied to `.cache/peers` and installed there once; our
 * adapter is linked into it. Needs what its README names (PostgreSQL 15, Chromium, root).
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const from = resolve(root, process.env['PEERS_DIR'] ?? '../shared/bench');
const to = join(root, '.cache', 'peers');
const rounds = process.env['ROUNDS'] ?? '3';
const phones = process.env['PHONES'] ?? '1000';
const sizes = process.env['SIZES'] ?? '10000,100000,1000000';

type Line = Record<string, unknown>;

export async function peers(): Promise<Figure[]> {
  if (!existsSync(from)) throw new Error(`no harness in ${from}: PEERS_DIR names its folder`);
  await install();
  const w1 = await run('run-w1.mjs', 'w1.jsonl', phones, rounds, 'pg,pouch,ours');
  const w2 = await run('run-w2.mjs', 'w2.jsonl', '300x3000', rounds, 'blobidb,yjs,dexie,ours');
  const w3 = await run('run-w3.mjs', 'w3.jsonl', sizes, 'floor,pouch,ours');
  return [...w1Figures(w1), ...w2Figures(w2), ...w3Figures(w3)];
}

async function install(): Promise<void> {
  const isSame = (file: string): boolean =>
    existsSync(join(to, file)) && readFileSync(join(to, file)).equals(readFileSync(join(from, file)));
  const isInstalled = isSame('package-lock.json') && existsSync(join(to, 'node_modules'));
  cpSync(from, to, { recursive: true, filter: (path) => !/[\\/](node_modules|results|\.data)$/.test(path) });
  cpSync(join(from, 'results'), join(to, 'results'), { recursive: true, force: false });
  for (const file of ['ours.mjs', 'pages/ours.mjs']) {
    const at = join(to, file.includes('/') ? file : `peers/${file}`);
    rmSync(at, { force: true });
    symlinkSync(join(root, 'bench', 'peers-adapter', file), at);
  }
  // Its lock leaves one peer dependency to whoever installs.
  if (!isInstalled) await command('npm', ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund']);
}

/** @returns the lines that this run added */
async function run(script: string, results: string, ...args: string[]): Promise<Line[]> {
  const file = join(to, 'results', results);
  const linesIn = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
  const before = linesIn().length;
  await command(process.execPath, [script, ...args]);
  return linesIn()
    .slice(before)
    .map((line) => JSON.parse(line) as Line);
}

/** What it says goes to standard error: standard output is for figures. */
function command(name: string, args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(name, args, { cwd: to, stdio: ['ignore', 2, 2] });
    child.once('error', failed);
    child.once('exit', (code) => (code === 0 ? done() : failed(new Error(`${name} ${args[0]} ended with ${code}`))));
  });
}

const numberIn = (line: Line | undefined, ...path: string[]): number => {
  let value: unknown = line;
  for (const key of path) value = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
  return typeof value === 'number' ? value : Number.NaN;
};

/** Ours beside each of the others, by the same number of a line. */
function beside(bench: string, unit: string, lines: Line[], key: string, names: Names, ...path: string[]): Figure {
  const of = (name: string): number =>
    numberIn(
      lines.find((line) => line[key] === name),
      ...path,
    );
  const value = of(names.ours);
  const ratio = (other: number): number => Number((value / other).toPrecision(3));
  const others = Object.entries(names.peers).flatMap(([word, name]) => [
    [word, of(name)],
    [`× ${word}`, ratio(of(name))],
  ]);
  const floor = of(names.floor);
  return { bench, value, unit, ratioTo: names.floor, ratio: ratio(floor), floor, ...Object.fromEntries(others) };
}
interface Names {
  ours: string;
  floor: string;
  peers: Record<string, string>;
}

function w1Figures(lines: Line[]): Figure[] {
  const pouch = String(lines.find(({ peer }) => /pouch/i.test(String(peer)))?.['peer']);
  const names: Names = { ours: 'shaodao', floor: 'floor-pg', peers: { pouch } };
  const figure = (bench: string, unit: string, field: string): Figure =>
    beside(bench, unit, lines, 'peer', names, field);
  return [
    figure('G1 W1: records', 'records/s', 'recs_s'),
    figure('G2 W1: p99', 'ms', 'p99_ms'),
    figure('G2 W1: server CPU', 's/1000 records', 'cpu_s_per_1000'),
    figure('G3 W1: bytes up a whistle', 'B', 'up_B_per_rec'),
  ];
}

function w2Figures(lines: Line[]): Figure[] {
  const names: Names = { ours: 'ours', floor: 'blobidb', peers: { yjs: 'yjs', dexie: 'dexie' } };
  const figure = (bench: string, unit: string, field: string): Figure =>
    beside(bench, unit, lines, 'store', names, field);
  return [figure('G4 W2 grid: first sync', 'ms', 'ms'), figure('G4 W2 grid: bytes down', 'kB', 'down_kB')];
}

function w3Figures(lines: Line[]): Figure[] {
  const names: Names = { ours: 'ours', floor: 'floor', peers: { pouch: 'pouch' } };
  return [...new Set(lines.map((line) => numberIn(line, 'N')))].flatMap((rows) => {
    const some = lines.filter((line) => numberIn(line, 'N') === rows);
    const figure = (bench: string, unit: string, ...path: string[]): Figure => ({
      ...beside(`${bench}, ${rows} rows`, unit, some, 'peer', names, ...path),
      rows,
    });
    return [
      figure('G6 W3: one change', 'ms', 'one_change', 'ms'),
      figure('G6 W3: one among 10,000 foreign changes', 'ms', 'one_among_10k_other_changes', 'ms'),
    ];
  });
}
