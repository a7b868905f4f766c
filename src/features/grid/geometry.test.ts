import { describe, expect, it } from 'vitest';
import type { LngLat } from '../../../core/grid/grid.ts';
import { metresBetween } from '../../../core/grid/distance.ts';
import { isInside } from './geometry.ts';

const ring: LngLat[] = [
  [118, 31],
  [118.01, 31],
  [118.01, 31.01],
  [118, 31.01],
];

describe('positions in a grid', () => {
  it('tells inside from outside, also beside a dent', () => {
    expect(isInside([118.005, 31.005], ring)).toBe(true);
    expect(isInside([118.02, 31.005], ring)).toBe(false);
    const dented: LngLat[] = [...ring, [118.005, 31.005]];
    expect(isInside([118.001, 31.005], dented)).toBe(false);
    expect(isInside([118.008, 31.005], dented)).toBe(true);
  });

  it('holds nothing inside a boundary that is not drawn', () => {
    expect(isInside([118, 31], [])).toBe(false);
  });

  it('measures in metres', () => {
    expect(metresBetween([118, 31], [118, 31.001])).toBeCloseTo(111.3, 0);
    expect(metresBetween([118, 31], [118.001, 31])).toBeCloseTo(95.4, 0);
  });
});
