import { computed, shallowRef, watch, type ComputedRef, type WatchSource } from 'vue';
import { communityOf } from '../../../../core/grid/grid.ts';
import { language } from '../../../live/texts.ts';
import type { Choice } from './choices.ts';

interface Named {
  grid: string;
  category: string | null;
  names: { category: { zh: string; en: string } | null; community: string | null };
}

export interface Met {
  areas: ComputedRef<ReadonlyMap<string, string>>;
  categories: ComputedRef<ReadonlyMap<string, string>>;
}

/** The communities and categories of all rows so far: who reads lists has neither areas nor catalogue on her device. */
export function useMet(rows: WatchSource<readonly Named[]>): Met {
  const areas = shallowRef<ReadonlyMap<string, string>>(new Map());
  const names = shallowRef<ReadonlyMap<string, { zh: string; en: string }>>(new Map());
  watch(
    rows,
    (shown) => {
      areas.value = new Map([
        ...areas.value,
        ...shown.map((row) => [communityOf(row.grid), row.names.community ?? communityOf(row.grid)] as const),
      ]);
      names.value = new Map([
        ...names.value,
        ...shown.flatMap((row) =>
          row.category !== null && row.names.category ? [[row.category, row.names.category] as const] : [],
        ),
      ]);
    },
    { immediate: true },
  );
  const categories = computed(() => new Map([...names.value].map(([id, name]) => [id, name[language.value]])));
  return { areas: computed(() => areas.value), categories };
}

/** All of them, what is chosen though it was not met, and what was met, by its code. */
export function metChoices(all: string, met: ReadonlyMap<string, string>, chosen: string): Choice[] {
  const known = [...met].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([value, label]) => ({ value, label }));
  const unmet = chosen !== '' && !met.has(chosen) ? [{ value: chosen, label: chosen }] : [];
  return [{ value: '', label: all }, ...unmet, ...known];
}
