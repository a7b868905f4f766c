import { computed, type ComputedRef } from 'vue';
import { addDays } from '../../../../core/calendar/day.ts';
import type { HouseholdRow, NeedKind } from '../../../../core/household/household.ts';
import { byBuilding, doorAfter, inWalkingOrder, type BuildingGroup } from '../../../features/grid/walking-order.ts';
import { byNeed } from '../../../features/visit/by-need.ts';
import { isDueBy, soonDays } from '../../../features/visit/due.ts';
import { useToday } from '../../../live/now.ts';
import { usePhone, useRows } from '../../../live/rows.ts';
import { useWorkerPosts } from '../shell/use-worker-posts.ts';
import { walkGrid, walkOrder } from './walk-choice.ts';

/** The doors of today's walk, of the grids in which she may work now, in the order that she chose. */
export interface Walk {
  /** Due today or before, by building, in walking order. */
  due: ComputedRef<BuildingGroup[]>;
  dueCount: ComputedRef<number>;
  /** The same doors by need and the days since the last visit; in walking order where that was chosen. */
  dueInOrder: ComputedRef<HouseholdRow[]>;
  /** Due after today, within three days. */
  soon: ComputedRef<BuildingGroup[]>;
  soonCount: ComputedRef<number>;
  /** The next door still due behind this one in the chosen order, else the first of all. */
  after: (household: HouseholdRow) => HouseholdRow | null;
}

export function useWalk(): Walk {
  const { view } = usePhone();
  const households = useRows('household');
  const buildings = useRows('building');
  const needs = useRows('need');
  const today = useToday();
  const { posts } = useWorkerPosts();
  const buildingOf = computed(() => {
    const known = new Map<string, (typeof buildings.value)[number]>(buildings.value.map((one) => [one.id, one]));
    return (id: string) => known.get(id);
  });
  const kindsOf = computed(() => {
    const known = new Map<string, NeedKind[]>();
    for (const { household, kind } of needs.value) known.set(household, [...(known.get(household) ?? []), kind]);
    return (household: string) => known.get(household) ?? [];
  });
  const doors = computed(() => {
    const over = new Set<string>(posts.value.filter(({ state }) => state === 'over').map(({ grid }) => grid));
    const only = walkGrid.value;
    return households.value.filter(({ grid }) => (only === null ? !over.has(grid) : grid === only));
  });
  const dueDoors = computed(() => doors.value.filter((one) => isDueBy(one, today.value)));
  const soonDoors = computed(() => {
    const last = addDays(today.value, soonDays);
    return doors.value.filter((one) => isDueBy(one, last) && !isDueBy(one, today.value));
  });
  const dueInOrder = computed(() => {
    const walked = inWalkingOrder(dueDoors.value, buildingOf.value);
    return walkOrder.value === 'need' ? byNeed(walked, kindsOf.value) : walked;
  });

  return {
    due: computed(() => byBuilding(dueDoors.value, buildingOf.value)),
    dueCount: computed(() => dueDoors.value.length),
    dueInOrder,
    soon: computed(() => byBuilding(soonDoors.value, buildingOf.value)),
    soonCount: computed(() => soonDoors.value.length),
    after: (household) =>
      walkOrder.value === 'need'
        ? doorBehind(household, dueInOrder.value)
        : doorAfter(household, dueDoors.value, (id) => view.get('building', id)),
  };
}

/** A door that was just visited is no longer due: then the most pressing one follows. */
function doorBehind(household: HouseholdRow, inOrder: readonly HouseholdRow[]): HouseholdRow | null {
  const here = inOrder.findIndex((one) => one.id === household.id);
  const behind = here === -1 ? undefined : inOrder[here + 1];
  return behind ?? inOrder.find((one) => one.id !== household.id) ?? null;
}
