import type { Dice } from './dice.ts';
import type { Trace } from './trace.ts';

/**
 * The only source of time and order. Whatever a simulated program asks of the outside world is a wait here; one
 * wait ends at a time, in the order of virtual time with ties broken by the seed, and all microtasks that follow
 * run out before the next one ends. So an interleaving is a function of the seed, and a program is in no other place
 * than at one of its waits when the next thing happens.
 *
 * A program (tab, service worker, server) is a `Program`: killed, none of its waits ever ends, and whatever it still
 * asks for stays unanswered: that is a crash at this await. Which await, the seed says (`crashWhen`).
 */
export class Scheduler {
  /** True time, in ms since 1970; devices add their own error. */
  now: number;
  readonly trace: Trace;
  /** Asked at each end of a wait: shall this program die here instead? */
  crashWhen: (program: Program, label: string) => boolean = () => false;
  /** Called with each program that died. */
  crashed: (program: Program, label: string) => void = () => {};
  private readonly ties: Dice;
  private readonly heap: Wait[] = [];
  private settled: (() => void)[] = [];
  private sinceTurn = 0;

  constructor(start: number, dice: Dice, trace: Trace) {
    this.now = start;
    this.ties = dice.stream('ties');
    this.trace = trace;
  }

  /** Ends after that time; belongs to nobody, so nothing can kill it. */
  wait(label: string, ms: number): Promise<void> {
    return new Promise((resolve) => this.add(null, label, ms, resolve));
  }

  /** Calls back once everything that follows from the present event has run. */
  whenSettled(callback: () => void): void {
    this.settled.push(callback);
  }

  add(program: Program | null, label: string, ms: number, end: () => void): void {
    push(this.heap, {
      at: this.now + Math.max(0, Math.ceil(ms)),
      tie: this.ties.fraction(),
      program,
      label,
      end,
    });
  }

  /** Runs until `done` says so, nothing waits any more, or time passed `until`. @returns whether `done` said so */
  async run(done: () => boolean, until: number): Promise<boolean> {
    await this.settle();
    let isDone = done();
    while (!isDone) {
      const next = this.heap[0];
      if (!next || next.at > until) break;
      pop(this.heap);
      this.now = Math.max(this.now, next.at);
      await this.end(next);
      isDone = done();
    }
    await turn();
    return isDone;
  }

  private async end(wait: Wait): Promise<void> {
    const { program, label } = wait;
    if (program && !program.isAlive) return;
    this.trace.event(this.now, program?.name ?? '-', label);
    if (program && this.crashWhen(program, label)) {
      program.kill(`at ${label}`);
      this.crashed(program, label);
    } else wait.end();
    await this.settle();
  }

  private async settle(): Promise<void> {
    // Rejections that nobody awaited are only told between turns of the event loop.
    this.sinceTurn = (this.sinceTurn + 1) % 256;
    await (this.sinceTurn === 0 ? turn() : quiet());
    while (this.settled.length > 0) {
      const callbacks = this.settled;
      this.settled = [];
      for (const callback of callbacks) callback();
      await quiet();
    }
  }
}

/** All microtasks have run: Node takes the next tick only then, which is far cheaper than a turn of its event loop. */
const quiet = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One running program with its own fate. */
export class Program {
  readonly name: string;
  isAlive = true;
  private readonly scheduler: Scheduler;
  private readonly whenDead = new Set<() => void>();

  constructor(scheduler: Scheduler, name: string) {
    this.scheduler = scheduler;
    this.name = name;
  }

  /** A wait of this program: it never ends once the program is dead. */
  wait(label: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.isAlive) this.scheduler.add(this, label, ms, resolve);
    });
  }

  /** The same, ended early by an abort. */
  sleep(label: string, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isAlive) return;
      if (signal?.aborted) return this.scheduler.add(this, `${label} aborted`, 0, resolve);
      let isOver = false;
      const end = (): void => {
        if (isOver) return;
        isOver = true;
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => this.scheduler.add(this, `${label} aborted`, 0, end);
      signal?.addEventListener('abort', abort, { once: true });
      this.scheduler.add(this, label, ms, end);
    });
  }

  kill(why: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.scheduler.trace.event(this.scheduler.now, this.name, `dies ${why}`);
    const callbacks = [...this.whenDead];
    this.whenDead.clear();
    for (const callback of callbacks) callback();
  }

  /** @returns forgets it again */
  onDeath(callback: () => void): () => void {
    if (this.isAlive) this.whenDead.add(callback);
    else callback();
    return () => this.whenDead.delete(callback);
  }

  /** What somebody outside (the user, the network) sees of this program's promise: `dead` when it dies first. */
  outcome<T>(promise: Promise<T>): Promise<Outcome<T>> {
    const { promise: seen, resolve } = Promise.withResolvers<Outcome<T>>();
    const forget = this.onDeath(() => resolve({ end: 'dead' }));
    const settle = async (): Promise<void> => {
      let outcome: Outcome<T>;
      try {
        outcome = { end: 'value', value: await promise };
      } catch (error) {
        outcome = { end: 'error', error };
      }
      forget();
      if (this.isAlive) resolve(outcome);
    };
    void settle();
    return seen;
  }
}

export type Outcome<T> = { end: 'value'; value: T } | { end: 'error'; error: unknown } | { end: 'dead' };

interface Wait {
  at: number;
  tie: number;
  program: Program | null;
  label: string;
  end: () => void;
}

const isBefore = (a: Wait, b: Wait): boolean => a.at < b.at || (a.at === b.at && a.tie < b.tie);

function push(heap: Wait[], wait: Wait): void {
  let i = heap.push(wait) - 1;
  while (i > 0) {
    const up = (i - 1) >> 1;
    const parent = heap[up];
    if (!parent || !isBefore(wait, parent)) break;
    heap[i] = parent;
    i = up;
  }
  heap[i] = wait;
}

function pop(heap: Wait[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let i = 0;
  for (;;) {
    let least = 2 * i + 1;
    let child = heap[least];
    if (!child) break;
    const right = heap[least + 1];
    if (right && isBefore(right, child)) {
      least += 1;
      child = right;
    }
    if (!isBefore(child, last)) break;
    heap[i] = child;
    i = least;
  }
  heap[i] = last;
}
