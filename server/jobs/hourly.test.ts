import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hourMs } from '../../core/lib/time.ts';
import { everyHour } from './hourly.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an hourly job', () => {
  it('runs at the start and then each hour, until it is stopped', async () => {
    const run = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const stop = everyHour(run, () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(run).toHaveBeenCalledTimes(3);
    await stop();
    await vi.advanceTimersByTimeAsync(5 * hourMs);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('tells of a run that failed and tries again the next hour', async () => {
    const faults: unknown[] = [];
    const run = vi.fn<() => Promise<void>>(() => Promise.resolve());
    run.mockRejectedValueOnce(new Error('the database is away'));
    const stop = everyHour(run, (fault) => faults.push(fault));
    await vi.advanceTimersByTimeAsync(hourMs);
    expect([run.mock.calls.length, faults.length]).toEqual([2, 1]);
    await stop();
  });

  it('waits with stopping for the run under way', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isStopped = false;
    const stop = everyHour(
      () => promise,
      () => undefined,
    );
    await vi.advanceTimersByTimeAsync(0);
    const stopping = stop().then(() => (isStopped = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(isStopped).toBe(false);
    resolve();
    await stopping;
    expect(isStopped).toBe(true);
  });
});
