import { describe, expect, it } from 'vitest';
import { clip, Room } from './draw-labels.ts';
import { roundScale } from './scale.ts';

describe('Room', () => {
  it('is given once; what overlaps is refused, what touches is not', () => {
    const room = new Room();
    expect(room.take(50, 50, 20, 10)).toBe(true);
    expect(room.take(60, 55, 20, 10)).toBe(false);
    expect(room.take(70, 50, 20, 10)).toBe(true);
  });

  it('is kept for symbols even where they overlap', () => {
    const room = new Room();
    room.block(50, 50, 20, 20);
    room.block(60, 50, 20, 20);
    expect(room.take(68, 50, 2, 2)).toBe(false);
  });
});

describe('clip', () => {
  const frame = { width: 100, height: 50 };

  it('keeps what is in sight', () => {
    expect(clip(frame, 10, 10, 90, 40)).toEqual([10, 10, 90, 40]);
    expect(clip(frame, -100, 25, 200, 25)).toEqual([0, 25, 100, 25]);
  });

  it('leaves out what is not', () => {
    expect(clip(frame, -10, -10, 110, -1)).toBeNull();
    expect(clip(frame, 120, 0, 120, 50)).toBeNull();
  });
});

describe('roundScale', () => {
  it.each([
    [1, 112, 100],
    [0.5, 112, 50],
    [0.35, 112, 30],
    [0.2, 112, 20],
    [40, 112, 3000],
  ])('takes the longest round length at %f m a pixel', (metresPerPixel, mostPx, metres) => {
    const scale = roundScale(metresPerPixel, mostPx);
    expect(scale.metres).toBe(metres);
    expect(scale.px).toBeLessThanOrEqual(mostPx);
    expect(scale.px).toBeGreaterThan(mostPx / 2);
  });
});
