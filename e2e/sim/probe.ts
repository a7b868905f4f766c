/**
 * Numbers every await of every program, and every answer on its way to one, and strikes at one of them.
 *
 * Each call of a port waits before it takes effect and again before its answer is heard, so killing at each await in turn
 * is dying before the call, and after it without knowing. `lost`: the call took effect, its program lives, and the answer
 * never comes. `power`: the whole device dies and what its disk had not written yet is gone.
 */
export interface Stroke {
  what: 'kill' | 'power' | 'lost';
  at: number;
}

export class Probe {
  /** Awaits and answers so far: after a calm run, the places at which to strike. */
  awaits = 0;
  answers = 0;
  /** Of the awaits, those of a phone or desk: power is lost there alone. */
  readonly deviceAwaits: number[] = [];
  /** What it struck. */
  struck: string | null = null;
  private readonly stroke: Stroke | null;

  constructor(stroke: Stroke | null) {
    this.stroke = stroke;
  }

  get isPowerLost(): boolean {
    return this.stroke?.what === 'power';
  }

  kills(program: string, label: string): boolean {
    this.awaits += 1;
    if (!program.startsWith('server')) this.deviceAwaits.push(this.awaits);
    return this.stroke?.what !== 'lost' && this.strikes(this.awaits, `${program} at ${label}`);
  }

  loses(what: string): boolean {
    this.answers += 1;
    return this.stroke?.what === 'lost' && this.strikes(this.answers, `the answer to ${what}`);
  }

  private strikes(count: number, what: string): boolean {
    if (this.stroke?.at !== count) return false;
    this.struck = what;
    return true;
  }
}
