import type { Iso } from '../../../../core/lib/time.ts';
import { nextClock } from '../../../../core/whistle/clock.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { isEnded } from '../../../../core/whistle/stage.ts';

/**
 * The parts of the inbox: what waits for the community to decide, what it has taken on, what this clerk put aside, what
 * lies with the street, what has ended.
 */
export const inboxParts = ['open', 'own', 'snoozed', 'street', 'ended', 'all'] as const;
export type InboxPart = (typeof inboxParts)[number];

export interface InboxFilter {
  part: InboxPart;
  /** A grid's code; null for all grids. */
  grid: string | null;
  /** What was typed into the search field. */
  query: string;
}

export function partOf({ stage, own }: Pick<WhistleRow, 'stage' | 'own'>, isAside: boolean): Exclude<InboxPart, 'all'> {
  if (isAside && !isEnded(stage)) return 'snoozed';
  switch (stage) {
    case 'community':
      return own === null ? 'open' : 'own';
    case 'meeting':
    case 'verifying':
    case 'surveying':
    case 'evaluating':
      return 'open';
    case 'street':
    case 'consulting':
    case 'dispatched':
    case 'working':
    case 'parked':
    case 'lasting':
      return 'street';
    case 'closed':
    case 'settled':
    case 'returned':
    case 'merged':
    case 'withdrawn':
      return 'ended';
  }
}

/** Whether this clerk put a whistle aside, and it has not come back yet. */
export type IsAside = (whistle: string) => boolean;

/** Lower case, without white space, so that `Ａ 3栋` is found by `a3栋`. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');

/**
 * The whistles of a filter in the order of the work.
 * @param textOf all that a search looks into: category, text, names of places and people
 */
export function inboxOf(
  whistles: readonly WhistleRow[],
  filter: InboxFilter,
  textOf: (whistle: WhistleRow) => string,
  isAside: IsAside,
): WhistleRow[] {
  const query = folded(filter.query);
  const isInPart = (whistle: WhistleRow): boolean =>
    filter.part === 'all' || partOf(whistle, isAside(whistle.id)) === filter.part;
  return whistles
    .filter((whistle) => isInPart(whistle) && (filter.grid === null || whistle.grid === filter.grid))
    .filter((whistle) => query === '' || folded(textOf(whistle)).includes(query))
    .toSorted(byClock);
}

/** What ends first stands first; then, where no clock runs, the newest. */
export function byClock(a: WhistleRow, b: WhistleRow): number {
  const dueA = dueOf(a);
  const dueB = dueOf(b);
  if (dueA !== null && dueB !== null && dueA !== dueB) return dueA < dueB ? -1 : 1;
  if ((dueA === null) !== (dueB === null)) return dueA === null ? 1 : -1;
  if (a.raisedAt !== b.raisedAt) return a.raisedAt < b.raisedAt ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

const dueOf = (whistle: WhistleRow): Iso | null => nextClock(whistle.clocks)?.dueAt ?? null;

export function countsOf(
  whistles: readonly WhistleRow[],
  grid: string | null,
  isAside: IsAside,
): Record<InboxPart, number> {
  const counts: Record<InboxPart, number> = { open: 0, own: 0, snoozed: 0, street: 0, ended: 0, all: 0 };
  for (const whistle of whistles) {
    if (grid !== null && whistle.grid !== grid) continue;
    counts[partOf(whistle, isAside(whistle.id))] += 1;
    counts.all += 1;
  }
  return counts;
}
