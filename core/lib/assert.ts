/** States what must hold here; a bug throws. */
export function assert(claim: unknown, what: string): asserts claim {
  if (!claim) throw new Error(`does not hold: ${what}`);
}
