import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { ProblemCode } from '../../../../core/protocol/problem.ts';
import type { UnitRow } from '../../../../core/org/unit.ts';
import { keepAskedSettings } from '../../../features/whistle/loop/use-district-settings.ts';
import { useSyncStatus } from '../../../live/sync-status.ts';
import { usePages, type Pages } from '../kit/use-pages.ts';
import {
  fetchSettings,
  fetchUnits,
  fetchWaiting,
  fetchWhistle,
  type OpenedWork,
  type WaitingLook,
  type WorkWhistle,
} from './work-wire.ts';

export interface Work extends Omit<Pages<WorkWhistle>, 'renew'> {
  /** The chosen whistle once it is here, never another. */
  opened: Readonly<Ref<OpenedWork | null>>;
  /** Why the chosen one did not come. */
  openedFault: Readonly<Ref<ProblemCode | 'offline' | null>>;
  units: Readonly<Ref<readonly UnitRow[]>>;
}

/**
 * What waits, page by page, and the whistle that is open. The open one too is asked again when the server pokes, after
 * each exchange of the outbox, and when somebody comes back to the page.
 */
export function useWork(look: Readonly<Ref<WaitingLook>>, chosen: Readonly<Ref<string | null>>): Work {
  const { renew, ...pages } = usePages(look, fetchWaiting);
  const opened = shallowRef<OpenedWork | null>(null);
  const openedFault = shallowRef<ProblemCode | 'offline' | null>(null);
  const units = shallowRef<readonly UnitRow[]>([]);
  let asked = new AbortController();

  async function reopen(): Promise<void> {
    asked.abort();
    const mine = new AbortController();
    asked = mine;
    const id = chosen.value;
    // Under the title of one nothing is done to another.
    if (opened.value?.whistle.id !== id) opened.value = null;
    openedFault.value = null;
    const [one, known, set] = await Promise.all([
      id === null ? null : fetchWhistle(id, mine.signal),
      units.value.length > 0 ? null : fetchUnits(mine.signal),
      fetchSettings(mine.signal),
    ]);
    if (mine.signal.aborted) return;
    if (set.ok) keepAskedSettings(set.value.settings);
    if (known?.ok) units.value = known.value.units;
    if (one?.ok) opened.value = one.value;
    // What left this desk while it was open stays readable until another is chosen.
    else if (one && opened.value === null) openedFault.value = one.code;
  }

  watch(chosen, reopen, { immediate: true });
  const status = useSyncStatus();
  watch(() => status.value.lastAt, reopen);
  const seen = (): void => void (document.visibilityState === 'visible' && reopen());
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen);
    asked.abort();
  });
  return {
    ...pages,
    opened,
    openedFault,
    units,
    refresh: async () => {
      // What is listed stays while it is asked again; where nothing is, or it failed, that is shown.
      await Promise.all([
        pages.fault.value === null && pages.rows.value.length > 0 ? renew() : pages.refresh(),
        reopen(),
      ]);
    },
  };
}
