/**
 * `npm run sim`: runs of many seeds, spread over the cores.
 *
 *   --seeds N --from K   N seeds from K on (100 from 1)
 *   --offices            with --seeds: only such in which street, dispatchers and units are at work
 *   --seed K --trace     one seed, with everything that happened
 *   --bug NAME           with a planted bug: succeeds when it is found within its budget
 *   --minutes M          a soak: fresh seeds for so long
 *   --exhaustive         every short scene with a crash at each of its awaits
 *   --ci                 what CI runs: 1,000 seeds twice each, found seeds, the scenes, every planted bug
 *
 * Ends with the figures; exits 1 on any violation, with the seed and what happened last.
 */
import { parseArgs } from 'node:util';
import { bugs } from './bugs.ts';
import { hunt, runCi, runExhaustive, runMany, soak } from './campaign.ts';
import { officeSeeds } from './faults.ts';
import { Figures, printFailure } from './figures.ts';
import { runSeed } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    bug: { type: 'string' },
    minutes: { type: 'string' },
    offices: { type: 'boolean', default: false },
    exhaustive: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
  },
});

process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  const bug = values.bug === undefined ? null : bugs.find(({ name }) => name === values.bug);
  if (bug === undefined) {
    console.error(`no such bug; there are: ${bugs.map(({ name }) => name).join(', ')}`);
    return false;
  }
  if (values.ci) return runCi();
  if (values.exhaustive) return runExhaustive();
  if (values.seed !== undefined) {
    const result = await runSeed(Number(values.seed), { bug, keepTrace: values.trace });
    if (values.trace) for (const line of result.lines) console.log(line);
    const figures = new Figures();
    figures.add(result);
    figures.print();
    if (result.violations.length > 0) printFailure(result, values.trace ? 0 : 40);
    return result.violations.length === 0;
  }
  if (bug) {
    const found = await hunt(bug);
    console.log(
      found
        ? `${bug.name}: found by seed ${found.seed} after ${found.runs} runs: ${found.what}`
        : `${bug.name}: not found`,
    );
    return found !== null;
  }
  if (values.minutes !== undefined) return soak(Number(values.from), Number(values.minutes) * 60_000);
  if (values.offices) return runMany(officeSeeds.first(Number(values.from)), Number(values.seeds), officeSeeds.every);
  return runMany(Number(values.from), Number(values.seeds));
}
