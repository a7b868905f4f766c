import { computed, type ComputedRef } from 'vue';
import { useRoute } from 'vue-router';
import { dayOf } from '../../../../core/calendar/day.ts';
import { grantsAt } from '../../../../core/org/role.ts';
import type { BuildingRow } from '../../../../core/grid/grid.ts';
import { useNow } from '../../../live/now.ts';
import { usePhone, useRows } from '../../../live/rows.ts';
import { lastBuildingOf } from '../shell/last-building.ts';
import { placeOfBuilding } from '../../../features/grid/place-words.ts';
import type { DraftStart } from '../../../features/whistle/use-whistle-draft.ts';

/** What a whistle begins with: the door or building where she came from, else where she was last; her grid, the way back. */
export interface RaiseContext {
  start: ComputedRef<DraftStart>;
  /** Her grids, to choose from where there are several. */
  grids: ComputedRef<readonly { value: string; word: string }[]>;
  buildings: ComputedRef<readonly BuildingRow[]>;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

export function useRaiseContext(): RaiseContext {
  const route = useRoute();
  const { view, account } = usePhone();
  const now = useNow();
  const buildings = useRows('building');
  const gridRows = useRows('grid');
  const ownGrids = computed(() =>
    grantsAt(account.grants, now.value)
      .filter((grant) => grant.role === 'worker')
      .map((grant) => grant.area),
  );

  const start = computed((): DraftStart => {
    const household = view.get('household', asText(route.query['household']));
    const from = view.get('building', household?.building ?? asText(route.query['building']));
    const last = from ? undefined : view.get('building', lastBuildingOf(account.id, dayOf(now.value)) ?? '');
    const building = from ?? (last && ownGrids.value.includes(last.grid) ? last : undefined);
    return {
      grid: household?.grid ?? building?.grid ?? ownGrids.value[0] ?? '',
      household: household?.id ?? null,
      place: building ? placeOfBuilding(building) : null,
      isPlaceGuess: building !== undefined && from === undefined,
      backTo: asText(route.query['back']) || '/field',
    };
  });
  const grids = computed(() =>
    ownGrids.value.map((value) => ({ value, word: gridRows.value.find((row) => row.id === value)?.name ?? value })),
  );
  return { start, grids, buildings };
}
