import { describe, expect, it } from 'vitest';
import { photoLimits } from './photo.ts';
import { fitInto, shrink, type MakeSurface } from './shrink.ts';

interface Seen {
  width: number;
  height: number;
  qualities: number[];
  isReleased: boolean;
}

/** A surface whose pictures take so many bytes a pixel at full quality. */
function surfaces(bytesPerPixel: number): { make: MakeSurface; seen: Seen[] } {
  const seen: Seen[] = [];
  const make: MakeSurface = (width, height) => {
    const made: Seen = { width, height, qualities: [], isReleased: false };
    seen.push(made);
    return {
      pen: {
        fillRect: () => undefined,
        drawImage: () => undefined,
      } as unknown as ReturnType<MakeSurface>['pen'],
      picture: {} as CanvasImageSource,
      encode: (quality) => {
        made.qualities.push(quality);
        return Promise.resolve(new Blob([new Uint8Array(Math.round(width * height * bytesPerPixel * quality))]));
      },
      release: () => {
        made.isReleased = true;
      },
    };
  };
  return { make, seen };
}

const source = {} as CanvasImageSource;

describe('fitInto', () => {
  it('keeps the shape, upright or lying, and never enlarges', () => {
    expect(fitInto(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitInto(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
    expect(fitInto(640, 480, 1600)).toEqual({ width: 640, height: 480 });
    expect(fitInto(20_000, 3, 1600)).toEqual({ width: 1600, height: 1 });
  });
});

describe('shrink', () => {
  it('makes a picture of 1600 and one of 320 at the first quality when they are small enough', async () => {
    const { make, seen } = surfaces(0.1);
    const { width, height, bytes, thumb } = await shrink(source, { width: 4000, height: 3000 }, make);
    expect([width, height]).toEqual([1600, 1200]);
    expect(seen.map((one) => [one.width, one.height])).toEqual([
      [1600, 1200],
      [320, 240],
    ]);
    expect(seen.map((one) => one.qualities)).toEqual([[0.75], [0.75]]);
    expect([bytes.length, thumb.length]).toEqual([144_000, 5760]);
  });

  it('lowers the quality before the size', async () => {
    const { make, seen } = surfaces(0.35);
    const { bytes, width } = await shrink(source, { width: 4000, height: 3000 }, make);
    expect(width).toBe(1600);
    expect(seen[0]?.qualities.length).toBeGreaterThan(1);
    expect(bytes.length).toBeLessThanOrEqual(photoLimits.bytes);
  });

  it.each([0.1, 0.6, 1.5, 4])('keeps to its bytes at %f a pixel and gives every surface back', async (perPixel) => {
    const { make, seen } = surfaces(perPixel);
    const { bytes, thumb } = await shrink(source, { width: 4000, height: 3000 }, make);
    expect(bytes.length).toBeLessThanOrEqual(photoLimits.bytes);
    expect(thumb.length).toBeLessThanOrEqual(photoLimits.thumbBytes);
    expect(seen.every((one) => one.isReleased)).toBe(true);
  });
});
