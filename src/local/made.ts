/**
 * What the worker made: the tables of the database that is never thrown away and only ever grows.
 */
import { assert } from '../../core/lib/assert.ts';
import type { DeviceId } from '../../core/lib/id.ts';
import type { Json } from '../../core/lib/json.ts';
import { isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import type { MutationType } from '../../core/protocol/payloads.ts';
import type { Mutation, MutationResult } from '../../core/protocol/push.ts';
import type { KeptPhoto } from './phone.ts';

export const madeTables = ['meta', 'drafts', 'mutations', 'photos', 'photoBytes'] as const;
export type MadeTable = (typeof madeTables)[number];

/** The persistent state of sending: one record, read and written in the same transaction as what it numbers. */
export interface MadeState {
  /** Ids that this phone has had, the present one last: a forked device takes a new one. */
  devices: readonly DeviceId[];
  /** The server's epoch as last agreed; null before the first contact. */
  epoch: string | null;
  /** The number that the next record gets at its first attempt to send. */
  nextSeq: number;
  /** Every number up to here was answered to the present device, in the present epoch. */
  answeredSeq: number;
  /** The order number of the next record saved. */
  nextOrder: number;
  /** The phone's clock minus the server's at the last contact, in ms. */
  clockErrorMs: number | null;
  /** The server's time at the last contact. */
  contactAt: Iso | null;
}

export interface MadeMutation {
  id: string;
  order: number;
  type: MutationType;
  v: number;
  payload: Json;
  base: number | null;
  expects: string | null;
  savedAt: Iso;
  /** What to add to this phone's times to get the server's, as it was known when this was saved. */
  correctionMs: number;
  /** What was known of this phone's clock when this was saved; null before the first contact. */
  clock: NonNullable<Mutation['clock']> | null;
  heldUntil: number | null;
  /** How long it was asked to be held; an edit starts that anew. */
  holdMs: number;
  media: readonly string[];
  /** Taken back or put away, by the server's clock as far as this phone knows it. */
  discardedAt: Iso | null;
  /** Put away by its maker though it has a number: it goes on being sent, for its number must be answered. */
  givenUpAt: Iso | null;
  /** Given at the first attempt to send and never changed but for a forked device. */
  sent: { device: DeviceId; envelope: Mutation } | null;
  answer: { result: MutationResult; at: Iso | null } | null;
}

export interface MadePhoto extends KeptPhoto {
  /** Records that name it. */
  records: readonly string[];
  /** The server's time of the confirmation. */
  confirmedAt: Iso | null;
  /** The full bytes are still on this phone. */
  hasBytes: boolean;
  /** The server has the small picture already. */
  isThumbSent: boolean;
}

/** Undo lasts a minute at most (a visit: until the next door, or 60 s); a clock set back must not stretch it. */
export const longestHoldMs = 120_000;

/** The hold is a stored time: a closed page does not extend it. */
export const isHeld = (record: MadeMutation, nowMs: number): boolean =>
  record.heldUntil !== null && record.heldUntil > nowMs && record.heldUntil - nowMs <= longestHoldMs;

export const presentDevice = (state: MadeState): DeviceId => {
  const device = state.devices.at(-1);
  assert(device, 'a phone has a device id');
  return device;
};

/** What was known of the clock at a moment of this phone, and what to add to its times then: nobody acts before a contact. */
export function clockAt(state: MadeState, nowMs: number): Pick<MadeMutation, 'clock' | 'correctionMs'> {
  const { clockErrorMs, contactAt } = state;
  if (contactAt === null) return { clock: null, correctionMs: 0 };
  const errorMs = Math.round(clockErrorMs ?? 0);
  return { clock: { errorMs, contactAt }, correctionMs: Math.max(0 - errorMs, msOf(contactAt) - clampMs(nowMs)) };
}

/** What the server's clock says now, as far as this phone knows: never less than it said last. */
export function serverNow({ clockErrorMs, contactAt }: MadeState, nowMs: number): Iso {
  const now = isoOf(clampMs(nowMs - (clockErrorMs ?? 0)));
  return contactAt !== null && contactAt > now ? contactAt : now;
}

/** Times cross the wire between 1970 and 2200; a phone's clock may be anywhere. */
export const clampMs = (ms: number): number => Math.min(Math.max(0, ms), 7_258_118_399_999);
