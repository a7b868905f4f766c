import { computed, type ComputedRef } from 'vue';
import { metresBetween } from '../../../../../core/grid/distance.ts';
import type { BuildingRow, LngLat } from '../../../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../../../core/household/household.ts';
import { inWalkingOrder } from '../../../../features/grid/walking-order.ts';
import { useRows } from '../../../../live/rows.ts';
import { useFilterStore } from './filter-store.ts';

export interface DoorOrder {
  buildingOf: (id: string) => BuildingRow | undefined;
  /** As one walks; the nearest buildings first where she asked for it and a position came. */
  inOrder: ComputedRef<readonly HouseholdRow[]>;
  /** Metres from her position to a point; null: she did not ask, or there is no position. */
  metresTo: ComputedRef<((to: LngLat) => number) | null>;
}

export function useDoorOrder(): DoorOrder {
  const store = useFilterStore();
  const households = useRows('household');
  const buildings = useRows('building');
  const known = computed(() => new Map<string, BuildingRow>(buildings.value.map((one) => [one.id, one])));
  const buildingOf = (id: string): BuildingRow | undefined => known.value.get(id);
  const metresTo = computed(() => {
    const from = store.isNearestFirst ? store.position : null;
    return from && ((to: LngLat): number => Math.round(metresBetween([from.lng, from.lat], to)));
  });
  const inOrder = computed(() => {
    const walked = inWalkingOrder(households.value, buildingOf);
    const metres = metresTo.value;
    if (!metres) return walked;
    const far = new Map(buildings.value.map((one) => [one.id, metres(one.centre)]));
    return walked.toSorted((a, b) => (far.get(a.building) ?? Infinity) - (far.get(b.building) ?? Infinity) || 0);
  });
  return { buildingOf, inOrder, metresTo };
}
