import type { Line, Point } from './plane.ts';
import type { Plot } from './plots.ts';
import type { GridPlan } from './town-plan.ts';

/** The drawn town in metres; rows are made of it. */
export interface Drawing {
  grids: { code: string; plan: GridPlan; ring: Line }[];
  buildings: { grid: string; plot: Plot; ring: Line; centre: Point }[];
  roads: { name: string; class: 'arterial' | 'street' | 'lane'; line: Line }[];
  waters: Line[];
  greens: Line[];
}
