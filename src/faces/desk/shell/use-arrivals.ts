import { computed, inject, provide, shallowRef, watch, type ComputedRef, type InjectionKey } from 'vue';
import { assert } from '../../../../core/lib/assert.ts';
import type { Role } from '../../../../core/org/role.ts';
import { useTitleBadge } from '../../../live/page-title.ts';
import { usePhone, useRows, useViewVersion } from '../../../live/rows.ts';
import { useArrivalSound, type ArrivalSound } from './arrival-sound.ts';
import { arrivalsAfter, arrivalsAtOpening, arrivalsWithout, type Arrivals } from './arrivals.ts';

interface DeskArrivals {
  /** Came while the desk is open, on whichever page, and is not yet opened. */
  fresh: ComputedRef<ReadonlySet<string>>;
  opened: (id: string) => void;
  sound: ArrivalSound;
}

const key: InjectionKey<DeskArrivals> = Symbol('arrivals');

/** The shell counts what comes, shows it before the title and lets it be heard; pages read and tell what was opened. */
export function provideArrivals(role: Role): DeskArrivals {
  const { view, account } = usePhone();
  const version = useViewVersion();
  const whistles = useRows('whistle');
  /** Only a community has whistles come; until the first answer of the server nothing is known. */
  const isHere = computed(() => (version(), role === 'community' && view.toldAt() !== null));
  const arrivals = shallowRef<Arrivals | null>(null);
  watch(
    [isHere, whistles],
    ([isTold, rows]) => {
      if (!isTold) return;
      arrivals.value = arrivals.value ? arrivalsAfter(arrivals.value, rows) : arrivalsAtOpening(rows);
    },
    { immediate: true },
  );

  const fresh = computed((): ReadonlySet<string> => arrivals.value?.fresh ?? new Set());
  useTitleBadge(() => fresh.value.size);
  const sound = useArrivalSound(account.id, role === 'community');
  watch(
    () => fresh.value,
    (now, before) => {
      // Once for everything that came together.
      if ([...now].some((id) => !before.has(id))) sound.play();
    },
  );
  const provided: DeskArrivals = {
    fresh,
    opened: (id) => {
      if (arrivals.value?.fresh.has(id)) arrivals.value = arrivalsWithout(arrivals.value, id);
    },
    sound,
  };
  provide(key, provided);
  return provided;
}

export function useArrivals(): DeskArrivals {
  const provided = inject(key);
  assert(provided, 'the desk counts what comes');
  return provided;
}
