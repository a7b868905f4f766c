/**
 * What the map draws, in numbers: which building asks for what, and whistles that lie in no building. Shape is what is
 * due, fill how pressing, number how many; why help is needed is never among it.
 */
import { addDays } from '../../../../core/calendar/day.ts';
import type { BuildingRow, LngLat } from '../../../../core/grid/grid.ts';
import { isHeldOn, promisedFor } from '../../../../core/household/need.ts';
import type { HouseholdRow, NeedRow } from '../../../../core/household/household.ts';
import type { Day } from '../../../../core/lib/time.ts';
import { type WhistleRow } from '../../../../core/whistle/whistle.ts';
import { isEnded } from '../../../../core/whistle/stage.ts';
import { soonDays } from '../../../features/visit/due.ts';
import { isReturnedTo, type Filter } from './filter/household-filter.ts';

/** How many are past their day, due today, not due yet. */
export interface Dues {
  over: number;
  today: number;
  later: number;
}

export interface BuildingMatters {
  building: BuildingRow;
  /** Households: due within three days, or all that the filter lets through. */
  visits: Dues;
  /** Help that was promised and not delivered yet. */
  promises: Dues;
  /** Whistles under way, and returned to oneself. */
  whistles: { returned: number; open: number };
}

export interface MapMatters {
  buildings: BuildingMatters[];
  /** At a spot of their own, in no building. */
  spots: { whistle: WhistleRow; at: LngLat }[];
  /** With no place at all: for the list. */
  nowhere: WhistleRow[];
}

export interface MapFacts {
  buildings: readonly BuildingRow[];
  /** Those that the filter lets through. */
  households: readonly HouseholdRow[];
  needs: readonly NeedRow[];
  whistles: readonly WhistleRow[];
  doorOf: (household: string) => HouseholdRow | undefined;
  filter: Filter;
  today: Day;
  account: string;
}

export function mapMattersOf(facts: MapFacts): MapMatters {
  const { households, needs, filter, today } = facts;
  const matters = new Map<string, BuildingMatters>(
    facts.buildings
      .toSorted((a, b) => a.walk - b.walk)
      .map((building) => [
        building.id,
        { building, visits: noDues(), promises: noDues(), whistles: { returned: 0, open: 0 } },
      ]),
  );
  const soon = addDays(today, soonDays);
  const shown = new Map<string, HouseholdRow>();
  for (const household of households) {
    shown.set(household.id, household);
    const { visitDueOn } = household;
    if (filter.size === 0 && (visitDueOn === null || visitDueOn > soon)) continue;
    const there = matters.get(household.building);
    if (there) count(there.visits, visitDueOn, today);
  }
  for (const need of needs) {
    const day = promisedFor(need);
    const there = matters.get(shown.get(need.household)?.building ?? '');
    if (day !== null && there && isHeldOn(need, today)) count(there.promises, day, today);
  }
  const spots: MapMatters['spots'] = [];
  const nowhere: WhistleRow[] = [];
  for (const whistle of facts.whistles) {
    if (!isShown(whistle, shown, facts)) continue;
    const door = whistle.household === null ? undefined : facts.doorOf(whistle.household);
    const there = matters.get(door?.building ?? '') ?? matters.get(whistle.place?.building ?? '');
    if (there) there.whistles[isReturnedTo(whistle, facts.account) ? 'returned' : 'open'] += 1;
    else if (whistle.place) spots.push({ whistle, at: [whistle.place.lng, whistle.place.lat] });
    else nowhere.push(whistle);
  }
  return { buildings: [...matters.values()], spots, nowhere };
}

/** Whistles under way without a filter; with one, those of the doors shown, and returned ones where they are asked for. */
function isShown(whistle: WhistleRow, shown: ReadonlyMap<string, unknown>, { filter, account }: MapFacts): boolean {
  if (isReturnedTo(whistle, account)) return filter.size === 0 || filter.has('returned');
  if (isEnded(whistle.stage)) return false;
  return filter.size === 0 || (whistle.household !== null && shown.has(whistle.household));
}

const noDues = (): Dues => ({ over: 0, today: 0, later: 0 });
export const duesTotal = (dues: Dues): number => dues.over + dues.today + dues.later;

function count(dues: Dues, day: Day | null, today: Day): void {
  dues[day === null || day > today ? 'later' : day === today ? 'today' : 'over'] += 1;
}
