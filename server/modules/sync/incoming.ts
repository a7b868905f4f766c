import { hash } from 'node:crypto';
import type { AccountId } from '../../../core/lib/id.ts';
import type { Json } from '../../../core/lib/json.ts';
import { refuse, type Result } from '../../../core/lib/result.ts';
import type { Mutation, PushRequest } from '../../../core/protocol/push.ts';
import { mutationBytesLimit } from '../../../core/protocol/text.ts';
import { wholeBook } from '../../../core/rules/loop-rules.ts';
import { commandOf, type Command } from '../../../core/rules/registry.ts';
import { canonicalText, keepCanonicalText } from './canonical-text.ts';

/** A push as it waits for its group: everything that needs no database is done once, however often it is run. */
export interface IncomingPush {
  account: AccountId;
  /** Desks go first: somebody sits there and waits. */
  isDesk: boolean;
  request: PushRequest;
  mutations: readonly IncomingMutation[];
  /** Of the bodies in UTF-8. */
  bytes: number;
}

export interface IncomingMutation {
  mutation: Mutation;
  /** SHA-256 of the canonical JSON of type, v, at, payload. */
  hash: string;
  /** The mutation as canonical JSON. */
  body: string;
  /** What the payload asks; or why it asks nothing. `fault`: its validator failed, which is our bug. */
  command: Result<Command> | { fault: unknown };
}

export function incomingPush(account: AccountId, isDesk: boolean, request: PushRequest): IncomingPush {
  const mutations = request.mutations.map(incomingMutation);
  return {
    account,
    isDesk,
    request,
    mutations,
    bytes: mutations.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
  };
}

function incomingMutation(mutation: Mutation): IncomingMutation {
  const { type, v, at, payload } = mutation;
  // The schema lets undefined members through as absent, as canonical JSON does.
  keepCanonicalText(payload);
  const body = canonicalText(mutation);
  return {
    mutation,
    body,
    hash: hash('sha256', canonicalText({ type, v, at, payload })),
    command: commandIn(mutation, body),
  };
}

function commandIn(mutation: Mutation, body: string): IncomingMutation['command'] {
  if (Buffer.byteLength(body) > mutationBytesLimit)
    return refuse('text-too-long', `a mutation holds at most ${mutationBytesLimit / 1024} KiB`);
  try {
    return commandOf(mutation, wholeBook);
  } catch (fault) {
    return { fault };
  }
}

/** Hashes of photos and voice that a push names: their bytes may have been here before. */
export function namedMedia(request: PushRequest): string[] {
  const named = request.mutations.flatMap(({ payload }) => mediaIn(payload));
  return [...new Set(named)];
}

function mediaIn(payload: Json): string[] {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return [];
  return Object.entries(payload).flatMap(([key, value]) => {
    if (key === 'set' && value !== undefined) return mediaIn(value);
    if ((key !== 'photos' && key !== 'voice') || !Array.isArray(value)) return [];
    return value.filter((item) => typeof item === 'string' && /^[0-9a-f]{64}$/.test(item));
  });
}
