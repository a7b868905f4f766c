import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { UnitRow } from '../../../../core/org/unit.ts';
import type { ProblemCode } from '../../../../core/protocol/problem.ts';
import { keepAskedSettings } from '../../../features/whistle/loop/use-district-settings.ts';
import { useSyncStatus } from '../../../live/sync-status.ts';
import {
  fetchSettings,
  fetchUnits,
  fetchWaiting,
  fetchWhistle,
  type OpenedWork,
  type WorkWhistle,
} from './work-wire.ts';

export interface Work {
  whistles: Readonly<Ref<readonly WorkWhistle[]>>;
  opened: Readonly<Ref<OpenedWork | null>>;
  units: Readonly<Ref<readonly UnitRow[]>>;
  isLoading: Readonly<Ref<boolean>>;
  fault: Readonly<Ref<ProblemCode | 'offline' | null>>;
  refresh: () => Promise<void>;
}

/**
 * What waits, and the whistle that is open. Asked again when the server pokes, after each exchange of the outbox, and
 * when somebody comes back to the page; an answer to an older question is dropped.
 */
export function useWork(chosen: Readonly<Ref<string | null>>): Work {
  const whistles = shallowRef<readonly WorkWhistle[]>([]);
  const opened = shallowRef<OpenedWork | null>(null);
  const units = shallowRef<readonly UnitRow[]>([]);
  const isLoading = shallowRef(true);
  const fault = shallowRef<ProblemCode | 'offline' | null>(null);
  let asked = new AbortController();

  async function refresh(): Promise<void> {
    asked.abort();
    const mine = new AbortController();
    asked = mine;
    const id = chosen.value;
    const [list, one, known, set] = await Promise.all([
      fetchWaiting(mine.signal),
      id === null ? null : fetchWhistle(id, mine.signal),
      units.value.length > 0 ? null : fetchUnits(mine.signal),
      fetchSettings(mine.signal),
    ]);
    if (mine.signal.aborted) return;
    isLoading.value = false;
    fault.value = list.ok ? null : list.code;
    if (list.ok) whistles.value = list.value.whistles;
    if (set.ok) keepAskedSettings(set.value.settings);
    if (known?.ok) units.value = known.value.units;
    // What left this desk while it was open stays readable until another is chosen.
    if (one?.ok) opened.value = one.value;
    else if (id === null || opened.value?.whistle.id !== id) opened.value = null;
  }

  watch(chosen, refresh, { immediate: true });
  const status = useSyncStatus();
  watch(() => status.value.lastAt, refresh);
  const seen = (): void => void (document.visibilityState === 'visible' && refresh());
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen);
    asked.abort();
  });
  return { whistles, opened, units, isLoading, fault, refresh };
}
