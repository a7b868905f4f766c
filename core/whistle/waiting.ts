import { bigramsOf, foldSearched } from '../lib/bigrams.ts';
import { isoOf, msOf, type Iso } from '../lib/time.ts';
import { nextClock } from './clock.ts';
import { isAsked, standing, type UnitId } from './loop.ts';
import { openStages } from './stage.ts';
import type { WhistleRow } from './whistle.ts';

type Waiting = Pick<WhistleRow, 'stage' | 'grid' | 'loop' | 'emergency' | 'clocks'>;

/**
 * Whose turn a whistle is, of those who hold no rows on their device: a street (9 digits), a district (6), a city
 * (6, ending in 00) or units. Nobody's while it is at the community, unless the answer to an emergency was missed, and
 * nobody's once it is over.
 */
export function holdersOf(whistle: Waiting): string[] {
  const { grid, loop } = whistle;
  const dispatcher = loop?.level === 'city' ? `${grid.slice(0, 4)}00` : grid.slice(0, 6);
  return [
    ...(isStreetsTurn(whistle) ? [grid.slice(0, 9)] : []),
    ...(isDispatchersTurn(whistle) ? [dispatcher] : []),
    ...new Set(unitsWhoseTurn(whistle)),
  ];
}

/** Where an emergency went straight to the units, its papers wait. */
const isStreetsTurn = (whistle: Waiting): boolean =>
  whistle.stage === 'street' ||
  isRinging(whistle) ||
  (openStages.includes(whistle.stage) &&
    whistle.clocks.some(({ name, endedAt }) => name === 'papers' && endedAt === null));

function isDispatchersTurn(whistle: Waiting): boolean {
  const { stage, loop } = whistle;
  if (stage !== 'dispatched' && stage !== 'working') return stage === 'consulting' || isRinging(whistle);
  return (loop?.handBack ?? null) !== null || (loop?.extension?.agreed ?? null) !== null;
}

function unitsWhoseTurn({ stage, loop }: Waiting): UnitId[] {
  switch (stage) {
    case 'consulting':
      return (
        loop?.consults
          .filter(({ unit, answer }) => answer === null && isAsked({ stage, loop }, unit))
          .map(({ unit }) => unit) ?? []
      );
    case 'dispatched':
    case 'working':
      return standing(loop).map(({ unit }) => unit);
    default:
      return [];
  }
}

/** The answer to an emergency was missed, and time has pressed (within its minute): street and dispatcher may sound it. */
const isRinging = ({ stage, emergency, clocks }: Waiting): boolean =>
  stage === 'community' &&
  emergency &&
  clocks.some(({ name, state, pressed = [] }) => name === 'answer' && (state === 'missed' || pressed.length > 0));

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
