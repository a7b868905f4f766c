import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt, type Role } from '../../../core/org/role.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import { pullShape, type Emptied } from '../../../core/protocol/pull.ts';
import {
  protocolVersion,
  pushCountLimit,
  pushShape,
  type PushReply,
  type PushRequest,
  type SyncProblem,
} from '../../../core/protocol/push.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { isDeeper } from '../../http/depth.ts';
import { ProblemError } from '../../problems.ts';
import { TooBusy } from './group.ts';
import { namedMedia } from './incoming.ts';
import { StoreConflict } from './store.ts';
import type { Sync } from './sync.ts';

export interface SyncReactions {
  /** After the answer is durable: the account named these photos and voice notes. */
  named: (district: string, account: AccountId, hashes: readonly string[]) => Promise<void>;
  /** Whether the phone that asks was emptied since it last sent. */
  emptied: (session: Session, device: DeviceId, formerly: readonly DeviceId[]) => Promise<Emptied | null>;
}

/** Roles that send from a phone at a door; the others sit at a desk, and go first. */
const fieldRoles: readonly Role[] = ['worker', 'unit'];
/** Deeper than any payload; a body that is deeper still would exhaust the stack of whoever walks it. */
const depthLimit = 32;

const errors = {
  400: problemShape,
  401: problemShape,
  403: problemShape,
  409: problemShape,
  413: problemShape,
  426: problemShape,
  429: problemShape,
  503: problemShape,
};

const pushReply = z.object({
  results: z.array(
    z.object({
      seq: z.int(),
      id: z.string(),
      repeated: z.optional(z.literal(true)),
      outcome: z.enum(['applied', 'refused']),
      receipt: z.optional(z.string()),
      conflicts: z.optional(z.array(z.string())),
      refusal: z.optional(z.object({ code: z.string(), detail: z.string() })),
    }),
  ),
  epoch: z.string(),
  serverTime: z.string(),
});

const pullReply = z.object({
  epoch: z.string(),
  serverTime: z.string(),
  lastSeq: z.int(),
  /** By scope: `{from, to, head, more, changes}`; a change is `{version, kind, id, op, row?}`. */
  scopes: z.record(z.string(), z.any()),
  left: z.array(z.string()),
  reset: z.array(z.string()),
  emptied: z.optional(z.object({ lastSeq: z.int(), seenAt: z.string() })),
});

/** `POST /api/sync/push` and `/pull`: the one door for what staff do, and the one way in which they learn of it. */
export async function syncRoutes(
  plain: FastifyInstance,
  deps: ServerDeps,
  sync: Sync,
  { named, emptied }: SyncReactions,
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.route({
    method: 'POST',
    url: '/api/sync/push',
    config: { access: 'session' },
    schema: { summary: 'Send what was done', body: pushShape, response: { 200: pushReply, ...errors } },
    preValidation: async (request) => checkEnvelope(request.body),
    handler: async (request) => {
      const session = deps.sessionOf(request);
      const { district, account, grants } = session;
      const isDesk = grantsAt(grants, isoOf(deps.now())).some(({ role }) => !fieldRoles.includes(role));
      const answer = await sync.push(district, { account, isDesk }, request.body).catch(asProblem);
      if (!answer.ok) throw problemOf(answer.problem);
      named(district, account, namedMedia(request.body)).catch((fault: unknown) => {
        deps.log.warn({ err: fault }, 'photos were not looked up; they are when the phone asks again');
      });
      // A result is applied or refused; the reply's schema lists the members of both.
      return answer.reply as z.input<typeof pushReply>;
    },
  });

  app.route({
    method: 'POST',
    url: '/api/sync/pull',
    config: { access: 'session' },
    schema: { summary: 'Fetch what changed', body: pullShape, response: { 200: pullReply, ...errors } },
    preValidation: async (request) => checkEnvelope(request.body),
    handler: async (request) => {
      const session = deps.sessionOf(request);
      const { device, formerly = [] } = request.body;
      const answer = await sync.pull(session.district, session.account, request.body).catch(asProblem);
      if (!answer.ok) throw problemOf(answer.problem);
      const was = await emptied(session, device, formerly);
      return { ...answer.reply, ...(was && { emptied: was }) };
    },
  });
}

/** What has an answer of its own, before the validator says only that something is wrong. */
function checkEnvelope(body: unknown): void {
  if (body === null || typeof body !== 'object') return;
  if ('protocol' in body && body.protocol !== protocolVersion)
    throw new ProblemError('protocol-too-old', `this server speaks version ${protocolVersion} of the protocol`);
  if ('mutations' in body && Array.isArray(body.mutations) && body.mutations.length > pushCountLimit)
    throw new ProblemError('too-large', `a request holds at most ${pushCountLimit} mutations`);
  if (isDeeper(body, depthLimit)) throw new ProblemError('bad-request', 'the body is nested too deeply');
}

/** A push as that account, from elsewhere than its phone. @throws ProblemError */
export async function pushAs(
  sync: Sync,
  district: string,
  account: AccountId,
  request: PushRequest,
): Promise<PushReply> {
  const answer = await sync.push(district, { account, isDesk: true }, request).catch(asProblem);
  if (!answer.ok) throw problemOf(answer.problem);
  return answer.reply;
}

function asProblem(fault: unknown): never {
  if (fault instanceof TooBusy) throw new ProblemError('too-many', 'too much is waiting; ask again in a moment');
  if (fault instanceof StoreConflict) throw new ProblemError('database-away', 'the database is busy; ask again');
  throw fault;
}

function problemOf(problem: SyncProblem): ProblemError {
  switch (problem.code) {
    case 'device-forked':
      return new ProblemError(problem.code, 'another copy uses the numbers of this device; take a new device id');
    case 'sequence-gap':
      return new ProblemError(problem.code, `number ${problem.expected} comes next`, { expected: problem.expected });
    case 'epoch-changed':
      return new ProblemError(problem.code, 'the server was restored; pull afresh and resend from lastSeq + 1', {
        epoch: problem.epoch,
        lastSeq: problem.lastSeq,
      });
  }
}
