/**
 * The worker's filter of households: by kind of need, by visit due, by whistles returned to her. Pure; 4,000 households
 * are one pass over 16-bit words. Kinds of need are for her own unlocked phone: nothing here is sent anywhere.
 */
import { isHeldOn } from '../../../../../core/household/need.ts';
import { needKinds, type HouseholdRow, type NeedKind, type NeedRow } from '../../../../../core/household/household.ts';
import type { Day } from '../../../../../core/lib/time.ts';
import type { WhistleRow } from '../../../../../core/whistle/whistle.ts';

/** Keys of one group widen (either of them), keys of two groups narrow (both). */
export const filterGroups = {
  when: ['overdue', 'due'],
  answer: ['returned'],
  who: ['needsHelp', ...needKinds],
} as const satisfies Record<string, readonly FilterKey[]>;

export type FilterKey = NeedKind | 'due' | 'overdue' | 'returned' | 'needsHelp';
/** As the chips stand: what is pressing first. */
export const filterKeys: readonly FilterKey[] = Object.values(filterGroups).flat();
export type Filter = ReadonlySet<FilterKey>;

export interface FilterFacts {
  needs: readonly NeedRow[];
  whistles: readonly WhistleRow[];
  today: Day;
  /** Whose returned whistles are meant. */
  account: string;
}

/** Households with a bit for each key that is true of them. */
export interface FilterIndex {
  households: readonly HouseholdRow[];
  bits: Uint16Array;
}

const bitOf = (key: FilterKey): number => 1 << filterKeys.indexOf(key);
const masks = Object.values(filterGroups).map((keys: readonly FilterKey[]) =>
  keys.reduce((mask, key) => mask | bitOf(key), 0),
);

export const isReturnedTo = (whistle: WhistleRow, account: string): boolean =>
  whistle.stage === 'returned' && whistle.raisedBy === account;

export function filterIndexOf(households: readonly HouseholdRow[], facts: FilterFacts): FilterIndex {
  const { needs, whistles, today, account } = facts;
  const byDoor = new Map<string, number>();
  const add = (door: string, bit: number): void => void byDoor.set(door, (byDoor.get(door) ?? 0) | bit);
  const known = new Set<string>();
  for (const need of needs) {
    known.add(need.household);
    // A need past its last day is no longer anybody's to see, though the server's erasure has not come yet.
    if (isHeldOn(need, today)) add(need.household, bitOf(need.kind) | bitOf('needsHelp'));
  }
  for (const whistle of whistles)
    if (whistle.household !== null && isReturnedTo(whistle, account)) add(whistle.household, bitOf('returned'));
  const bits = new Uint16Array(households.length);
  for (const [i, door] of households.entries()) {
    let word = byDoor.get(door.id) ?? 0;
    if (door.needsHelp && !known.has(door.id)) word |= bitOf('needsHelp');
    if (door.visitDueOn !== null && door.visitDueOn <= today) {
      word |= bitOf('due');
      if (door.visitDueOn < today) word |= bitOf('overdue');
    }
    bits[i] = word;
  }
  return { households, bits };
}

const wantedOf = (filter: Filter): number => [...filter].reduce((word, key) => word | bitOf(key), 0);

const fits = (word: number, wanted: number): boolean =>
  masks.every((mask) => (wanted & mask) === 0 || (word & wanted & mask) !== 0);

/** The households that the filter lets through, in the order given; an empty filter lets all through. */
export function filteredHouseholds({ households, bits }: FilterIndex, filter: Filter): readonly HouseholdRow[] {
  if (filter.size === 0) return households;
  const wanted = wantedOf(filter);
  return households.filter((_, i) => fits(bits[i] ?? 0, wanted));
}

/** How many there would be of each key beside what is chosen in the other groups. */
export function filterCounts({ bits }: FilterIndex, filter: Filter): Record<FilterKey, number> {
  const wanted = wantedOf(filter);
  const counts = new Map<FilterKey, number>();
  for (const group of masks) {
    const others = wanted & ~group;
    const keys = filterKeys.filter((key) => (bitOf(key) & group) !== 0);
    for (const word of bits) {
      if ((word & group) === 0 || !fits(word, others)) continue;
      for (const key of keys) if ((word & bitOf(key)) !== 0) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // Complete by construction: every key is asked for once.
  return Object.fromEntries(filterKeys.map((key) => [key, counts.get(key) ?? 0])) as Record<FilterKey, number>;
}
