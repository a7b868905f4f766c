import { lay, tilt, type Line, type Point } from './plane.ts';
import type { Plot } from './plots.ts';

/** A building's outline on the ground, in metres: rigid, turned with the streets around it. */
export function footprintOf(plot: Plot): Line {
  const [x, y] = lay(plot.at);
  const angle = tilt(plot.at) + plot.turn;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return outline(plot).map(([a, b]): Point => [x + a * cos - b * sin, y + a * sin + b * cos]);
}

/** In metres about the centre; south (the sunny side) is negative. */
function outline({ shape, length, depth, units }: Plot): Line {
  const [a, b] = [length / 2, depth / 2];
  switch (shape) {
    case 'bar':
      return [
        [-a, -b],
        [a, -b],
        [a, b],
        [-a, b],
      ];
    case 'stairs':
      return [[-a, -b], [a, -b], [a, b - 1.4], ...stairwells(length, b, units), [-a, b - 1.4]];
    case 'tower':
      return [
        [-a, -b],
        [-a * 0.28, -b],
        [-a * 0.28, -b * 0.62],
        [a * 0.28, -b * 0.62],
        [a * 0.28, -b],
        [a, -b],
        [a, b * 0.45],
        [a * 0.45, b * 0.45],
        [a * 0.45, b],
        [-a * 0.45, b],
        [-a * 0.45, b * 0.45],
        [-a, b * 0.45],
      ];
    case 'ell':
      return [
        [-a, -b],
        [a, -b],
        [a, b * 0.2],
        [a * 0.15, b * 0.2],
        [a * 0.15, b],
        [-a, b],
      ];
    case 'court':
      return [
        [-a, -b],
        [-a * 0.45, -b],
        [-a * 0.45, b * 0.2],
        [a * 0.45, b * 0.2],
        [a * 0.45, -b],
        [a, -b],
        [a, b],
        [-a, b],
      ];
  }
}

/** Each unit's stairs stand out to the north. */
function stairwells(length: number, b: number, units: number): Point[] {
  const width = length / units;
  return Array.from({ length: units }, (_, i) => length / 2 - (i + 0.5) * width).flatMap((middle): Point[] => [
    [middle + 1.9, b - 1.4],
    [middle + 1.9, b],
    [middle - 1.9, b],
    [middle - 1.9, b - 1.4],
  ]);
}
