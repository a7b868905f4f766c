import type { Mask, Scope } from '../org/scope.ts';
import type { KindRow, RowKind } from './rows.ts';
import { districtOf } from '../grid/grid.ts';
import { happeningForUnits, unitsHolding, whistleForUnits } from '../whistle/unit-view.ts';
import type { WhistleHappening, WhistleRow } from '../whistle/whistle.ts';

/**
 * Which scopes hold a row, and how much of it a mask shows (sync, "Who holds what"). The server writes feeds by the
 * first and answers pulls by the second; the simulation holds every reply against both.
 * @param whistle of an event or a photo, the whistle on which it hangs: units hold them through it
 */
export function scopesHolding(district: string, entry: KindRow, whistle?: WhistleRow): Scope[] {
  const { kind, row } = entry;
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
    case 'reportCode':
      return inGrid(district, row);
    case 'whistle':
      return [...inGrid(district, row), ...unitScopes(row)];
    case 'event':
    case 'photo':
      return [...inGrid(district, row), ...(whistle ? unitScopes(whistle) : [])];
  }
}

const inGrid = (district: string, { grid }: { grid: string }): Scope[] =>
  districtOf(grid) === district ? [`grid:${grid}`] : [];
const unitScopes = (whistle: WhistleRow): Scope[] => unitsHolding(whistle).map((unit): Scope => `unit:${unit}`);

/** Kinds of which a reader with this mask never hears, not even that one is gone. */
export const isHiddenKind = (mask: Mask, kind: RowKind): boolean =>
  kind === 'seen' || kind === (mask === 'C' ? 'need' : 'reportCode');

/**
 * The row as a reader with this mask sees it; null: not at all.
 * @param scope in which it is read: each unit sees its own part
 */
export function masked(mask: Mask, entry: KindRow, scope: Scope): KindRow | null {
  if (entry.kind === 'seen') return null;
  if (mask === 'W') return asWorkerSees(entry);
  if (mask === 'U') return asUnitSees(entry, scope.slice('unit:'.length));
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
    case 'reportCode':
      return entry;
  }
}

/**
 * A worker follows her whistle to the end: stage, holders, clocks, plan. What units said before the dispatch, what the street
 * proposed and how each resident voted is not hers.
 */
function asWorkerSees(entry: KindRow): KindRow | null {
  if (entry.kind === 'reportCode') return null;
  if (entry.kind === 'event') return isDeskTalk(entry.row.happening) ? null : entry;
  if (entry.kind !== 'whistle' || entry.row.loop === null) return entry;
  const loop = { ...entry.row.loop, proposal: null, consults: [], ballots: [] };
  return { kind: 'whistle', row: { ...entry.row, loop } };
}

const isDeskTalk = (happening: WhistleHappening): boolean =>
  happening.type === 'whistle-did' && ['opine', 'ballot', 'decideHandBack'].includes(happening.action);

function asUnitSees(entry: KindRow, unit: string): KindRow | null {
  switch (entry.kind) {
    case 'whistle':
      return { kind: 'whistle', row: whistleForUnits(entry.row, [unit]) };
    case 'event': {
      const happening = happeningForUnits(entry.row.happening);
      return happening && { kind: 'event', row: { ...entry.row, happening } };
    }
    case 'photo':
      return entry;
    default:
      return null;
  }
}
