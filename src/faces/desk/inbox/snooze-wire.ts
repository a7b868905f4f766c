import * as z from 'zod/mini';
import { instant } from '../../../../core/protocol/shapes.ts';
import type { Iso } from '../../../../core/lib/time.ts';

/** `/api/snoozes`: what this account put aside, as the server keeps it for all of its computers. */
const listShape = z.object({ snoozes: z.array(z.object({ whistle: z.string(), until: instant })) });
const headers = (account: string) => ({
  'Content-Type': 'application/json',
  'X-Shaodao': '1',
  'X-Shaodao-Account': account,
});

/** null: the server did not answer, or not with a list. */
export async function fetchSnoozes(account: string): Promise<Map<string, Iso> | null> {
  try {
    const reply = await fetch('/api/snoozes', { cache: 'no-store', headers: headers(account) });
    if (!reply.ok) return null;
    const read = listShape.safeParse(await reply.json());
    return read.success ? new Map(read.data.snoozes.map(({ whistle, until }) => [whistle, until])) : null;
  } catch {
    return null;
  }
}

/**
 * @param until null brings it back
 * @returns `sent`; `refused` where asking again would not help (it lies elsewhere now, its moment passed); `later`
 */
export async function sendSnooze(
  account: string,
  whistle: string,
  until: Iso | null,
): Promise<'sent' | 'refused' | 'later'> {
  try {
    const reply = await fetch(`/api/snoozes/${encodeURIComponent(whistle)}`, {
      method: until === null ? 'DELETE' : 'PUT',
      headers: headers(account),
      ...(until !== null && { body: JSON.stringify({ until }) }),
    });
    if (reply.ok) return 'sent';
    return reply.status === 400 || reply.status === 404 ? 'refused' : 'later';
  } catch {
    return 'later';
  }
}
