import { describe, expect, it } from 'vitest';
import {
  distanceToEdge,
  isInFrame,
  isInside,
  metresPerPixel,
  projectPaths,
  screenX,
  screenY,
  worldSize,
  worldX,
  worldY,
} from './mercator.ts';

describe('mercator', () => {
  it('puts the middle of the world in the middle and its corners at the edges', () => {
    expect([worldX(0), worldY(0)]).toEqual([0.5, 0.5]);
    expect([worldX(-180), worldX(180)]).toEqual([0, 1]);
    expect(worldY(85.0511287798)).toBeCloseTo(0, 9);
    expect(worldY(-85.0511287798)).toBeCloseTo(1, 9);
  });

  it('agrees with the tile numbers of web maps', () => {
    // Tile of 118.5 E, 31.7 N at zoom 16, worked out by the other form of the formula, with asinh and tan.
    expect(Math.floor((worldX(118.5) * worldSize(16)) / 256)).toBe(54340);
    expect(Math.floor((worldY(31.7) * worldSize(16)) / 256)).toBe(26678);
  });

  it('stays inside its square at and beyond the poles', () => {
    expect(worldY(90)).toBeCloseTo(0, 9);
    expect(worldY(-90)).toBeCloseTo(1, 9);
  });

  it('measures a pixel', () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(156_543.03, 1);
    expect(metresPerPixel(60, 17)).toBeCloseTo(metresPerPixel(0, 18), 6);
  });
});

describe('paths', () => {
  const paths = projectPaths([
    [],
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    [
      [20, 0],
      [30, 0],
      [25, 10],
    ],
  ]);

  it('keeps each line apart, empty ones too', () => {
    expect([...paths.starts]).toEqual([0, 0, 4, 7]);
    expect(paths.xy.length).toBe(14);
    expect(paths.bounds[4]).toBe(worldX(0));
    expect(paths.bounds[6]).toBe(worldX(10));
  });

  it('knows what lies inside a ring', () => {
    expect(isInside(paths, 1, worldX(5), worldY(5))).toBe(true);
    expect(isInside(paths, 1, worldX(11), worldY(5))).toBe(false);
    expect(isInside(paths, 2, worldX(21), worldY(8))).toBe(false);
    expect(isInside(paths, 0, worldX(5), worldY(5))).toBe(false);
  });

  it('measures to the nearest edge, from inside and from outside', () => {
    expect(distanceToEdge(paths, 1, worldX(9), worldY(4))).toBeCloseTo(1 / 360, 9);
    expect(distanceToEdge(paths, 1, worldX(12), worldY(4))).toBeCloseTo(2 / 360, 9);
    expect(distanceToEdge(paths, 0, 0, 0)).toBe(Infinity);
  });

  it('leaves out what the frame does not show', () => {
    const scale = worldSize(4);
    const frame = { zoom: 4, scale, left: worldX(-5) * scale, top: worldY(20) * scale, width: 200, height: 300 };
    expect(screenX(frame, worldX(-5))).toBe(0);
    expect(screenY(frame, worldY(20))).toBe(0);
    expect(isInFrame(paths, 1, frame)).toBe(true);
    expect(isInFrame(paths, 2, frame)).toBe(false);
    expect(isInFrame(paths, 2, frame, 200)).toBe(true);
    expect(isInFrame(paths, 0, frame)).toBe(false);
  });
});
