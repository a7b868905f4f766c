import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export interface Countdown {
  /** True while somebody looks at or holds it: the time stands still. */
  isPaused: Readonly<ShallowRef<boolean>>;
  pause(): void;
  resume(): void;
  stop(): void;
}

/**
 * Calls `onEnd` once after `ms` of unpaused time. Reasons to pause are counted, so that a pointer that leaves does not
 * start what a focus still holds.
 */
export function useCountdown(ms: number, onEnd: () => void, now: () => number = () => performance.now()): Countdown {
  const isPaused = shallowRef(false);
  let holds = 0;
  let leftMs = ms;
  let startedAt = now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  function start(): void {
    startedAt = now();
    timer = setTimeout(() => {
      isOver = true;
      onEnd();
    }, leftMs);
  }
  function pause(): void {
    holds += 1;
    if (holds > 1 || isOver) return;
    clearTimeout(timer);
    leftMs = Math.max(0, leftMs - (now() - startedAt));
    isPaused.value = true;
  }
  function resume(): void {
    if (holds === 0) return;
    holds -= 1;
    if (holds > 0 || isOver) return;
    isPaused.value = false;
    start();
  }
  function stop(): void {
    isOver = true;
    clearTimeout(timer);
  }

  start();
  onScopeDispose(stop);
  return { isPaused, pause, resume, stop };
}
