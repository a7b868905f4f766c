/**
 * The server's clock, wrapped once. Deadlines, receipts and the order of what is on record are told by it, so it never
 * goes back: where the machine's clock was set back, this one goes on at half speed until the machine's has caught up.
 * A jump either way is told, as clocks of whistles stand on it.
 */
export interface ClockSource {
  /** Milliseconds since 1970 by the machine. */
  wall: () => number;
  /** Milliseconds since anything; never set. */
  monotonic: () => number;
  /** The machine's clock moved by so many milliseconds beside the time that passed. Must not throw. */
  onJump: (byMs: number) => void;
}

const jumpMs = 60_000;

export function makeClock({ wall, monotonic, onJump }: ClockSource): () => number {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  let told = lastWall;
  return () => {
    const nowWall = wall();
    const nowMonotonic = monotonic();
    const elapsed = Math.max(0, nowMonotonic - lastMonotonic);
    const byMs = nowWall - lastWall - elapsed;
    lastWall = nowWall;
    lastMonotonic = nowMonotonic;
    told = Math.max(nowWall, told + elapsed / 2);
    if (Math.abs(byMs) > jumpMs) onJump(Math.round(byMs));
    return Math.floor(told);
  };
}
