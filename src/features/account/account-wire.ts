import * as z from 'zod/mini';
import type { AccountId } from '../../../core/lib/id.ts';
import { problemShape, type ProblemCode } from '../../../core/protocol/problem.ts';
import { day } from '../../../core/protocol/shapes.ts';

/** `GET /api/sessions`. */
const sessionsShape = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      system: z.enum(['android', 'ios', 'harmony', 'windows', 'mac', 'linux', 'other']),
      startedOn: day,
      usedOn: day,
      isThis: z.boolean(),
    }),
  ),
});
export type OwnSession = z.output<typeof sessionsShape>['sessions'][number];
export type Answer<T> = { ok: true; value: T } | { ok: false; code: ProblemCode | 'offline' };

export async function askSessions(account: AccountId): Promise<Answer<OwnSession[]>> {
  const answer = await ask(account, 'GET', '/api/sessions', sessionsShape);
  return answer.ok ? { ok: true, value: answer.value.sessions } : answer;
}

/** @param id `others`: all but this device. One that is gone already is where it was wanted. */
export async function endOwnSession(account: AccountId, id: string): Promise<Answer<null>> {
  const answer = await ask(account, 'DELETE', `/api/sessions/${encodeURIComponent(id)}`, z.null());
  return !answer.ok && answer.code === 'not-found' ? { ok: true, value: null } : answer;
}

/** The account goes along: a cookie that became somebody else's is refused, and nothing of hers is shown here. */
export async function ask<T extends z.ZodMiniType>(
  account: AccountId,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  shape: T,
  body?: object,
): Promise<Answer<z.output<T>>> {
  try {
    const headers = {
      'X-Shaodao': '1',
      'X-Shaodao-Account': account,
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const sent = body ? { body: JSON.stringify(body) } : {};
    const reply = await fetch(path, { method, headers, cache: 'no-store', ...sent });
    const said: unknown = reply.status === 204 ? null : await reply.json();
    if (reply.ok) {
      const read = shape.safeParse(said);
      return read.success ? { ok: true, value: read.data } : { ok: false, code: 'offline' };
    }
    const problem = problemShape.safeParse(said);
    return { ok: false, code: problem.success ? problem.data.code : 'offline' };
  } catch {
    return { ok: false, code: 'offline' };
  }
}
