import { hourMs, isoOf, msOf, type Iso } from '../../../core/lib/time.ts';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';

/**
 * Which categories stand as tiles under the photo: those that this worker used last, that this door or building had
 * before, and that are whistled at this time of day. Where there is no past, each class lends its first, so that the
 * tiles are as wide as the catalogue. A prediction only: the whole catalogue is one tap away.
 */
export interface RaisingContext {
  account: string;
  household: string | null;
  building: string | null;
  now: Iso;
}

type Past = Pick<WhistleRow, 'category' | 'raisedBy' | 'household' | 'place' | 'occurredAt'>;

export function predictCategories(
  categories: readonly CategoryRow[],
  past: readonly Past[],
  context: RaisingContext,
  count = 5,
): CategoryRow[] {
  const scores = new Map<string, number>();
  const newestFirst = past.toSorted((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1)).slice(0, 200);
  newestFirst.forEach((one, age) => {
    if (one.category === null) return;
    const score =
      (one.raisedBy === context.account ? 4 / (1 + age) : 0) +
      (context.household !== null && one.household === context.household ? 3 : 0) +
      (context.building !== null && one.place?.building === context.building ? 2 : 0) +
      (hourOf(one.occurredAt) === hourOf(context.now) ? 0.5 : 0) +
      0.1;
    scores.set(one.category, (scores.get(one.category) ?? 0) + score);
  });
  const known = categories
    .filter(({ id, retiredAt }) => !retiredAt && scores.has(id))
    .toSorted((a, b) => (scores.get(b.id) ?? 0) - (scores.get(a.id) ?? 0));
  const firsts = categoriesByClass(categories).flatMap(({ categories: [first] }) => (first ? [first] : []));
  return [...new Set([...known, ...firsts])].slice(0, count);
}

export interface CategoryClass {
  id: string;
  zh: string;
  en: string;
  categories: CategoryRow[];
}

/** The catalogue by class, both by code; what is out of use is not offered. */
export function categoriesByClass(categories: readonly CategoryRow[]): CategoryClass[] {
  const classes = new Map<string, CategoryClass>();
  for (const category of categories.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (category.retiredAt) continue;
    const known = classes.get(category.classZh);
    if (known) known.categories.push(category);
    else
      classes.set(category.classZh, {
        id: category.classZh,
        zh: category.classZh,
        en: category.classEn,
        categories: [category],
      });
  }
  return [...classes.values()];
}

/** The third of the day (Shanghai): night, daytime, evening. */
const hourOf = (at: Iso): number => Math.floor(Number(isoOf(msOf(at) + 8 * hourMs).slice(11, 13)) / 8);
