import type { SymbolShape } from './map-data.ts';
import { screenX, screenY, type Frame } from './mercator.ts';
import type { Signs } from './scene.ts';

/** Outlines on a grid of 32, the same on the canvas and in the legend. `number` is the height at which a count stands. */
export const symbolShapes: Record<SymbolShape, { path: string; number: number; half: number }> = {
  circle: { path: 'M16 2a14 14 0 1 0 0 28a14 14 0 0 0 0-28z', number: 16.5, half: 16 },
  square: {
    path: 'M6 3h20a3 3 0 0 1 3 3v20a3 3 0 0 1-3 3h-20a3 3 0 0 1-3-3v-20a3 3 0 0 1 3-3z',
    number: 16.5,
    half: 16,
  },
  triangle: { path: 'M16 1.5L31 28.5a1.5 1.5 0 0 1-1.3 2H2.3a1.5 1.5 0 0 1-1.3-2z', number: 22, half: 20 },
};

export const symbolColours: Record<SymbolShape, string> = {
  circle: '#0072b2',
  square: '#00704f',
  triangle: '#b34700',
};

/** Drawn size in pixels: a little smaller where many stand close together, larger for weak eyes. */
export const symbolSize = (zoom: number, isElder: boolean): number => (zoom < 17 ? 28 : 32) + (isElder ? 6 : 0);

/** Where symbol `i` is drawn: at its place, or beside the others that share it. */
export const symbolCentre = (frame: Frame, signs: Signs, i: number, symbolPx: number): { x: number; y: number } => ({
  x: screenX(frame, signs.x[i] ?? 0) + (signs.shift[i] ?? 0) * symbolPx * 0.86,
  y: screenY(frame, signs.y[i] ?? 0),
});
