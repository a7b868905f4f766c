import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'start.mjs');
/** Says another version of Node than it is, before the script looks. */
const asNode = (version: string): string =>
  `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;

const start = (program: string, ...args: string[]) =>
  spawnSync(program, [...args, script], { encoding: 'utf8', timeout: 30_000 });

function expectWords({ status, stdout, stderr }: ReturnType<typeof start>, version: string): void {
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  const [zh, en, ...rest] = stderr.trimEnd().split('\n');
  expect(zh).toContain(`哨到需要 Node 24 或更新的版本，这里是 ${version}。`);
  expect(en).toContain(`Shaodao needs Node 24 or newer; this is ${version}. Run npm ci again`);
  expect(rest).toEqual([]);
}

/** The machine's own Node, where it has one that is too old. */
const machineNode = (() => {
  const found = spawnSync('which', ['-a', 'node'], { encoding: 'utf8' });
  const paths = (found.stdout ?? '')
    .trim()
    .split('\n')
    .filter((path) => path !== '');
  return paths
    .map((path) => ({
      path,
      version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1) ?? '',
    }))
    .find(({ version }) => version !== '' && Number(version.split('.')[0]) < 24);
})();

describe('npm start', () => {
  it.each(['18.20.4', '22.12.0'])('says in words that Node %s is too old, and does nothing else', (version) => {
    expectWords(start(process.execPath, '--import', asNode(version)), version);
  });

  // Where it has none, the test is not there: the line above stands for it.
  if (machineNode)
    it("can be read by this machine's own older Node", () => {
      expectWords(start(machineNode.path), machineNode.version);
    });
});
