import { hourMs } from '../../core/lib/time.ts';

/**
 * Runs a job once at the start and then every so often, one run at a time. A run that failed is told and is no reason to
 * stop: the next one tries again, as a job has to be one that may be run any number of times.
 * @returns stops it, after the run under way
 */
export function everySoOften(
  everyMs: number,
  run: () => Promise<void>,
  onFault: (fault: unknown) => void,
): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isStopped = false;
  const turn = (): void => {
    // One that takes longer than the time between is not piled upon.
    if (isStopped || running) return;
    running = run()
      .catch(onFault)
      .finally(() => {
        running = null;
      });
  };
  turn();
  const timer = setInterval(turn, everyMs);
  timer.unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await running;
  };
}

export const everyHour = (run: () => Promise<void>, onFault: (fault: unknown) => void): (() => Promise<void>) =>
  everySoOften(hourMs, run, onFault);
