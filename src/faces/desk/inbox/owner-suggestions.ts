import type { WhistleRow } from '../../../../core/whistle/whistle.ts';

/** Somebody who may do it, and why she is named. */
export interface OwnerSuggestion {
  who: string;
  why: { kind: 'sameCategory'; count: number } | { kind: 'sameGrid'; count: number } | { kind: 'reporter' | 'self' };
}

/**
 * Who could take a whistle on: those who took on the like before (most often first), then whoever worked in its grid,
 * its reporter, and the clerk herself. Names are what clerks wrote: there is no list of a community's helpers.
 */
export function ownerSuggestions(
  whistle: Pick<WhistleRow, 'id' | 'category' | 'grid' | 'raisedByName'>,
  others: readonly WhistleRow[],
  self: string,
  count = 4,
): OwnerSuggestion[] {
  const taken = others.flatMap((one) =>
    one.own && one.id !== whistle.id ? [{ ...one, who: one.own.who.trim() }] : [],
  );
  const alike = tally(taken.filter(({ category }) => category !== null && category === whistle.category));
  const here = tally(taken.filter(({ grid }) => grid === whistle.grid));
  const all: OwnerSuggestion[] = [
    ...alike.map(([who, n]): OwnerSuggestion => ({ who, why: { kind: 'sameCategory', count: n } })),
    ...here.map(([who, n]): OwnerSuggestion => ({ who, why: { kind: 'sameGrid', count: n } })),
    { who: whistle.raisedByName, why: { kind: 'reporter' } },
    { who: self, why: { kind: 'self' } },
  ];
  const first = all.filter(({ who }, index) => who !== '' && all.findIndex((one) => one.who === who) === index);
  const own = first.find(({ who }) => who === self);
  const shown = first.slice(0, count);
  return own && !shown.includes(own) ? [...shown.slice(0, count - 1), own] : shown;
}

function tally(rows: readonly { who: string }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { who } of rows) counts.set(who, (counts.get(who) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
