/**
 * `npm test`: everything that CI runs, in one go. Each part reports what passed and failed; the last line sums up as
 * `N passed, N failed`. Parts can be named: `npm test -- lint unit`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'test');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`, FORCE_COLOR: '0' };
const report = (name) => join(reports, `${name}.json`);

/** One pass or failure by exit code. */
const check = (name, command, ...args) => ({
  name,
  command: bin(command),
  args,
  count: (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }),
});
const script = (name, file, ...args) => ({ ...check(name, 'node', file, ...args) });

const vitest = (project) => ({
  name: project,
  command: bin('vitest'),
  args: ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`],
  count: (code) =>
    atLeastOneFailure(
      code,
      fromReport(project, (json) => ({
        passed: json.numPassedTests,
        failed: json.numFailedTests + json.numPendingTests,
      })),
    ),
});

const parts = [
  check('format', 'oxfmt', '--check', '.'),
  check('lint', 'oxlint', '--type-aware', '.'),
  check('types', 'vue-tsc', '-b'),
  check('types-of-tests', 'vue-tsc', '-p', 'tsconfig.test.json'),
  check('arrows', 'depcruise', 'core', 'src', 'server', '--config', '.dependency-cruiser.cjs'),
  check('unused', 'knip'),
  script('tree', 'scripts/check-tree.mjs'),
  vitest('unit'),
  vitest('postgres'),
  vitest('attacks'),
  {
    name: 'sim',
    command: bin('node'),
    args: ['e2e/sim/run.ts', '--ci'],
    count: (code, output) => atLeastOneFailure(code, lastTally(output) ?? { passed: 0, failed: 1 }),
  },
  // Real processes: a drill, disturbed databases, a full disk; then the server killed again and again.
  vitest('faults'),
  script('kills', 'e2e/kills/server.ts', '--kills', '20'),
  check('build', 'vite', 'build'),
  script('bundle', 'scripts/check-bundle.mjs'),
  {
    name: 'browser',
    command: bin('playwright'),
    args: ['test', '--config', 'e2e/browser/playwright.config.ts'],
    env: () => ({ CHROMIUM: chromiumPath(), PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser') }),
    count: (code) =>
      atLeastOneFailure(
        code,
        fromReport('browser', ({ stats, suites }) => ({
          passed: stats.expected + stats.flaky,
          failed: stats.unexpected + stats.skipped,
          flaky: suites.flatMap(flakyIn),
        })),
      ),
  },
];

function fromReport(name, read) {
  try {
    return read(JSON.parse(readFileSync(report(name), 'utf8')));
  } catch (error) {
    console.error(`${name} left no report: ${String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/** What failed at first and passed when it was tried again: counts as passed, and is named at the end. */
const flakyIn = ({ suites = [], specs = [] }) => [
  ...specs
    .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
    .map(({ file, line, title }) => `${file}:${line} ${title}`),
  ...suites.flatMap(flakyIn),
];

const atLeastOneFailure = (code, tally) => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally);

function lastTally(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : null;
}

/** Runs one part to its end; nothing that it started outlives it. */
function run(part) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(part.command, part.args, {
      cwd: root,
      env: { ...env, ...part.env?.() },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const onText = (to) => (chunk) => {
      const said = chunk.toString();
      output += said;
      // Only the sum at the very end closes the run.
      to.write(said.replace(/^(\d+) passed, (\d+) failed$/gm, '($1 passed, $2 failed)'));
    };
    child.stdout.on('data', onText(process.stdout));
    child.stderr.on('data', onText(process.stderr));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGTERM');
      } catch {
        // The group is gone, as it should be.
      }
      resolve({ code: code ?? 1, output });
    });
  });
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const wanted = process.argv.slice(2);
const chosen = parts.filter((part) => wanted.length === 0 || wanted.includes(part.name));
const total = { passed: 0, failed: 0 };
const failures = [];
const flaky = [];

async function runOne(part) {
  const startedAt = Date.now();
  console.log(`\n== ${part.name}`);
  const { code, output } = await run(part);
  const tally = part.count(code, output);
  total.passed += tally.passed;
  total.failed += tally.failed;
  if (tally.failed > 0) failures.push(part.name);
  flaky.push(...(tally.flaky ?? []));
  console.log(
    `== ${part.name}: ${tally.failed === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
}

async function runInTurn(some) {
  for (const part of some) await runOne(part);
}

// Checks and PostgreSQL mostly wait for one core or the disk; the simulation computes beside them. What follows needs
// the built app and the machine for itself.
const isLate = ({ name }) => ['build', 'bundle', 'browser'].includes(name);
const early = chosen.filter((part) => !isLate(part));
await Promise.all([
  runInTurn(early.filter(({ name }) => name !== 'sim')),
  runInTurn(early.filter(({ name }) => name === 'sim')),
]);
await runInTurn(chosen.filter(isLate));
if (failures.length > 0) console.log(`\nfailed: ${failures.join(', ')}`);
if (flaky.length > 0) console.log(`\n${flaky.length} flaky (passed when tried again):\n  ${flaky.join('\n  ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
