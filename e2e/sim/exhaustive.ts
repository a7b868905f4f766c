/**
 * Every scene once in calm, numbering all awaits and answers, and then once for each of them with a stroke there: a page,
 * the service worker, a whole device or the server dies at it, or only the answer is lost.
 */
import { calm, type Plan } from './faults.ts';
import type { Stroke } from './probe.ts';
import { Probe } from './probe.ts';
import { scenes } from './scenes.ts';
import { runSeed, type RunResult } from './world.ts';

const plan: Partial<Plan> = {
  faults: { ...calm, kv: { ...calm.kv, slowMs: 1 }, network: { ...calm.network, slowMs: 50 } },
  actMs: 0,
  thinkMs: 0,
  pageRows: 500,
  groupMutations: 500,
  servers: 1,
  weakServer: false,
  workers: 1,
  secondClerk: false,
  areDeskMates: false,
  hasLocks: true,
  restore: 'none',
  requestLimit: null,
  pace: 1,
  restMs: null,
  isHandedOver: false,
  isCopied: false,
  isSignedOut: false,
  isDisabled: false,
  clockErrors: false,
  offices: false,
};

export interface SceneResult extends RunResult {
  awaits: number;
  deviceAwaits: readonly number[];
  answers: number;
  struck: string | null;
}

export async function runScene(name: string, stroke: Stroke | null): Promise<SceneResult> {
  const scene = scenes.find((one) => one.name === name);
  if (!scene) throw new Error(`no scene ${name}; there are: ${scenes.map((one) => one.name).join(', ')}`);
  const probe = new Probe(stroke);
  const result = await runSeed(1, { plan: { ...plan, ...scene.plan }, scene, probe });
  const { awaits, deviceAwaits, answers, struck } = probe;
  if (stroke && struck === null) result.violations.push('the stroke met nothing: the calm run took another course');
  return { ...result, awaits, deviceAwaits, answers, struck };
}

/** All strokes of a scene, given what its calm run counted. */
export const strokesOf = ({ awaits, deviceAwaits, answers }: SceneResult): Stroke[] => [
  ...numbers(awaits).map((at): Stroke => ({ what: 'kill', at })),
  ...deviceAwaits.map((at): Stroke => ({ what: 'power', at })),
  ...numbers(answers).map((at): Stroke => ({ what: 'lost', at })),
];

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
