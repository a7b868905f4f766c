import { median } from './statistics.ts';

/** One line of the output. */
export interface Figure {
  bench: string;
  value: number;
  unit: string;
  /** What `ratio` = value / that one's value compares with; null for a plain figure. */
  ratioTo: string | null;
  ratio: number | null;
  [detail: string]: unknown;
}

/** Values of one figure, by what they were measured on: one of each run. */
export type Measured = ReadonlyMap<string, readonly number[]>;

/** The median of `of` with the medians of the others in the same runs beside it, and the ratio to the floor. */
export function comparedFigure(
  bench: string,
  unit: string,
  measured: Measured,
  of: string,
  floor: string,
  detail: Record<string, unknown> = {},
): Figure {
  const medianOf = (name: string): number => median(measured.get(name) ?? []);
  const others = [...measured.keys()].filter((name) => name !== of);
  return {
    bench,
    value: rounded(medianOf(of)),
    unit,
    ratioTo: floor,
    ratio: rounded(medianOf(of) / medianOf(floor)),
    ...Object.fromEntries(others.map((name) => [name, rounded(medianOf(name))])),
    runs: measured.get(of)?.length ?? 0,
    ...detail,
  };
}

const rounded = (value: number): number => Number(value.toPrecision(3));
