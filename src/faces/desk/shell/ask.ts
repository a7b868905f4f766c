import type * as z from 'zod/mini';
import { problemShape, type ProblemCode } from '../../../../core/protocol/problem.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; code: ProblemCode | 'offline' };

/**
 * One question to a route of the desks (`/api/desk/...`). Nothing of the answer is cached or kept on this computer.
 * @param body what to POST; left out: a GET
 */
export async function ask<T extends z.ZodMiniType>(
  path: string,
  shape: T,
  body?: object,
): Promise<Answer<z.output<T>>> {
  const posted = body && {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shaodao': '1' },
    body: JSON.stringify(body),
  };
  try {
    const reply = await fetch(path, { ...posted, cache: 'no-store' });
    const said: unknown = await reply.json();
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
