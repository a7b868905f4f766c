import type { Reply } from '../ports.ts';
import { replyOf } from './wire.ts';

const timeoutMs = 60_000;

/** One request; a redirect is a stranger's, for the server sends none. */
export async function ask<T>(path: string, init: RequestInit, isBody: (body: unknown) => body is T): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.type === 'opaqueredirect') return { kind: 'foreign' };
    const contentType = response.headers.get('content-type');
    return replyOf({ status: response.status, contentType, text: await response.text() }, isBody);
  } catch {
    return { kind: 'lost' }; // no network, no answer in time, or a body cut off: it may or may not have arrived
  }
}
