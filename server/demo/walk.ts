import { distance, type Point } from './plane.ts';

/**
 * The order in which a grid's buildings are walked: from the south-west corner to the nearest next one, then
 * crossings undone (2-opt).
 * @returns indices of the points, in walking order
 */
export function walkOrder(points: readonly Point[]): number[] {
  const at = (index: number): Point => points[index] ?? [0, 0];
  const left = new Set(points.keys());
  const nearest = (from: Point): number =>
    [...left].reduce((best, index) => (distance(from, at(index)) < distance(from, at(best)) ? index : best));
  const corner: Point = [Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y))];
  const order: number[] = [];
  for (let here = corner; left.size > 0; here = at(order.at(-1) ?? 0)) {
    const next = nearest(here);
    left.delete(next);
    order.push(next);
  }
  return untangled(order, at);
}

function untangled(order: readonly number[], at: (index: number) => Point): number[] {
  let best = [...order];
  const step = (i: number, j: number): number => {
    const [a, b] = [best[i], best[j]];
    return a === undefined || b === undefined ? 0 : distance(at(a), at(b));
  };
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    for (let i = 1; i < best.length - 1; i++)
      for (let j = i + 1; j < best.length; j++)
        if (step(i - 1, j) + step(i, j + 1) < step(i - 1, i) + step(j, j + 1) - 0.01) {
          best = [...best.slice(0, i), ...best.slice(i, j + 1).toReversed(), ...best.slice(j + 1)];
          isBetter = true;
        }
  }
  return best;
}

export function walkLength(points: readonly Point[]): number {
  return points.reduce((sum, point, i) => sum + (i === 0 ? 0 : distance(points[i - 1] ?? point, point)), 0);
}
