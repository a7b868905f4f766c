import type { Problem, ProblemCode } from '../core/protocol/problem.ts';

interface Kind {
  status: number;
  title: string;
}

/** Status and title of each code; complete by type. */
const problemKinds: Record<ProblemCode, Kind> = {
  'bad-request': { status: 400, title: 'The request is not what this address takes' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'Username or password is wrong' },
  'new-password-needed': { status: 403, title: 'Choose a password of your own' },
  forbidden: { status: 403, title: 'This is not yours to do' },
  'demo-only-here': { status: 403, title: 'The demo is reachable from its own machine only' },
  'not-found': { status: 404, title: 'Nothing is here' },
  'dates-over': { status: 409, title: 'These days are over' },
  'dates-taken': { status: 409, title: 'These days are taken' },
  changed: { status: 409, title: 'Somebody was first' },
  'device-forked': { status: 409, title: "Another copy uses this device's numbers" },
  'sequence-gap': { status: 409, title: 'Something between is missing' },
  'epoch-changed': { status: 409, title: 'The server was restored from a backup' },
  'too-large': { status: 413, title: 'Too large' },
  'not-a-photo': { status: 415, title: 'The bytes are not what they claim' },
  'protocol-too-old': { status: 426, title: 'This version is no longer served' },
  'settings-wrong': { status: 422, title: 'Not what can be set' },
  'too-many': { status: 429, title: 'Too many attempts' },
  'server-fault': { status: 500, title: 'The server failed' },
  'storage-full': { status: 507, title: "No room on the server's disk" },
  'database-away': { status: 503, title: 'The database does not answer' },
};

export type ProblemExtras = Partial<Pick<Problem, 'expected' | 'epoch' | 'lastSeq' | 'by' | 'at' | 'faults'>>;

export const problemOf = (code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem => ({
  type: `urn:shaodao:problem:${code}`,
  title: problemKinds[code].title,
  status: problemKinds[code].status,
  code,
  detail,
  ...extras,
});

/** Thrown by routes; the error handler sends it as application/problem+json. `detail` is shown to callers. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: Problem;
  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.problem = problemOf(code, detail, extras);
  }
}
