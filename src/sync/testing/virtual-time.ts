import type { Clock, Random } from '../ports.ts';

/** A clock that moves when a test says so; whoever sleeps is woken in order. */
export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #sleepers: { at: number; wake: () => void }[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#sleepers.push({ at: this.#nowMs + ms, wake: resolve });
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The device's clock is set: nobody wakes. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  async pass(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    await settled();
    for (;;) {
      const next = this.#sleepers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.wake();
      await settled();
    }
    this.#nowMs = end;
    await settled();
  }
}

/** Everything that can go on without time passing has gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 400; i++) await Promise.resolve();
}

/** The same bytes in every run. */
export function countingRandom(): Random {
  let n = 0;
  return {
    bytes(count) {
      n += 1;
      const bytes = new Uint8Array(count);
      new DataView(bytes.buffer).setUint32(count - 4, n);
      return bytes;
    },
    fraction: () => 0.5,
  };
}
