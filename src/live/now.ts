import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { Day, Iso } from '../../core/lib/time.ts';
import { dayOf } from '../../core/calendar/day.ts';
import { isoOf, minuteMs } from '../../core/lib/time.ts';
import { useSyncStatus } from './sync-status.ts';

/**
 * The present as screens show it: this device's clock less the error that the server found at the last contact.
 * It ticks each minute, with each exchange, and at once when the page is looked at again. What is saved carries the
 * device's own time (`deviceTime`): the server corrects that by itself.
 */
const deviceMs = shallowRef(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const tick = () => {
  deviceMs.value = Date.now();
};

function startTicking(): void {
  watchers += 1;
  if (watchers > 1) return;
  tick();
  timer = setInterval(tick, minuteMs);
  document.addEventListener('visibilitychange', tick);
}

function stopTicking(): void {
  watchers -= 1;
  if (watchers > 0) return;
  clearInterval(timer);
  document.removeEventListener('visibilitychange', tick);
}

export const deviceTime = (): Iso => isoOf(Date.now());

export function useNow(): ComputedRef<Iso> {
  const status = useSyncStatus();
  startTicking();
  onScopeDispose(stopTicking);
  // What an exchange brings may begin with this very minute: a stand-in that was just assigned.
  watch(status, tick);
  return computed(() => isoOf(deviceMs.value - (status.value.clockErrorMs ?? 0)));
}

export function useToday(): ComputedRef<Day> {
  const now = useNow();
  return computed(() => dayOf(now.value));
}
