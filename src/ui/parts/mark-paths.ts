/**
 * Marks that are told apart without colour, on a grid of 20. `outline` is stroked, `filled` is filled.
 * ring-dashed: begun · quarter: waiting · half: moving · full: arrived · triangle: refused · diamond: two versions
 */
export const markPaths = {
  'ring-dashed': { outline: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15', filled: '', dashed: true },
  ring: { outline: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15', filled: '', dashed: false },
  quarter: {
    outline: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15',
    filled: 'M10 10V2.5A7.5 7.5 0 0 1 17.5 10z',
    dashed: false,
  },
  half: {
    outline: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15',
    filled: 'M10 2.5a7.5 7.5 0 0 1 0 15z',
    dashed: false,
  },
  full: {
    outline: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15',
    filled: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15',
    dashed: false,
  },
  triangle: { outline: 'M10 2.5L18.5 17.5h-17z', filled: 'M10 2.5L18.5 17.5h-17z', dashed: false },
  diamond: { outline: 'M10 1.5L18.5 10L10 18.5L1.5 10z', filled: 'M10 1.5L18.5 10L10 18.5L1.5 10z', dashed: false },
  'diamond-hollow': { outline: 'M10 1.5L18.5 10L10 18.5L1.5 10z', filled: '', dashed: false },
  square: { outline: 'M3 3h14v14H3z', filled: '', dashed: false },
} as const;

export type MarkShape = keyof typeof markPaths;

/** What a colour may add to a shape and a word; never the only sign. */
export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'quiet';
