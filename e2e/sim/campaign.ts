/** Many seeds: in this thread or spread over worker threads, each job a seed with or without a planted bug. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import { whistleStages } from '../../core/whistle/stage.ts';
import type { Bug } from './bug.ts';
import { bugBudget, bugs } from './bugs.ts';
import { strokesOf, type SceneResult } from './exhaustive.ts';
import { officeSeeds, type Plan } from './faults.ts';
import { Figures, loopCounts, printFailure } from './figures.ts';
import { foundSeeds } from './found-seeds.ts';
import type { Stroke } from './probe.ts';
import { scenes } from './scenes.ts';
import type { RunResult } from './world.ts';

export interface Job {
  seed: number;
  bug: string | null;
  plan?: Partial<Plan>;
  /** Only its course is wanted, to compare with the first run's. */
  isSecond?: boolean;
}

/** A scene with a stroke somewhere in it, or calm. */
export interface SceneJob {
  scene: string;
  stroke: Stroke | null;
}

/** Threads that take jobs one by one. */
class Crew {
  private readonly idle: Worker[] = [];
  private readonly waiting: ((worker: Worker) => void)[] = [];
  readonly size: number;

  constructor(size: number) {
    this.size = size;
    for (let i = 0; i < size; i++) this.idle.push(new Worker(new URL('./worker.ts', import.meta.url)));
  }

  run(job: Job): Promise<RunResult> {
    return this.ask<RunResult>(job);
  }

  play(job: SceneJob): Promise<SceneResult> {
    return this.ask<SceneResult>(job);
  }

  private async ask<T>(job: Job | SceneJob): Promise<T> {
    const worker = this.idle.pop() ?? (await new Promise<Worker>((resolve) => this.waiting.push(resolve)));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.postMessage(job, []);
    try {
      return await promise;
    } finally {
      worker.off('message', resolve);
      worker.off('error', reject);
      const next = this.waiting.shift();
      if (next) next(worker);
      else this.idle.push(worker);
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.idle.map((worker) => worker.terminate()));
  }
}

