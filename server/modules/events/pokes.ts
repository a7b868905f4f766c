/**
 * Who is told that a scope moved. Pokes carry no data, and may be lost or doubled: whoever misses one learns the
 * same at the next pull. `publish` is called after COMMIT, never inside a transaction, and never fails its caller.
 */
import type { Poke } from '../../../core/protocol/pull.ts';

export interface Pokes {
  publish(pokes: readonly Poke[]): void;
  /** @returns stops it */
  subscribe(listener: (pokes: readonly Poke[]) => void): () => void;
}

/** Carries pokes to the other servers of the same database, and theirs to this one. */
export interface PokeWire {
  send(pokes: readonly Poke[]): void;
  onArrival(listener: (pokes: readonly Poke[]) => void): void;
}

export function makePokes(wire?: PokeWire): Pokes {
  const listeners = new Set<(pokes: readonly Poke[]) => void>();
  const tell = (pokes: readonly Poke[]): void => {
    for (const listener of listeners) listener(pokes);
  };
  wire?.onArrival(tell);
  return {
    publish(pokes) {
      if (pokes.length === 0) return;
      tell(pokes);
      wire?.send(pokes);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
