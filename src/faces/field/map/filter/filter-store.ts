import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { Iso } from '../../../../../core/lib/time.ts';
import { usePosition } from '../../../../features/grid/position.ts';
import { deviceTime } from '../../../../live/now.ts';
import { useSession } from '../../../../live/session.ts';
import type { Filter, FilterKey } from './household-filter.ts';

/** Where she was when she asked. It stays in this page's memory and is written nowhere. */
export interface AskedPosition {
  lng: number;
  lat: number;
  /** Radius in metres within which it lies with 95 %. */
  accuracy: number;
  /** By this device's clock. */
  at: Iso;
}

/**
 * What map, list and section show and in which order: chosen once, the same on each, as long as she is signed in on this
 * page. Kinds of need never stand in an address: a history or a screenshot would tell them.
 */
export const useFilterStore = defineStore('household-filter', () => {
  const session = useSession();
  const filter = shallowRef<Filter>(new Set());
  const isNearestFirst = shallowRef(false);
  const position = shallowRef<AskedPosition | null>(null);
  const { state: asking, ask } = usePosition();

  watch(asking, (state) => {
    if (state.kind !== 'found') return;
    position.value = { lng: state.lng, lat: state.lat, accuracy: state.accuracy, at: deviceTime() };
  });
  watch(
    () => session.account?.id,
    () => {
      clear();
      isNearestFirst.value = false;
      position.value = null;
    },
  );

  function toggle(key: FilterKey): void {
    const next = new Set(filter.value);
    if (!next.delete(key)) next.add(key);
    filter.value = next;
  }
  function clear(): void {
    filter.value = new Set();
  }
  /** Only by a tap; the list stays as it is until a position comes. */
  function nearestFirst(): void {
    isNearestFirst.value = true;
    ask();
  }

  return { filter, isNearestFirst, position, asking, ask, toggle, clear, nearestFirst };
});
