import { parentPort } from 'node:worker_threads';
import { bugs } from './bugs.ts';
import type { Job, SceneJob } from './campaign.ts';
import { runScene } from './exhaustive.ts';
import { runSeed, type RunResult } from './world.ts';

/** One thread of a campaign: runs what it is told, one seed or scene after the other. */
parentPort?.on('message', (job: Job | SceneJob) => void work(job));

async function work(job: Job | SceneJob): Promise<void> {
  const result = 'scene' in job ? await runScene(job.scene, job.stroke) : await runJob(job);
  // What happened last is for those who look for a fault.
  if (result.violations.length === 0) result.lines = [];
  parentPort?.postMessage(result, []);
}

const runJob = ({ seed, bug, plan, isSecond }: Job): Promise<RunResult> =>
  runSeed(seed, {
    bug: bugs.find(({ name }) => name === bug) ?? null,
    plan: plan ?? {},
    isJudged: isSecond !== true,
  });
