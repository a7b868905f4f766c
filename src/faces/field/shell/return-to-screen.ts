/**
 * A killed browser starts at the front door; the worker comes back to the very screen where something was unfinished.
 * The path of such a screen is kept while it is open and forgotten when it is left, so only a kill leaves one behind.
 * A page that mostly shows is such a screen while something is half written on it; where a kill brought her back, it
 * stays one until she leaves it, for what was half written is still being read.
 * After half an hour it counts no longer: a new morning begins with Today, and drafts wait in the outbox.
 */
import { watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { minuteMs } from '../../../../core/lib/time.ts';
import { StorageClosed, StorageFull } from '../../../local/kv.ts';
import { usePhone } from '../../../live/rows.ts';
import { isWorkUnfinished } from '../../../live/unfinished.ts';

const screenKey = 'screen';
const freshMs = 30 * minuteMs;

interface KeptScreen {
  path: string;
  atMs: number;
}

function asKeptScreen(value: unknown): KeptScreen | null {
  if (typeof value !== 'object' || value === null) return null;
  const { path, atMs } = value as Partial<KeptScreen>;
  return typeof path === 'string' && typeof atMs === 'number' ? { path, atMs } : null;
}

export function useReturnToScreen(): { returnToScreen: () => Promise<void> } {
  const { drafts } = usePhone();
  const router = useRouter();
  const route = useRoute();
  let broughtBackTo: string | null = null;
  let isWatching = false;
  watch(isWorkUnfinished, () => {
    if (isWatching) void keepScreen();
  });

  async function returnToScreen(): Promise<void> {
    const kept = asKeptScreen(await drafts.get(screenKey));
    const isFresh = kept !== null && Date.now() - kept.atMs < freshMs;
    if (isFresh && route.name === 'today' && kept.path !== route.fullPath) {
      await router.replace(kept.path);
      broughtBackTo = router.currentRoute.value.fullPath;
    }
    // From here on nothing that she begins is missed: what is asked for later is written later.
    isWatching = true;
    router.afterEach(() => void keepScreen());
    await keepScreen();
  }

  /** Coming back is a help: where the disk is full, or newer code has it, she still sees all that is there. */
  async function keepScreen(): Promise<void> {
    const { meta, fullPath } = router.currentRoute.value;
    try {
      if (fullPath !== broughtBackTo) broughtBackTo = null;
      if (meta.isUnfinished === true || isWorkUnfinished.value || broughtBackTo !== null)
        await drafts.put(screenKey, { path: fullPath, atMs: Date.now() } satisfies KeptScreen);
      else await drafts.remove(screenKey);
    } catch (error) {
      if (!(error instanceof StorageFull) && !(error instanceof StorageClosed)) throw error;
    }
  }

  return { returnToScreen };
}
