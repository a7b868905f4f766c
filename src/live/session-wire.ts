import * as z from 'zod/mini';
import type { SignedIn } from '../local/phone.ts';
import { roles } from '../../core/org/role.ts';
import { id, instant } from '../../core/protocol/shapes.ts';
import { problemShape, type ProblemCode } from '../../core/protocol/problem.ts';

/** `POST` and `GET /api/session`: of its members, those that the phone's rules need. */
const sessionShape = z.object({
  account: z.object({ id: id('account'), username: z.string(), name: z.string() }),
  grants: z.array(z.object({ role: z.enum(roles), area: z.string(), from: instant, to: z.nullable(instant) })),
});

export type SessionAnswer =
  | { kind: 'account'; account: SignedIn }
  | { kind: 'problem'; code: ProblemCode }
  /** Nothing came back, or somebody else answered (a sign-in page of the network). */
  | { kind: 'offline' };

const address = '/api/session';
const headers = { 'Content-Type': 'application/json', 'X-Shaodao': '1' };

/** @param newPassword with a one-time password: the one that takes its place */
export const startSession = (
  username: string,
  password: string,
  newPassword: string | null = null,
): Promise<SessionAnswer> =>
  ask({
    method: 'POST',
    headers,
    body: JSON.stringify({ username, password, ...(newPassword !== null && { newPassword }) }),
  });

export const askSession = (): Promise<SessionAnswer> => ask({ method: 'GET', headers: { 'X-Shaodao': '1' } });

/** @returns whether the server has heard it */
export async function endSession(): Promise<boolean> {
  try {
    const reply = await fetch(address, { method: 'DELETE', headers: { 'X-Shaodao': '1' } });
    return reply.ok || reply.status === 401;
  } catch {
    return false;
  }
}

async function ask(init: RequestInit): Promise<SessionAnswer> {
  let body: unknown;
  let isOk: boolean;
  try {
    const reply = await fetch(address, { ...init, cache: 'no-store' });
    isOk = reply.ok;
    body = await reply.json();
  } catch {
    return { kind: 'offline' };
  }
  if (!isOk) {
    const problem = problemShape.safeParse(body);
    return problem.success ? { kind: 'problem', code: problem.data.code } : { kind: 'offline' };
  }
  const said = sessionShape.safeParse(body);
  if (!said.success) return { kind: 'offline' };
  return { kind: 'account', account: { ...said.data.account, grants: said.data.grants } };
}
