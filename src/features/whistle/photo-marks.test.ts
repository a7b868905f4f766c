import { describe, expect, it } from 'vitest';
import { payloads } from '../../../core/protocol/payloads.ts';
import { testGrid, testNow, whistleId } from '../../../core/testing/builders.ts';
import { arrowPath, boxOf, markOf, marksOf, marksOn, withMarksOn } from './photo-marks.ts';

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];

describe('marks on a photo', () => {
  it('lie between two points, whichever comes first', () => {
    const mark = markOf(one, 'circle', [0.75, 0.5], [0.25, 0.75]);
    expect(boxOf(mark, 1600, 1200)).toEqual({ x: 400, y: 600, width: 800, height: 300 });
  });

  it('made by two taps on one spot have a size that can be seen', () => {
    const circle = markOf(one, 'circle', [0.5, 0.5], [0.51, 0.5]);
    expect(boxOf(circle, 100, 100).width).toBeCloseTo(24, 5);
    const arrow = markOf(one, 'arrow', [0.5, 0.5], [0.5, 0.5]);
    expect(arrow).toMatchObject({ from: [0.38, 0.62], to: [0.5, 0.5] });
  });

  it('never leave the picture, and the record takes every one', () => {
    for (const shape of ['circle', 'arrow', 'blur'] as const) {
      const marks = [markOf(one, shape, [-0.2, 1.4], [3, -1]), markOf(one, shape, [0, 0], [0, 0])];
      const payload = {
        whistle: whistleId(1),
        grid: testGrid,
        category: null,
        text: 'x',
        emergency: false,
        place: null,
      };
      const checked = payloads['whistle.raise'].safeParse({
        ...payload,
        photos: [one],
        marks,
        household: null,
        occurredAt: testNow,
      });
      expect(checked.success).toBe(true);
    }
  });

  it('of one photo change without those of another', () => {
    const first = markOf(one, 'circle', [0, 0], [1, 1]);
    const second = markOf(two, 'blur', [0, 0], [1, 1]);
    const after = withMarksOn([first, second], one, [first, first]);
    expect(marksOn(after, one)).toHaveLength(2);
    expect(marksOn(after, two)).toEqual([second]);
    expect(marksOf(after, [two])).toEqual([second]);
  });

  it('draw an arrow whose barbs end at its tip', () => {
    expect(arrowPath(markOf(one, 'arrow', [0, 0.5], [1, 0.5]), 140, 140)).toBe(
      'M0 70L140 70M131.2 65.2L140 70L131.2 74.8',
    );
  });
});
