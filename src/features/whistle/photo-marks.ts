import type { PayloadOf } from '../../../core/protocol/payloads.ts';
import type { MediaHash, PhotoMark } from '../../../core/whistle/whistle.ts';

/**
 * Marks on a photo: drawn beside it, never into it. A point is a share of the picture's width and height. A mark is
 * made of two points, whether a finger draws from one to the other or taps both.
 */
export type MarkShape = PhotoMark['shape'];
export type MarkPoint = PhotoMark['from'];

/** As many as one whistle may carry. */
export const mostMarks = 60;

const least = 0.04;
const usual = 0.12;
const within = (share: number): number => Math.min(1, Math.max(0, share));

/** Two taps on one spot ask for a mark of the usual size around it; an arrow then comes from below left. */
export function markOf(photo: MediaHash, shape: MarkShape, from: MarkPoint, to: MarkPoint): PhotoMark {
  const isSpot = Math.abs(from[0] - to[0]) < least && Math.abs(from[1] - to[1]) < least;
  if (!isSpot) return { photo, shape, from: rounded(from), to: rounded(to) };
  const tail: MarkPoint = [to[0] - usual, to[1] + usual];
  const corners: [MarkPoint, MarkPoint] = shape === 'arrow' ? [tail, to] : [tail, [to[0] + usual, to[1] - usual]];
  return { photo, shape, from: rounded(corners[0]), to: rounded(corners[1]) };
}

/** A ten-thousandth is finer than a pixel; more digits would only make the record long. */
const rounded = ([x, y]: MarkPoint): MarkPoint => [
  Math.round(within(x) * 1e4) / 1e4,
  Math.round(within(y) * 1e4) / 1e4,
];

export const marksOn = (marks: readonly PhotoMark[], photo: MediaHash): PhotoMark[] =>
  marks.filter((mark) => mark.photo === photo);

/** The marks of one photo become these; those of the others stay. */
export const withMarksOn = (
  marks: readonly PhotoMark[],
  photo: MediaHash,
  after: readonly PhotoMark[],
): PhotoMark[] => [...marks.filter((mark) => mark.photo !== photo), ...after];

/** What became of the photos: a mark does not outlive its photo. */
export const marksOf = (marks: readonly PhotoMark[], photos: readonly MediaHash[]): PhotoMark[] =>
  marks.filter((mark) => photos.includes(mark.photo));

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In the picture's own units. */
export function boxOf({ from, to }: PhotoMark, width: number, height: number): Box {
  return {
    x: Math.min(from[0], to[0]) * width,
    y: Math.min(from[1], to[1]) * height,
    width: Math.abs(from[0] - to[0]) * width,
    height: Math.abs(from[1] - to[1]) * height,
  };
}

/** An arrow's line with its two barbs, as an SVG path. */
export function arrowPath({ from, to }: PhotoMark, width: number, height: number): string {
  const [x1, y1, x2, y2] = [from[0] * width, from[1] * height, to[0] * width, to[1] * height];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = Math.min(Math.hypot(x2 - x1, y2 - y1) / 2, Math.max(width, height) / 14);
  const end = (turn: number) => `${at(x2 - barb * Math.cos(angle + turn))} ${at(y2 - barb * Math.sin(angle + turn))}`;
  return `M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}M${end(0.5)}L${at(x2)} ${at(y2)}L${end(-0.5)}`;
}

const at = (units: number): number => Math.round(units * 10) / 10;

type SentMark = NonNullable<PayloadOf<'whistle.raise'>['marks']>[number];

/** As a record carries them. */
export const markPayload = (marks: readonly PhotoMark[]): SentMark[] =>
  marks.map(({ from, to, ...mark }) => ({ ...mark, from: [...from], to: [...to] }));
