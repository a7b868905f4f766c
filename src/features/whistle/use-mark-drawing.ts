/**
 * Two points make a mark. A finger draws from one to the other; or taps the first, then the second; or arrow keys
 * move a cross and Enter sets the points. Which of them is under way is one state: the first point, and where the
 * second would be now.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { MarkPoint } from './photo-marks.ts';

export interface MarkDrawing {
  /** The first point, once it is set. */
  from: Readonly<ShallowRef<MarkPoint | null>>;
  /** Where the second would be; null while nothing points at it. */
  to: Readonly<ShallowRef<MarkPoint | null>>;
  /** Where the keys' cross stands; null until a key was used. */
  cross: Readonly<ShallowRef<MarkPoint | null>>;
  down: (at: MarkPoint) => void;
  move: (at: MarkPoint) => void;
  /** @param isTap the finger stayed where it came down */
  up: (at: MarkPoint, isTap: boolean) => void;
  /** @returns whether the key was one of its own */
  key: (key: string, isFar: boolean) => boolean;
  cancel: () => void;
}

const steps: Readonly<Record<string, MarkPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const within = (share: number): number => Math.min(1, Math.max(0, share));

export function useMarkDrawing(onMark: (from: MarkPoint, to: MarkPoint) => void): MarkDrawing {
  const from = shallowRef<MarkPoint | null>(null);
  const to = shallowRef<MarkPoint | null>(null);
  const cross = shallowRef<MarkPoint | null>(null);
  /** Where the finger is down; apart from a first point that was tapped before. */
  let pressed: MarkPoint | null = null;
  let tapped: MarkPoint | null = null;

  function cancel(): void {
    pressed = null;
    tapped = null;
    from.value = null;
    to.value = null;
  }

  function finish(start: MarkPoint, end: MarkPoint): void {
    cancel();
    onMark(start, end);
  }

  function set(at: MarkPoint): void {
    if (tapped) return finish(tapped, at);
    tapped = at;
    from.value = at;
    to.value = null;
  }

  return {
    from,
    to,
    cross,
    down(at) {
      pressed = at;
      cross.value = null;
    },
    move(at) {
      if (!pressed) return;
      from.value = pressed;
      to.value = at;
    },
    up(at, isTap) {
      const start = pressed;
      pressed = null;
      if (!start) return;
      if (!isTap) return finish(start, at);
      set(at);
    },
    key(key, isFar) {
      const step = steps[key];
      if (step) {
        const [x, y] = cross.value ?? from.value ?? [0.5, 0.5];
        const reach = isFar ? 0.1 : 0.02;
        cross.value = [within(x + step[0] * reach), within(y + step[1] * reach)];
        if (tapped) to.value = cross.value;
        return true;
      }
      if (key === 'Enter' || key === ' ') {
        cross.value ??= [0.5, 0.5];
        set(cross.value);
        return true;
      }
      if (key === 'Escape' && from.value) {
        cancel();
        return true;
      }
      return false;
    },
    cancel,
  };
}
