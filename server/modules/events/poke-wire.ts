/**
 * Pokes between servers of one database, by LISTEN and NOTIFY. A hint only: one that is lost while the connection
 * is made anew is made good by each phone's own timer. Pokes of some milliseconds go together, and never more than
 * one notification is under way, so NOTIFY's global lock is not in the way of commits.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Poke } from '../../../core/protocol/pull.ts';
import type { PokeWire } from './pokes.ts';

const channel = 'shaodao_pokes';
const gatherMs = 25;
/** A notification holds 8,000 bytes; 100 pokes take some 5,000. */
const pokesEach = 100;

export interface OpenWire extends PokeWire {
  close(): Promise<void>;
}

export function openPokeWire(pool: Pool): OpenWire {
  const me = randomUUID();
  const stop = new AbortController();
  const waiting = new Map<Poke['scope'], number>();
  let arrival: ((pokes: readonly Poke[]) => void) | null = null;
  let sending: Promise<void> | null = null;

  const flush = async (): Promise<void> => {
    await sleep(gatherMs);
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, pokesEach);
      for (const [scope] of some) waiting.delete(scope);
      const pokes = some.map(([scope, head]) => ({ scope, head }));
      await pool.query('select pg_notify($1, $2)', [channel, JSON.stringify({ from: me, pokes })]);
    }
  };

  const hear = (payload: string | undefined): void => {
    const { from, pokes } = JSON.parse(payload ?? '{}') as { from?: string; pokes?: Poke[] };
    if (from !== me && pokes) arrival?.(pokes);
  };

  const listening = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const client = await pool.connect().catch(() => null);
      if (client) await listen(client, hear, stop.signal);
      await sleep(1000, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();

  return {
    send(pokes) {
      for (const { scope, head } of pokes) waiting.set(scope, Math.max(head, waiting.get(scope) ?? 0));
      sending ??= flush()
        // Lost with the database's connection: a hint may be.
        .catch(() => waiting.clear())
        .finally(() => {
          sending = null;
        });
    },
    onArrival(listener) {
      arrival = listener;
    },
    async close() {
      stop.abort();
      await sending;
      await listening;
    },
  };
}

/** Until the connection ends or we stop. */
async function listen(
  client: PoolClient,
  hear: (payload: string | undefined) => void,
  stop: AbortSignal,
): Promise<void> {
  client.on('notification', ({ payload }) => hear(payload));
  const ended = new Promise<void>((resolve) => {
    client.once('error', () => resolve());
    client.once('end', () => resolve());
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await client.query(`listen ${channel}`).catch(() => undefined);
  if (!stop.aborted) await ended;
  client.removeAllListeners('notification');
  client.release(true);
}
