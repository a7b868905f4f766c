/**
 * The demo's own randomness: from one integer the same town on every machine. Each part draws from a stream of its
 * own name, so that a change in one leaves the others as they were.
 */
export interface Prng {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [min, max]. */
  int(min: number, max: number): number;
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Picks by weight. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
  shuffled<T>(from: readonly T[]): T[];
  /** About normal, by the sum of four. */
  normal(mean: number, deviation: number): number;
  /** A UUIDv7, formatted here because a demo needs a hundred thousand of them. */
  uuid(atMs: number): string;
}

/** sfc32, seeded by a hash (FNV-1a) of the name with the seed. */
export function prng(seed: number, stream: string): Prng {
  let [a, b, c, counter] = [hash(`a${seed}${stream}`), hash(`b${stream}${seed}`), hash(`c${seed}/${stream}`), 1];
  const word = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) word();
  const next = (): number => word() / 2 ** 32;
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const self: Prng = {
    next,
    int,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (from) => at(from, Math.floor(next() * from.length)),
    weighted(from) {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of from) if ((left -= weight) < 0) return value;
      return at(from, from.length - 1)[0];
    },
    shuffled<T>(from: readonly T[]) {
      const list = [...from];
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(0, i);
        [list[i], list[j]] = [at(list, j), at(list, i)];
      }
      return list;
    },
    normal: (mean, deviation) => mean + (next() + next() + next() + next() - 2) * 1.732 * deviation,
    uuid(atMs) {
      const time = Math.floor(atMs).toString(16).padStart(12, '0');
      const [x, y, z] = [word(), word(), word()].map((bits) => bits.toString(16).padStart(8, '0'));
      const [version, variant] = [`7${x?.slice(0, 3)}`, `${'89ab'.charAt(word() % 4)}${x?.slice(3, 6)}`];
      return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${y}${z?.slice(0, 4)}`;
    },
  };
  return self;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function at<T>(from: readonly T[], index: number): T {
  if (index >= from.length) throw new Error('nothing to pick from');
  return from[index] as T;
}