async function withCrew<T>(work: (crew: Crew) => Promise<T>): Promise<T> {
  const crew = new Crew(Math.min(8, Math.max(1, availableParallelism())));
  try {
    return await work(crew);
  } finally {
    await crew.dismiss();
  }
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** So many are asked for at a time: a night's list of waiting jobs stays short. */
const chunkSeeds = 1000;

/** @param everyNth of seeds, for those that have something in common */
export async function runMany(from: number, count: number, everyNth = 1): Promise<boolean> {
  const began = performance.now();
  const figures = new Figures();
  const run = async (crew: Crew, seed: number): Promise<void> => {
    const result = await crew.run({ seed, bug: null });
    figures.add(result);
    if (result.violations.length > 0 && figures.failed.length <= 3) printFailure(result, 40);
  };
  await withCrew(async (crew) => {
    for (let done = 0; done < count; done += chunkSeeds) {
      await Promise.all(range(done, Math.min(chunkSeeds, count - done)).map((i) => run(crew, from + i * everyNth)));
      if (count > chunkSeeds)
        console.log(`${done + Math.min(chunkSeeds, count - done)} seeds, ${figures.failed.length} failed`);
    }
  });
  if (figures.failed.length > 3) console.log(`\nfailing seeds: ${figures.failed.join(' ')}`);
  figures.print();
  console.log(`${((1000 * count) / (performance.now() - began)).toFixed(1)} seeds/s`);
  return figures.failed.length === 0;
}

export async function soak(from: number, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  for (let seed = from; performance.now() < until; seed += 200) {
    console.log(`seeds ${seed} to ${seed + 199}`);
    if (!(await runMany(seed, 200))) return false;
  }
  return true;
}

/**
 * Every scene with a stroke at each of its awaits and answers.
 * @param powerEvery of the losses of power only each so-manieth
 * @returns how many strokes, and what failed in words
 */
async function exhaust(crew: Crew, powerEvery: number): Promise<{ strokes: number; failures: string[] }> {
  const failures: string[] = [];
  let strokes = 0;
  for (const { name } of scenes) {
    const calm = await crew.play({ scene: name, stroke: null });
    if (calm.violations.length > 0) failures.push(`scene ${name}, in calm: ${calm.violations[0]}`);
    const all = strokesOf(calm).filter(({ what, at }) => what !== 'power' || at % powerEvery === 0);
    strokes += all.length;
    await Promise.all(
      all.map(async (stroke) => {
        const { violations, struck } = await crew.play({ scene: name, stroke });
        if (violations.length > 0)
          failures.push(`scene ${name}, ${stroke.what} ${stroke.at} (${struck}): ${violations[0]}`);
      }),
    );
  }
  return { strokes, failures };
}

export async function runExhaustive(): Promise<boolean> {
  const { strokes, failures } = await withCrew((crew) => exhaust(crew, 1));
  for (const failure of failures) console.log(`! ${failure}`);
  console.log(`${scenes.length} scenes, ${strokes} strokes, ${failures.length} failed`);
  return failures.length === 0;
}

export interface Found {
  seed: number;
  runs: number;
  what: string;
}

export const hunt = (bug: Bug): Promise<Found | null> => withCrew((crew) => huntWith(crew, bug));

async function huntWith(crew: Crew, bug: Bug): Promise<Found | null> {
  for (let seed = 1; seed <= bugBudget; seed += crew.size) {
    const results = await Promise.all(range(seed, crew.size).map((one) => crew.run({ seed: one, bug: bug.name })));
    const hit = results.find(({ violations }) => violations.length > 0);
    if (hit) return { seed: hit.seed, runs: hit.seed, what: hit.violations[0] ?? '' };
  }
  return null;
}

/** Kinds of trouble that must have happened, or the runs proved nothing. */
const mustHaveHappened = [
  'fault: request lost',
  'fault: answer lost',
  'fault: request twice',
  'fault: answer cut',
  'fault: foreign answer',
  'fault: busy (503)',
  'fault: too large (413)',
  'fault: too many (429)',
  'fault: offline',
  'fault: crash of a page',
  'fault: crash of the server',
  'fault: browser killed',
  'fault: told evicted',
  'fault: disk full',
  'fault: database closed',
  'fault: database away',
  'fault: database conflict',
  'fault: commit unknown',
  'fault: phone copied',
  'fault: session ended',
  'fault: clock jumped',
  'relaxed commits lost',
  'commits lost by restores',
  'restores announced',
  'restores unannounced',
  'epochs begun',
  'grids handed over',
  'records applied',
  'records refused',
  'records saved',
  'records edited',
  'records undone',
  'records given up',
  'records taken up again',
  'accounts disabled',
  'photos kept',
  'views judged',
  'snapshots made',
  'snapshots told',
  'decisions refused as overtaken',
  'two dispatchers on one revision',
  'sent by time',
  // No year is published while a run lasts, so nothing is counted again.
  ...loopActions.filter((action) => action !== 'recount').map((action) => loopCounts.deed(action, 'applied')),
  ...whistleStages.map(loopCounts.stage),
];

const ciSeeds = 1000;
const mostMoreSeeds = 200;

export async function runCi(): Promise<boolean> {
  let passed = 0;
  let failed = 0;
  const check = (isGood: boolean, what: string): void => {
    if (isGood) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED ${what}`);
    }
  };
  const began = performance.now();
  await withCrew(async (crew) => {
    const figures = new Figures();
    await Promise.all(
      range(1, ciSeeds).map(async (seed) => {
        const first = await crew.run({ seed, bug: null });
        const second = await crew.run({ seed, bug: null, isSecond: true });
        if (first.violations.length > 0) printFailure(first, 20);
        check(first.violations.length === 0, `seed ${seed}`);
        check(first.hash === second.hash, `seed ${seed}: its second run took another course`);
        figures.add(first);
      }),
    );
    // Some deeds need a long row of others: days at the offices go on until each was done.
    const isUnseen = (kind: string): boolean => (figures.counts.get(kind) ?? 0) === 0;
    for (let more = 0; more < mostMoreSeeds && mustHaveHappened.some(isUnseen); more += crew.size)
      await Promise.all(
        range(more, crew.size).map(async (nth) => {
          const result = await crew.run({ seed: officeSeeds.first(ciSeeds + 1) + nth * officeSeeds.every, bug: null });
          if (result.violations.length > 0) printFailure(result, 20);
          check(result.violations.length === 0, `seed ${result.seed}`);
          figures.add(result);
        }),
      );
    for (const { name, seed, plan } of foundSeeds) {
      const result = await crew.run({ seed, bug: null, plan });
      check(result.violations.length === 0, `found seed ${seed}: ${name}`);
    }
    const { strokes, failures } = await exhaust(crew, 4);
    console.log(`exhaustive crash: ${scenes.length} scenes, ${strokes} strokes`);
    passed += strokes;
    for (const failure of failures) check(false, failure);
    for (const bug of bugs) {
      const found = await huntWith(crew, bug);
      if (found) console.log(`planted ${bug.name}: found by seed ${found.seed}: ${found.what.slice(0, 160)}`);
      check(found !== null, `planted bug ${bug.name} was not found in ${bugBudget} seeds`);
    }
    for (const kind of mustHaveHappened) check(!isUnseen(kind), `no run saw "${kind}"`);
    figures.print();
  });
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
