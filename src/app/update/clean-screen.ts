import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { useRouter } from 'vue-router';
import { isWorkUnfinished } from '../../live/unfinished.ts';

/** Whether nothing is under way on this screen: no open dialog, no half-written text, no page that says so. */
export function useCleanScreen(): Readonly<ShallowRef<boolean>> {
  const router = useRouter();
  const isClean = shallowRef(true);
  const look = () => {
    const isPageFinished = router.currentRoute.value.meta.isUnfinished !== true && !isWorkUnfinished.value;
    isClean.value = isPageFinished && !hasOpenDialog() && !hasHalfWrittenText();
  };
  const stop = router.afterEach(() => queueMicrotask(look));
  const events = ['focusin', 'focusout', 'input', 'visibilitychange'] as const;
  for (const event of events) document.addEventListener(event, look);
  watch(isWorkUnfinished, look);
  onScopeDispose(() => {
    stop();
    for (const event of events) document.removeEventListener(event, look);
  });
  look();
  return isClean;
}

const hasOpenDialog = (): boolean =>
  [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].some((dialog) => dialog.getClientRects().length > 0);

const hasHalfWrittenText = (): boolean =>
  [...document.querySelectorAll('textarea')].some((field) => field.value.trim() !== '');
