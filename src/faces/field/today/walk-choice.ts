import { shallowRef, watch } from 'vue';
import type { GridCode } from '../../../../core/grid/grid.ts';

/** How Today is ordered: as one walks, or by need and the days since the last visit. Kept on this phone. */
export type WalkOrder = 'walk' | 'need';

const orderKey = 'shaodao.today-order';

function kept(): WalkOrder {
  try {
    return globalThis.localStorage?.getItem(orderKey) === 'need' ? 'need' : 'walk';
  } catch {
    return 'walk'; // storage may be closed to this page; the choice then lasts as long as the page
  }
}

export const walkOrder = shallowRef<WalkOrder>(kept());
watch(
  walkOrder,
  (order) => {
    try {
      globalThis.localStorage?.setItem(orderKey, order);
    } catch {
      return; // as above
    }
  },
  { flush: 'sync' },
);

/** The grid that Today shows where she has several; null: all of them. It lasts as long as the page. */
export const walkGrid = shallowRef<GridCode | null>(null);
