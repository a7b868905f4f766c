/** What a run says at its end: sums alone, so that a night of seeds takes no more memory than one. */
import { loopActions } from '../../core/whistle/loop-actions.ts';
import { whistleStages } from '../../core/whistle/stage.ts';
import type { RunResult } from './world.ts';

/** How far whistles came, and what became of each deed of theirs: `stage closed`, `deed dispatch refused`. */
export const loopCounts = {
  stage: (stage: string): string => `stage ${stage}`,
  deed: (action: string, outcome: 'applied' | 'refused'): string => `deed ${action} ${outcome}`,
};
const isOfLoop = (kind: string): boolean => kind.startsWith('stage ') || kind.startsWith('deed ');

const kinds = { loss: 'losses', duplicate: 'duplicates', 'order break': 'order breaks' } as const;

export class Figures {
  readonly counts = new Map<string, number>();
  readonly violations: Record<string, number> = { losses: 0, duplicates: 0, 'order breaks': 0, others: 0 };
  /** Seeds with a violation. */
  readonly failed: number[] = [];
  private seeds = 0;
  private events = 0;

  add({ seed, counts, events, violations }: RunResult): void {
    this.seeds += 1;
    this.events += events;
    for (const [kind, n] of counts) this.counts.set(kind, (this.counts.get(kind) ?? 0) + n);
    if (violations.length > 0) this.failed.push(seed);
    for (const what of violations) {
      const kind = Object.entries(kinds).find(([word]) => what.includes(`${word}:`))?.[1] ?? 'others';
      this.violations[kind] = (this.violations[kind] ?? 0) + 1;
    }
  }

  print(): void {
    const counts = [...this.counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    console.log(`seeds ${this.seeds}, events ${this.events}`);
    for (const [kind, n] of counts) if (!isOfLoop(kind)) console.log(`  ${kind}: ${n}`);
    this.printLoop();
    const faults = counts.filter(([kind]) => kind.startsWith('fault: ')).reduce((sum, [, n]) => sum + n, 0);
    const found = Object.entries(this.violations).map(([kind, n]) => `${kind} ${n}`);
    console.log(`faults injected ${faults}, ${found.join(', ')}`);
  }

  private printLoop(): void {
    const n = (kind: string): number => this.counts.get(kind) ?? 0;
    if (n(loopCounts.stage('community')) === 0) return;
    console.log(
      `whistles reached: ${whistleStages.map((stage) => `${stage} ${n(loopCounts.stage(stage))}`).join(', ')}`,
    );
    const deeds = loopActions.map(
      (action) => `${action} ${n(loopCounts.deed(action, 'applied'))}/${n(loopCounts.deed(action, 'refused'))}`,
    );
    console.log(`deeds of the loop, applied/refused: ${deeds.join(', ')}`);
  }
}

export function printFailure(result: RunResult, lines: number): void {
  console.log(`\nseed ${result.seed} fails; again with: npm run sim -- --seed ${result.seed} --trace`);
  if (lines > 0) for (const line of result.lines.slice(-lines)) console.log(`  ${line}`);
  for (const what of result.violations.slice(0, 10)) console.log(`  ! ${what}`);
}
