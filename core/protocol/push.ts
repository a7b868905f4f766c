import * as z from 'zod/mini';
import type { Json } from '../lib/json.ts';
import type { Refusal } from '../lib/result.ts';
import type { ConflictId } from '../lib/id.ts';
import type { Iso } from '../lib/time.ts';
import { id, instant, uuid } from './shapes.ts';

/** `POST /api/sync/push` (sync, "Protocol"). */
export const protocolVersion = 1;
/** A request holds at most this many mutations and this many bytes, inflated. */
export const pushCountLimit = 50;
export const pushBytesLimit = 256 * 1024;

const seq = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const json = z.custom<Json>((value) => value !== undefined);

export const mutationShape = z.object({
  seq: z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER)),
  id: uuid,
  type: z.string().check(z.maxLength(64)),
  v: z.int(),
  at: instant,
  payload: json,
  base: z.optional(z.nullable(z.int())),
  expects: z.optional(z.nullable(z.string().check(z.maxLength(32)))),
  /** What the phone knew of its clock when this was saved: the clock may have jumped since, before it was sent. */
  clock: z.optional(z.object({ errorMs: z.int(), contactAt: instant })),
});

/**
 * One thing that a person did. `seq` is dense per device and given at the first attempt to send; `base` is the
 * `rev` that the sender had seen, `expects` the stage.
 */
export type Mutation = z.infer<typeof mutationShape>;

export const pushShape = z.object({
  protocol: z.literal(protocolVersion),
  epoch: z.nullable(z.string().check(z.maxLength(64))),
  device: id('device'),
  sentAt: z.optional(instant),
  acked: z.optional(seq),
  mutations: z.array(mutationShape).check(z.maxLength(pushCountLimit)),
});
export type PushRequest = z.infer<typeof pushShape>;

export type Outcome =
  | { outcome: 'applied'; receipt: string; conflicts?: readonly ConflictId[] }
  | { outcome: 'refused'; refusal: Refusal };

/** The stored answer to one mutation; `repeated` when it had been answered before. */
export type MutationResult = { seq: number; id: string; repeated?: true } & Outcome;

export interface PushReply {
  results: MutationResult[];
  epoch: string;
  serverTime: Iso;
}

/** Why a whole request was not taken, with what the phone does about it. */
export type SyncProblem =
  | { code: 'device-forked' } // 409: this device's numbers are used by another copy: take a new device id
  | { code: 'sequence-gap'; expected: number } // 409: resend from `expected`
  | { code: 'epoch-changed'; epoch: string; lastSeq: number }; // 409: the server was restored: pull afresh, resend
