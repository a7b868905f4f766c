import type { Mask, Scope } from '../org/scope.ts';
import type { KindRow, RowKind } from './rows.ts';
import { districtOf } from '../grid/grid.ts';
import type { WhistleHappening } from '../whistle/whistle.ts';

/**
 * Which scopes hold a row, and how much of it a mask shows (sync, "Who holds what"). The server writes feeds by the
 * first and answers pulls by the second; the simulation holds every reply against both.
 */
export function scopesHolding(district: string, { kind, row }: KindRow): Scope[] {
  switch (kind) {
    case 'area':
    case 'category':
    case 'unit':
    case 'settings':
      return [`tenant:${district}`];
    case 'grid':
      return [`grid:${row.id}`];
    case 'seen':
      // Who looked is asked of the server; no device carries it.
      return [];
    case 'basemap':
    case 'building':
    case 'household':
    case 'person':
    case 'need':
    case 'conflict':
    case 'entry':
    case 'visit':
    case 'whistle':
    case 'event':
    case 'photo':
      return districtOf(row.grid) === district ? [`grid:${row.grid}`] : [];
  }
}

/** Kinds of which a reader with this mask never hears, not even that one is gone. */
export const isHiddenKind = (mask: Mask, kind: RowKind): boolean =>
  kind === 'seen' || (mask === 'C' && kind === 'need');

/** The row as a reader with this mask sees it; null: not at all. */
export function masked(mask: Mask, entry: KindRow): KindRow | null {
  if (entry.kind === 'seen') return null;
  if (mask === 'W') return asWorkerSees(entry);
  switch (entry.kind) {
    case 'need':
      // `isHiddenKind`
      return null;
    case 'conflict':
      return entry.row.on.kind === 'need' ? null : entry;
    case 'visit':
      return { kind: 'visit', row: { ...entry.row, needs: [] } };
    case 'household':
      return { kind: 'household', row: { ...entry.row, visitEveryDays: null } };
    case 'area':
    case 'category':
    case 'unit':
    case 'settings':
    case 'grid':
    case 'basemap':
    case 'building':
    case 'person':
    case 'entry':
    case 'whistle':
    case 'event':
    case 'photo':
      return entry;
  }
}

/**
 * A worker follows her whistle to the end: stage, holders, clocks, plan. What units said before the dispatch, what the street
 * proposed and how each resident voted is not hers.
 */
function asWorkerSees(entry: KindRow): KindRow | null {
  if (entry.kind === 'event') return isDeskTalk(entry.row.happening) ? null : entry;
  if (entry.kind !== 'whistle' || entry.row.loop === null) return entry;
  const loop = { ...entry.row.loop, proposal: null, consults: [], ballots: [] };
  return { kind: 'whistle', row: { ...entry.row, loop } };
}

const isDeskTalk = (happening: WhistleHappening): boolean =>
  happening.type === 'whistle-did' && ['opine', 'ballot', 'decideHandBack'].includes(happening.action);
