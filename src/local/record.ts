import type { Json } from '../../core/lib/json.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import { isHeld, type MadeMutation } from './made.ts';
import type { OutboxRecord, RecordState } from './phone.ts';

/** A record as screens see it: its state is never stored, it follows from what is. */
export function recordOf(made: MadeMutation, nowMs: number): OutboxRecord {
  const { id, order, type, v, payload, base, expects, savedAt, clock, heldUntil, media, sent, answer, givenUpAt } =
    made;
  return {
    id,
    order,
    type,
    v,
    payload,
    base,
    expects,
    savedAt,
    clock,
    heldUntil,
    state: stateOf(made, nowMs),
    seq: sent?.envelope.seq ?? null,
    result: answer?.result ?? null,
    answeredAt: answer?.at ?? null,
    media,
    isGivenUp: givenUpAt !== null,
  };
}

function stateOf(made: MadeMutation, nowMs: number): RecordState {
  if (made.discardedAt !== null) return 'discarded';
  if (made.answer?.result.outcome === 'applied') return 'received';
  if (made.givenUpAt !== null) return 'discarded';
  if (made.answer) return 'refused';
  if (made.sent) return 'sending';
  return isHeld(made, nowMs) ? 'held' : 'waiting';
}

/** Hashes of the photos and voice notes that a payload names. */
export function mediaOf<T extends MutationType>(type: T, payload: PayloadOf<T>): string[] {
  const said = payload as { photos?: string[]; voice?: string[]; set?: { photos?: string[]; voice?: string[] } };
  const isSet = type === 'whistle.amend' || type === 'whistle.resend';
  const { photos = [], voice = [] } = (isSet ? said.set : said) ?? {};
  return [...new Set([...photos, ...voice])];
}

/** As it will cross the wire: a copy without `undefined`, dates or reactive wrappers. */
export const jsonOf = (payload: unknown): Json => JSON.parse(JSON.stringify(payload)) as Json;
