import { communityOf } from '../../../../core/grid/grid.ts';
import { categoryWords } from '../../../features/whistle/category-words.ts';
import { language } from '../../../live/texts.ts';
import { dateWords, momentWords } from '../../../live/time-words.ts';
import { clockTime } from '../../../live/time-words.ts';
import { deskWhistleTexts } from '../whistle-texts.ts';
import { lastDayOf } from '../inbox/clock-arithmetic.ts';
import type { ListedWhistle } from './list-wire.ts';

export const listedPlace = ({ grid, names }: ListedWhistle): string =>
  [names.community ?? communityOf(grid), names.grid ?? grid.slice(12)].join(' · ');

export const listedCategory = ({ category, names }: ListedWhistle): string =>
  names.category?.[language.value] ?? categoryWords(undefined, category);

export const listedClock = (whistle: ListedWhistle) =>
  whistle.clocks.filter(({ state }) => state === 'running').toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];

/** A term that ends at midnight ends with the day before. */
export const listedDue = (dueAt: ListedWhistle['raisedAt']): string =>
  clockTime(dueAt) === '00:00'
    ? deskWhistleTexts[language.value].endOfDay(dateWords(lastDayOf(dueAt)))
    : momentWords(dueAt);
