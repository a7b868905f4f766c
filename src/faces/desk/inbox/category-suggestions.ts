import type { CategoryRow } from '../../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { folded } from './inbox-list.ts';

/** A category that the words point to, and why. */
export interface CategorySuggestion {
  category: string;
  why: { kind: 'name'; words: string } | { kind: 'like'; text: string };
}

const least = 0.3;

/**
 * Which categories a whistle's words point to: those whose own name stands in them, and those under which something
 * was told in like words before. Two-character pieces serve Chinese without a dictionary.
 */
export function categorySuggestions(
  whistle: Pick<WhistleRow, 'id' | 'text' | 'category'>,
  categories: readonly CategoryRow[],
  others: readonly Pick<WhistleRow, 'id' | 'text' | 'category'>[],
  count = 3,
): CategorySuggestion[] {
  const said = pieces(whistle.text ?? '');
  if (said.size === 0) return [];
  const best = new Map<string, { score: number; why: CategorySuggestion['why'] }>();
  const offer = (category: string, score: number, why: CategorySuggestion['why']): void => {
    if (category === whistle.category || score < least || score <= (best.get(category)?.score ?? 0)) return;
    best.set(category, { score, why });
  };
  for (const { id, zh } of categories) offer(id, share(pieces(zh), said), { kind: 'name', words: zh });
  const known = new Set(categories.map(({ id }) => id));
  for (const { id, text, category } of others) {
    if (id === whistle.id || category === null || text === null || !known.has(category)) continue;
    const told = pieces(text);
    // Both ways: a long text holds the pieces of many short ones.
    offer(category, Math.min(share(told, said), share(said, told)), { kind: 'like', text: text.trim() });
  }
  return [...best]
    .toSorted((a, b) => b[1].score - a[1].score || (a[0] < b[0] ? -1 : 1))
    .slice(0, count)
    .map(([category, { why }]) => ({ category, why }));
}

function pieces(text: string): Set<string> {
  const plain = Array.from(folded(text).replaceAll(/[\p{P}\p{S}\d]/gu, ''));
  return new Set(plain.slice(1).map((character, at) => `${plain[at] ?? ''}${character}`));
}

/** How much of the first stands in the second, 0 to 1. */
const share = (of: ReadonlySet<string>, within: ReadonlySet<string>): number =>
  of.size === 0 ? 0 : [...of].filter((piece) => within.has(piece)).length / of.size;
