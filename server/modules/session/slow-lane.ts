import { setTimeout as sleep } from 'node:timers/promises';

const slowMs = 2_000;
const atOnce = 4;

/**
 * Where attempts for a name go that too many guess at: each takes two seconds longer, four at a time. So guesses from
 * a thousand addresses come to two a second, and whoever knows the password still gets in.
 */
export class SlowLane {
  readonly #waiting = new Map<string, number>();
  readonly seconds = slowMs / 1000;

  /** @returns false where the lane is full: ask again */
  async pass(username: string): Promise<boolean> {
    const ahead = this.#waiting.get(username) ?? 0;
    if (ahead >= atOnce) return false;
    this.#waiting.set(username, ahead + 1);
    try {
      await sleep(slowMs);
      return true;
    } finally {
      const left = (this.#waiting.get(username) ?? 1) - 1;
      if (left > 0) this.#waiting.set(username, left);
      else this.#waiting.delete(username);
    }
  }
}
