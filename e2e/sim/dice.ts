/**
 * All chance of a run comes from here: one seed, split into streams by name, so that a die thrown more in one place
 * moves nothing in another. sfc32 with a splitmix start: small, fast, the same on every machine.
 */
export interface Dice {
  /** In [0, 1). */
  fraction(): number;
  /** An integer from `from` to `to`, both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  bytes(count: number): Uint8Array;
  /** An independent stream. */
  stream(name: string): Dice;
}

export function diceOf(seed: number, name = ''): Dice {
  let mixed = (seed ^ textHash(name)) >>> 0;
  const start = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) | 0;
  };
  let a = start();
  let b = start();
  let c = start();
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();

  const fraction = (): number => next() / 4_294_967_296;
  const between = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    between,
    chance: (probability) => fraction() < probability,
    pick<T>(items: readonly T[]): T {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 0xff),
    stream: (part) => diceOf(seed, `${name}/${part}`),
  };
}

/** FNV-1a of a text, 32 bits. */
export function textHash(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
