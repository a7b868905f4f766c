import { bigramsOf, foldSearched } from '../lib/bigrams.ts';
import { isoOf, msOf, type Iso } from '../lib/time.ts';
import { nextClock } from './clock.ts';
import { standing, type UnitId } from './loop.ts';
import type { WhistleRow } from './whistle.ts';

/**
 * Whose turn a whistle is, of those who hold no rows on their device: a street (9 digits), a district (6), a city
 * (6, ending in 00) or units. Nobody's while it is at the community, or over.
 */
export function holdersOf({ stage, grid, loop }: Pick<WhistleRow, 'stage' | 'grid' | 'loop'>): string[] {
  if (stage === 'street') return [grid.slice(0, 9)];
  if (stage !== 'consulting' && stage !== 'dispatched' && stage !== 'working') return [];
  const isDispatchersTurn =
    stage === 'consulting' || (loop?.handBack ?? null) !== null || (loop?.extension?.agreed ?? null) !== null;
  const dispatcher = loop?.level === 'city' ? `${grid.slice(0, 4)}00` : grid.slice(0, 6);
  const units: UnitId[] =
    stage === 'consulting'
      ? (loop?.consults.filter(({ answer }) => answer === null).map(({ unit }) => unit) ?? [])
      : standing(loop).map(({ unit }) => unit);
  return [...(isDispatchersTurn ? [dispatcher] : []), ...new Set(units)];
}

/** Where no clock runs: it stands last. */
export const noDue = '9999';

/** When the clock that ends first ends and when its last fifth begins; `noDue` where none runs. */
export function dueOf({ clocks }: Pick<WhistleRow, 'clocks'>): { dueAt: string; soonAt: string } {
  const clock = nextClock(clocks);
  return clock ? { dueAt: clock.dueAt, soonAt: lastFifthOf(clock) } : { dueAt: noDue, soonAt: noDue };
}

const lastFifthOf = ({ startedAt, dueAt }: { startedAt: Iso; dueAt: Iso }): Iso =>
  isoOf(Math.ceil(msOf(dueAt) - (msOf(dueAt) - msOf(startedAt)) / 5));

/** Of a category, a street or a community, as lists are asked for it. */
export const categoryKey = (category: string): string => `c:${category}`;
export const areaKey = (area: string): string => `a:${area}`;

/** By what a whistle is found: the pairs of its text, its category, its street and community. */
export const searchKeysOf = ({ text, category, grid }: Pick<WhistleRow, 'text' | 'category' | 'grid'>): string[] => [
  ...bigramsOf(foldSearched(text ?? '')),
  ...(category === null ? [] : [categoryKey(category)]),
  areaKey(grid.slice(0, 9)),
  areaKey(grid.slice(0, 12)),
];
