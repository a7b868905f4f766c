import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { useCountdown } from './use-countdown.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function begin() {
  const onEnd = vi.fn<() => void>();
  const scope = effectScope();
  const countdown = scope.run(() => useCountdown(8000, onEnd, () => Date.now()));
  if (!countdown) throw new Error('the scope gave nothing');
  return { onEnd, scope, countdown };
}

describe('useCountdown', () => {
  it('ends once after its time', () => {
    const { onEnd } = begin();
    vi.advanceTimersByTime(7999);
    expect(onEnd).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('stands still while paused and goes on with what was left', () => {
    const { onEnd, countdown } = begin();
    vi.advanceTimersByTime(5000);
    countdown.pause();
    vi.advanceTimersByTime(60_000);
    countdown.resume();
    vi.advanceTimersByTime(2999);
    expect(onEnd).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('waits until every reason to pause is gone', () => {
    const { onEnd, countdown } = begin();
    countdown.pause();
    countdown.pause();
    countdown.resume();
    vi.advanceTimersByTime(60_000);
    expect(onEnd).not.toHaveBeenCalled();
    expect(countdown.isPaused.value).toBe(true);
  });

  it('never ends once stopped, nor after its scope', () => {
    const stopped = begin();
    stopped.countdown.stop();
    stopped.countdown.pause();
    stopped.countdown.resume();
    const left = begin();
    left.scope.stop();
    vi.advanceTimersByTime(60_000);
    expect(stopped.onEnd).not.toHaveBeenCalled();
    expect(left.onEnd).not.toHaveBeenCalled();
  });
});
