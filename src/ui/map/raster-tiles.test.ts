import { describe, expect, it } from 'vitest';
import { worldSize, worldX, worldY } from './mercator.ts';
import { tilesInFrame } from './raster-tiles.ts';

const frameAt = (zoom: number) => ({
  zoom,
  scale: worldSize(zoom),
  left: worldX(118.5) * worldSize(zoom) - 180,
  top: worldY(31.7) * worldSize(zoom) - 300,
  width: 360,
  height: 600,
});

describe('tiles of a frame', () => {
  it('cover it wholly, without gaps', () => {
    const frame = frameAt(16.75);
    const tiles = tilesInFrame(frame);
    expect(Math.min(...tiles.map(({ left }) => left))).toBeLessThanOrEqual(0);
    expect(Math.min(...tiles.map(({ top }) => top))).toBeLessThanOrEqual(0);
    expect(Math.max(...tiles.map(({ left, size }) => left + size))).toBeGreaterThanOrEqual(frame.width);
    expect(Math.max(...tiles.map(({ top, size }) => top + size))).toBeGreaterThanOrEqual(frame.height);
  });

  it('are of the level nearest to the zoom, and no deeper than there are pictures', () => {
    expect(new Set(tilesInFrame(frameAt(16.4)).map(({ z }) => z))).toEqual(new Set([16]));
    expect(tilesInFrame(frameAt(20)).every(({ z, size }) => z === 18 && size === 1024)).toBe(true);
  });

  it('stay few: a phone asks for a dozen or two', () => {
    expect(tilesInFrame(frameAt(17.5)).length).toBeLessThan(30);
  });
});
