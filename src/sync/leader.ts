/**
 * The server's pokes for all tabs of this browser: the one that holds the lock keeps the stream and tells the others,
 * for a browser has but six connections to a host. Who does not hold it tries again now and then, so that a closed
 * tab is followed within that time; a poke that nobody heard costs a few minutes, never a change.
 */
import type { Poke } from '../../core/protocol/pull.ts';
import { backoffMs } from './backoff.ts';
import type { Channel, PokeStream } from './phone-options.ts';
import type { Clock, Lock, Random } from './ports.ts';

/** How often a tab asks whether the leader has gone. */
export const followMs = 15_000;

interface LeaderParts {
  lock: Lock;
  pokes: PokeStream;
  channel: Channel | null;
  clock: Clock;
  random: Random;
}

/** Runs until the signal is aborted. */
export async function leadPokes(
  { lock, pokes, channel, clock, random }: LeaderParts,
  onPoke: (poke: Poke | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const keepStream = async () => {
    for (let failures = 0; !signal.aborted;) {
      const openedAt = clock.now();
      // Whatever was poked before the stream stood has to be asked for.
      onPoke(null);
      await pokes((poke) => {
        channel?.post({ kind: 'poke', poke });
        onPoke(poke);
      }, signal);
      failures = clock.now() - openedAt > followMs ? 1 : failures + 1;
      await clock.sleep(backoffMs('lost', failures, random), signal);
    }
  };
  while (!signal.aborted) {
    await lock('poke-stream', keepStream);
    await clock.sleep(followMs, signal);
  }
}
