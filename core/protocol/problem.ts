import * as z from 'zod/mini';

/** Every code of an `application/problem+json` reply. Screens have words for each. */
export const problemCodes = [
  'bad-request', // 400: the body is not what the address takes
  'not-signed-in', // 401
  'wrong-credentials', // 401: the same for an unknown name
  'new-password-needed', // 403: the password was made by a desk: choose your own with it
  'forbidden', // 403: signed in, but this is not yours to do
  'demo-only-here', // 403: the demo's accounts are reachable from this machine only
  'not-found', // 404
  'dates-over', // 409: a stand-in cannot begin in the past, nor end before it begins
  'dates-taken', // 409: somebody stands in for that grid in these days, or it is hers already
  'changed', // 409: somebody changed it since it was read; `by` and `at` say who and when
  'device-forked', // 409 of push
  'sequence-gap', // 409 of push
  'epoch-changed', // 409 of push and pull
  'too-large', // 413
  'not-a-photo', // 415: the bytes are not what they claim
  'protocol-too-old', // 426
  'settings-wrong', // 422: `faults` names each field and says in words what is possible
  'too-many', // 429
  'server-fault', // 500
  'storage-full', // 507: no room on the server's disk
  'database-away', // 503: try again
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** RFC 9457. Never a stack, SQL or a path. */
export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.string(),
  expected: z.optional(z.int()),
  epoch: z.optional(z.string()),
  lastSeq: z.optional(z.int()),
  by: z.optional(z.string()),
  at: z.optional(z.string()),
  faults: z.optional(z.array(z.object({ field: z.string(), rule: z.string(), zh: z.string(), en: z.string() }))),
});
export type Problem = z.infer<typeof problemShape>;
