import { describe, expect, it } from 'vitest';
import { diceOf } from './dice.ts';
import { Program, Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';

const start = Date.UTC(2026, 2, 2);
const make = (seed: number) => new Scheduler(start, diceOf(seed), new Trace(100));

async function race(seed: number): Promise<{ order: string; hash: string }> {
  const scheduler = make(seed);
  const order: string[] = [];
  const walk = async (name: string): Promise<void> => {
    const program = new Program(scheduler, name);
    for (let step = 0; step < 3; step++) {
      await program.wait(`step ${step}`, 10);
      order.push(name);
    }
  };
  void walk('a');
  void walk('b');
  await scheduler.run(() => order.length === 6, start + 1000);
  return { order: order.join(''), hash: scheduler.trace.hash() };
}

describe('scheduler', () => {
  it('gives the same order and trace for the same seed', async () => {
    expect(await race(7)).toEqual(await race(7));
  });

  it('explores different orders over seeds', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 40; seed++) orders.add((await race(seed)).order);
    expect(orders.size).toBeGreaterThan(5);
  });

  it('ends waits in the order of virtual time, however long they are', async () => {
    const scheduler = make(1);
    const ended: number[] = [];
    for (const ms of [86_400_000, 5, 900, 0]) void scheduler.wait('x', ms).then(() => ended.push(ms));
    await scheduler.run(() => ended.length === 4, start + 100_000_000);
    expect(ended).toEqual([0, 5, 900, 86_400_000]);
    expect(scheduler.now).toBe(start + 86_400_000);
  });

  it('never ends a wait of a program that died, and tells those who watch it', async () => {
    const scheduler = make(1);
    const program = new Program(scheduler, 'tab');
    let went = false;
    const outcome = program.outcome(program.wait('save', 10).then(() => (went = true)));
    void scheduler.wait('kill', 5).then(() => program.kill('by the user'));
    await scheduler.run(() => false, start + 1000);
    expect(await outcome).toEqual({ end: 'dead' });
    expect(went).toBe(false);
  });

  it('crashes a program at the await that is chosen', async () => {
    const scheduler = make(1);
    scheduler.crashWhen = (_, label) => label === 'second';
    const program = new Program(scheduler, 'tab');
    const seen: string[] = [];
    void (async () => {
      for (const label of ['first', 'second', 'third']) {
        await program.wait(label, 1);
        seen.push(label);
      }
    })();
    await scheduler.run(() => false, start + 1000);
    expect(seen).toEqual(['first']);
    expect(program.isAlive).toBe(false);
  });

  it('ends a sleep early when it is aborted', async () => {
    const scheduler = make(1);
    const abort = new AbortController();
    let at = 0;
    void new Program(scheduler, 'tab').sleep('poll', 60_000, abort.signal).then(() => (at = scheduler.now - start));
    void scheduler.wait('online', 20).then(() => abort.abort());
    await scheduler.run(() => at > 0, start + 100_000);
    expect(at).toBe(20);
  });
});
