import { describe, expect, it } from 'vitest';
import { hitTest } from './hit.ts';
import type { MapBuilding, MapSymbol } from './map-data.ts';
import { screenX, screenY, worldSize, worldX, worldY, type Frame } from './mercator.ts';
import { housesOf, placesOf, signsOf } from './scene.ts';
import { symbolCentre } from './symbol-shape.ts';

/** About 1.19 m a pixel at the equator, where a degree is 111 km. */
const scale = worldSize(17);
const frame: Frame = {
  zoom: 17,
  scale,
  left: worldX(0) * scale,
  top: worldY(0) * scale - 400,
  width: 400,
  height: 400,
};
const pixel = 360 / scale;

/** A building whose lower left corner stands at pixels from the frame's lower left one. */
const building = (id: string, x: number, y: number, width: number, height: number): MapBuilding => ({
  id,
  label: id,
  polygon: [
    [x * pixel, y * pixel],
    [(x + width) * pixel, y * pixel],
    [(x + width) * pixel, (y + height) * pixel],
    [x * pixel, (y + height) * pixel],
  ],
});
const symbol = (id: string, x: number, y: number): MapSymbol => ({
  id,
  lng: x * pixel,
  lat: y * pixel,
  shape: 'circle',
  fill: 'solid',
  count: 1,
  label: `${id} due`,
});

const hit = (buildings: MapBuilding[], symbols: MapSymbol[], x: number, y: number): string[] =>
  hitTest(frame, housesOf(buildings), signsOf(symbols), 32, x, 400 - y);

describe('hitTest', () => {
  it('finds nothing on open ground', () => {
    expect(hit([building('a', 10, 10, 40, 40)], [symbol('s', 200, 200)], 350, 350)).toEqual([]);
  });

  it('finds the building under the finger, not its neighbour', () => {
    const row = [building('a', 10, 10, 80, 80), building('b', 92, 10, 80, 80)];
    expect(hit(row, [], 88, 50)).toEqual(['a']);
    expect(hit(row, [], 94, 50)).toEqual(['b']);
  });

  it('prefers the symbol on which it lies to the building beneath', () => {
    expect(hit([building('a', 10, 10, 80, 80)], [symbol('s', 50, 50)], 55, 52)).toEqual(['s']);
  });

  it('gives a small symbol 60 px', () => {
    expect(hit([], [symbol('s', 200, 200)], 229, 200)).toEqual(['s']);
    expect(hit([], [symbol('s', 200, 200)], 231, 200)).toEqual([]);
  });

  it('gives a small building 60 px', () => {
    const small = [building('a', 200, 200, 10, 10)];
    expect(hit(small, [], 229, 205)).toEqual(['a']);
    expect(hit(small, [], 240, 205)).toEqual([]);
  });

  it('offers all that overlap, the nearest first, each once', () => {
    const near = [symbol('far', 220, 200), symbol('close', 188, 200), symbol('close', 184, 200)];
    expect(hit([], near, 203, 222)).toEqual(['close', 'far']);
  });

  it('means the symbols nearby rather than small buildings between them', () => {
    expect(hit([building('a', 196, 222, 4, 4)], [symbol('s', 200, 200)], 200, 220)).toEqual(['s']);
  });

  it('offers symbols that lie upon each other', () => {
    expect(hit([], [symbol('a', 200, 200), symbol('b', 206, 200)], 203, 200)).toEqual(['a', 'b']);
  });
});

describe('symbols of one place', () => {
  it('stand side by side, so that each can be seen and hit', () => {
    const signs = signsOf([symbol('a', 200, 200), symbol('b', 200, 200), symbol('c', 300, 200)]);
    const [a, b, c] = [0, 1, 2].map((i) => symbolCentre(frame, signs, i, 32));
    expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThan(24);
    expect(((a?.x ?? 0) + (b?.x ?? 0)) / 2).toBeCloseTo(screenX(frame, worldX(200 * pixel)), 6);
    expect(c?.x).toBeCloseTo(300, 6);
    expect(a?.y).toBeCloseTo(screenY(frame, worldY(200 * pixel)), 6);
  });
});

describe('placesOf', () => {
  it('names everything once, a symbol speaking for its building, in the order of house numbers', () => {
    const places = placesOf(
      [building('10号楼', 0, 0, 1, 1), building('2号楼', 0, 0, 1, 1)],
      [symbol('2号楼', 0, 0), { ...symbol('2号楼', 0, 0), label: 'help' }],
    );
    expect(places).toEqual([
      { id: '2号楼', label: '2号楼 due · help' },
      { id: '10号楼', label: '10号楼' },
    ]);
  });
});
