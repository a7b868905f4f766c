/** What may come back over a network: the server's own JSON, a problem document, somebody else's page, or nothing. */
import * as z from 'zod/mini';
import type { Iso } from '../../../core/lib/time.ts';
import { masks } from '../../../core/org/scope.ts';
import { problemShape, type Problem, type ProblemCode } from '../../../core/protocol/problem.ts';
import { instant } from '../../../core/protocol/shapes.ts';
import type { PullReply } from '../../../core/protocol/pull.ts';
import type { PushReply } from '../../../core/protocol/push.ts';
import type { Reply } from '../ports.ts';

const result = z.looseObject({ seq: z.int(), id: z.string(), outcome: z.enum(['applied', 'refused']) });
const change = z.looseObject({
  version: z.int(),
  kind: z.string(),
  id: z.string(),
  op: z.enum(['put', 'leave', 'delete']),
});
const page = z.looseObject({
  from: z.nullable(z.int()),
  to: z.int(),
  head: z.int(),
  more: z.boolean(),
  mask: z.optional(z.enum(masks)),
  changes: z.array(change),
  snapshot: z.optional(z.object({ url: z.string(), bytes: z.int(), rows: z.int(), sha256: z.string() })),
});

const pushReplyShape = z.looseObject({ results: z.array(result), epoch: z.string(), serverTime: instant });
const pullReplyShape = z.looseObject({
  epoch: z.string(),
  serverTime: instant,
  lastSeq: z.int(),
  scopes: z.record(z.string(), page),
  left: z.array(z.string()),
  reset: z.array(z.string()),
});
const complaintReplyShape = z.looseObject({ at: instant });
const mediaStateShape = z.object({ sha256: z.string(), state: z.enum(['unknown', 'here', 'refused']) });

// The outline is checked, to know the server from a stranger; what it says of each row is the server's to answer for.
export const isPushReply = (body: unknown): body is PushReply => pushReplyShape.safeParse(body).success;
export const isPullReply = (body: unknown): body is PullReply => pullReplyShape.safeParse(body).success;
export const isComplaintReply = (body: unknown): body is { at: Iso } => complaintReplyShape.safeParse(body).success;
export const isMediaState = (body: unknown): body is z.infer<typeof mediaStateShape> =>
  mediaStateShape.safeParse(body).success;

export interface Answer {
  status: number;
  contentType: string | null;
  text: string;
}

export function replyOf<T>(answer: Answer, isBody: (body: unknown) => body is T): Reply<T> {
  if (!isOwnType(answer.contentType)) return strangerOf(answer.status);
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    return { kind: 'lost' }; // cut off on the way
  }
  if (answer.status >= 200 && answer.status < 300) return isBody(body) ? { kind: 'ok', body } : { kind: 'foreign' };
  const problem = problemShape.safeParse(body);
  return problem.success ? { kind: 'problem', problem: problem.data } : strangerOf(answer.status);
}

export const isOwnType = (type: string | null): boolean => /^application\/(problem\+)?json\b/i.test(type ?? '');

/** A proxy in between may speak for the server in these numbers alone; a sign-in page speaks for nobody. */
function strangerOf(status: number): Reply<never> {
  if (status === 413) return { kind: 'problem', problem: problemFor(413, 'too-large') };
  if (status === 429) return { kind: 'problem', problem: problemFor(429, 'too-many') };
  return status >= 500 ? { kind: 'lost' } : { kind: 'foreign' };
}

const problemFor = (status: number, code: ProblemCode): Problem => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  detail: 'said by a proxy',
});
