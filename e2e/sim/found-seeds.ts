import type { Plan } from './faults.ts';

/** Seeds that once found a bug of ours, by what they found: CI runs them always. */
export const foundSeeds: readonly { name: string; seed: number; plan: Partial<Plan> }[] = [
  {
    name: 'a page that stored an answer and died before it told the others left them showing "sending" for ever',
    seed: 79,
    plan: { servers: 2, workers: 3, isCopied: true, restore: 'none' },
  },
  {
    name: 'after a restore a page whose memory was behind the disk asked with the cursors of the old epoch, and missed rows',
    seed: 2251,
    plan: {},
  },
  { name: 'what a former device id had been answered was not sent again after a restore', seed: 433, plan: {} },
  { name: 'the same, in another order', seed: 722, plan: {} },
  {
    name: 'what a page saved and numbered before it died went out unseen by the page beside it',
    seed: 3063,
    plan: {},
  },
  {
    name: 'a copy of a phone filled the numbers that a restore had forgotten, before anybody knew of the restore',
    seed: 4863,
    plan: {},
  },
  {
    name: 'the copy of what was taken back under a clock a year behind was dropped at once',
    seed: 385,
    plan: {},
  },
  {
    name: 'a page beside one that took a new epoch on and died asked with the old one, again and again',
    seed: 113,
    plan: {},
  },
  {
    name: 'an answer from the beginning, overtaken by what another page took, led the view back',
    seed: 1006101,
    plan: {},
  },
  { name: 'the same at a grid of two workers', seed: 1006430, plan: {} },
  {
    name: 'what a page saved before it heard of the first contact of another went without the error of its clock',
    seed: 2002063,
    plan: {},
  },
  { name: 'the same with a session that ended, and no restore that lost it', seed: 2027040, plan: {} },
];
