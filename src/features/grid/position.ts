/**
 * The position for a whistle: asked only while one is raised, never waited for. It listens 8 s, keeps the best fix and
 * stops at once when that is within 15 m; nothing is followed, nothing is kept but with the whistle.
 */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export type PositionState =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'found'; lng: number; lat: number; accuracy: number }
  | { kind: 'denied' }
  | { kind: 'none' };

const listenMs = 8_000;
const goodMetres = 15;
/** Beyond this a person is asked for the building instead. */
export const coarseMetres = 50;

export interface PositionAsker {
  state: Readonly<ShallowRef<PositionState>>;
  ask: () => void;
  stop: () => void;
}

export function usePosition(): PositionAsker {
  const state = shallowRef<PositionState>({ kind: 'idle' });
  let watch: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
    clearTimeout(timer);
    if (state.value.kind === 'asking') state.value = { kind: 'none' };
  }

  function ask(): void {
    if (!('geolocation' in navigator)) {
      state.value = { kind: 'none' };
      return;
    }
    stop();
    state.value = { kind: 'asking' };
    watch = navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: 60_000 });
    timer = setTimeout(stop, listenMs);
  }

  function take({ coords }: GeolocationPosition): void {
    const best = state.value.kind === 'found' ? state.value.accuracy : Infinity;
    const accuracy = Math.round(coords.accuracy);
    if (accuracy < best) state.value = { kind: 'found', lng: coords.longitude, lat: coords.latitude, accuracy };
    if (accuracy <= goodMetres) stop();
  }

  function fail(error: GeolocationPositionError): void {
    if (error.code !== error.PERMISSION_DENIED) return; // indoors a fix may still come within the 8 s
    state.value = { kind: 'denied' };
    stop();
  }

  onScopeDispose(stop);
  return { state, ask, stop };
}
