import { textHash } from './dice.ts';

/**
 * What happened, in order: a rolling hash of everything (two runs of a seed must end with the same), the last
 * events in words, and how often each kind occurred.
 */
export class Trace {
  readonly counts = new Map<string, number>();
  events = 0;
  /** Keeps every line, for `--trace`. */
  readonly lines: string[] = [];
  private readonly keep: number;
  private low = 0x811c9dc5;
  private high = 0x9e3779b9;

  constructor(keep: number) {
    this.keep = keep;
  }

  event(at: number, who: string, what: string): void {
    this.events += 1;
    const line = `${at} ${who} ${what}`;
    this.low = textHash(line, this.low);
    this.high = (Math.imul(this.high, 31) + this.low) >>> 0;
    this.lines.push(line);
    if (this.lines.length > this.keep * 2 && this.keep !== Infinity) this.lines.splice(0, this.keep);
  }

  /** Counts a fault, a record, an epoch: what the summary prints. */
  count(kind: string, by = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + by);
  }

  last(): string[] {
    return this.keep === Infinity ? this.lines : this.lines.slice(-this.keep);
  }

  hash(): string {
    return this.low.toString(16).padStart(8, '0') + this.high.toString(16).padStart(8, '0');
  }
}
