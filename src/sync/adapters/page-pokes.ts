import * as z from 'zod/mini';
import type { Poke } from '../../../core/protocol/pull.ts';
import type { PokeStream } from '../phone-options.ts';

const pokePattern = /^(tenant|grid|community|unit|account):[\w-]+$/;
const pokeShape = z.object({ scope: z.string().check(z.regex(pokePattern)), head: z.int() });

/** `GET /api/events`. It ends at the first fault; whoever keeps it opens it again, with a wait. */
export const pagePokes: PokeStream = (onPoke, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource('/api/events');
    const end = () => {
      source.close();
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    source.addEventListener('error', end);
    source.addEventListener('message', (event: MessageEvent<string>) => {
      const poke = pokeOf(event.data);
      if (poke) onPoke(poke);
    });
  });

function pokeOf(text: string): Poke | null {
  try {
    const poke = pokeShape.safeParse(JSON.parse(text));
    return poke.success ? (poke.data as Poke) : null;
  } catch {
    return null; // a poke is a hint: one that cannot be read is as good as none
  }
}
