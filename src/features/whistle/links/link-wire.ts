import * as z from 'zod/mini';
import type { AccountId, WhistleId } from '../../../../core/lib/id.ts';
import { problemShape, type ProblemCode } from '../../../../core/protocol/problem.ts';

/** `POST /api/whistles/:id/links` and `.../ballot-links`: told once, kept by nobody. */
const followShape = z.object({ url: z.string() });
const ballotsShape = z.object({ page: z.string(), links: z.array(z.object({ url: z.string(), code: z.string() })) });

export type BallotLinks = z.output<typeof ballotsShape>;
export type LinkAnswer<T> = { ok: true; value: T } | { ok: false; code: ProblemCode | 'offline' };

export const askFollowLink = (account: AccountId, whistle: WhistleId): Promise<LinkAnswer<{ url: string }>> =>
  ask(account, `/api/whistles/${whistle}/links`, {}, followShape);

/** @param count 1 to 60 */
export const askBallotLinks = (
  account: AccountId,
  whistle: WhistleId,
  count: number,
): Promise<LinkAnswer<BallotLinks>> => ask(account, `/api/whistles/${whistle}/ballot-links`, { count }, ballotsShape);

/** The account goes along: a cookie that became somebody else's is refused. */
async function ask<T extends z.ZodMiniType>(
  account: AccountId,
  path: string,
  body: object,
  shape: T,
): Promise<LinkAnswer<z.output<T>>> {
  try {
    const reply = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Shaodao': '1', 'X-Shaodao-Account': account },
      body: JSON.stringify(body),
      cache: 'no-store',
    });
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
