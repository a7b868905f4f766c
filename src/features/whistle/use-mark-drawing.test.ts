import { describe, expect, it } from 'vitest';
import type { MarkPoint } from './photo-marks.ts';
import { useMarkDrawing } from './use-mark-drawing.ts';

function begin() {
  const marks: [MarkPoint, MarkPoint][] = [];
  return { marks, drawing: useMarkDrawing((from, to) => marks.push([from, to])) };
}

describe('drawing a mark', () => {
  it('goes from where the finger came down to where it left', () => {
    const { marks, drawing } = begin();
    drawing.down([0.1, 0.2]);
    drawing.move([0.3, 0.3]);
    expect([drawing.from.value, drawing.to.value]).toEqual([
      [0.1, 0.2],
      [0.3, 0.3],
    ]);
    drawing.up([0.5, 0.6], false);
    expect(marks).toEqual([
      [
        [0.1, 0.2],
        [0.5, 0.6],
      ],
    ]);
    expect(drawing.from.value).toBeNull();
  });

  it('needs no dragging: one tap sets the first point, the next the second', () => {
    const { marks, drawing } = begin();
    for (const at of [
      [0.1, 0.1],
      [0.8, 0.9],
    ] satisfies MarkPoint[]) {
      drawing.down(at);
      drawing.up(at, true);
    }
    expect(marks).toEqual([
      [
        [0.1, 0.1],
        [0.8, 0.9],
      ],
    ]);
  });

  it('needs no pointer: arrow keys move a cross, Enter sets the points, Escape gives the first one up', () => {
    const { marks, drawing } = begin();
    expect(drawing.key('Enter', false)).toBe(true);
    drawing.key('ArrowRight', true);
    drawing.key('ArrowDown', false);
    expect(drawing.to.value).toEqual([0.6, 0.52]);
    drawing.key(' ', false);
    expect(marks).toEqual([
      [
        [0.5, 0.5],
        [0.6, 0.52],
      ],
    ]);
    drawing.key('Enter', false);
    expect(drawing.key('Escape', false)).toBe(true);
    expect(drawing.from.value).toBeNull();
    // Nothing is under way: Escape then closes what the drawing stands in.
    expect(drawing.key('Escape', false)).toBe(false);
    expect(drawing.key('Tab', false)).toBe(false);
  });

  it('that the system took away is given up', () => {
    const { marks, drawing } = begin();
    drawing.down([0.1, 0.1]);
    drawing.move([0.5, 0.5]);
    drawing.cancel();
    drawing.up([0.5, 0.5], false);
    expect(marks).toEqual([]);
  });
});
