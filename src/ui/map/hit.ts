import { countOf, distanceToEdge, isInFrame, isInside, screenX, screenY, type Frame } from './mercator.ts';
import type { Houses, Signs } from './scene.ts';
import { symbolCentre } from './symbol-shape.ts';

/** Half of the least touch target, in pixels. */
const hitRadius = 30;

/**
 * What a tap at a pixel of the frame may mean. A tap right on a symbol means it, or right on a building where there is
 * no symbol; beside them, the symbols within a finger's width, or else the buildings. More than one id: ask.
 * @param symbolPx drawn size of a symbol
 */
export function hitTest(frame: Frame, houses: Houses, signs: Signs, symbolPx: number, x: number, y: number): string[] {
  const onSymbol: string[] = [];
  const nearby: { id: string; distance: number }[] = [];
  for (const [i, symbol] of signs.symbols.entries()) {
    const centre = symbolCentre(frame, signs, i, symbolPx);
    const distance = Math.hypot(centre.x - x, centre.y - y);
    if (distance <= symbolPx / 2) onSymbol.push(symbol.id);
    if (distance <= hitRadius) nearby.push({ id: symbol.id, distance });
  }
  if (onSymbol.length > 0) return [...new Set(onSymbol)];
  const besideSymbols = nearby.length > 0;

  const worldPointX = (x + frame.left) / frame.scale;
  const worldPointY = (y + frame.top) / frame.scale;
  for (let i = 0; i < countOf(houses.paths); i++) {
    if (!isInFrame(houses.paths, i, frame, hitRadius)) continue;
    const id = houses.ids[i] ?? '';
    if (isInside(houses.paths, i, worldPointX, worldPointY)) return [id];
    if (besideSymbols) continue;
    const distance = distanceToEdge(houses.paths, i, worldPointX, worldPointY) * frame.scale;
    // A building as large as a finger needs no margin; a small one is given what it lacks.
    if (distance <= hitRadius - halfExtent(frame, houses, i)) nearby.push({ id, distance });
  }
  return [...new Set(nearby.toSorted((a, b) => a.distance - b.distance).map(({ id }) => id))];
}

/** Half of a building's shorter side on the screen. */
function halfExtent(frame: Frame, houses: Houses, i: number): number {
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = houses.paths.bounds.subarray(i * 4, i * 4 + 4);
  return Math.min(screenX(frame, maxX) - screenX(frame, minX), screenY(frame, maxY) - screenY(frame, minY)) / 2;
}
