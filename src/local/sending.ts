/**
 * What sending writes down. Each function is one strict transaction over what the worker made.
 *
 * Contract: a record gets its number and its frozen envelope at the first attempt to send, in the order of saving,
 * and never passes one that is still held. A pair (device, number) never stands for two bodies: whatever would break
 * that (a fork, a record that the server will not take, a hole in what is kept) goes on under a new device id.
 * `answeredSeq` is all that sending remembers: what has a higher number is sent, answered before or not.
 */
import type { DeviceId } from '../../core/lib/id.ts';
import { dayOf, startOfDay } from '../../core/calendar/day.ts';
import { isoOf, msOf } from '../../core/lib/time.ts';
import { isLook } from '../../core/protocol/payloads.ts';
import { pushBytesLimit, type Mutation, type PushReply } from '../../core/protocol/push.ts';
import { clampMs, isHeld, presentDevice, type MadeMutation, type MadeState } from './made.ts';
import type { MadeStore, MadeTx } from './made-store.ts';

export interface Batch {
  device: DeviceId;
  epoch: string | null;
  acked: number;
  mutations: readonly Mutation[];
}

/** What a request may hold beside its mutations, in bytes. */
const frameBytes = 1024;

export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * Freezes and numbers what may go now and gives the next batch; null when nothing waits.
 * @param newDevice taken only where what is kept has a hole
 */
export function takeBatch(made: MadeStore, nowMs: number, count: number, newDevice: DeviceId): Promise<Batch | null> {
  return made.change(async (tx) => {
    let state = await tx.state();
    let queue = await queueOf(tx, state);
    if (queue.some((record, i) => record.sent.envelope.seq !== state.answeredSeq + 1 + i)) {
      ({ state, queue } = await renumber(tx, state, queue, newDevice));
    }
    const mutations: Mutation[] = [];
    let room = pushBytesLimit - frameBytes;
    const fits = (envelope: Mutation): boolean => {
      room -= bytesOf(envelope) + 1;
      return mutations.length < count && (room >= 0 || mutations.length === 0);
    };
    for (const { sent } of queue) {
      if (!fits(sent.envelope)) return batchOf(state, mutations);
      mutations.push(sent.envelope);
    }
    const before = state;
    for (const record of await tx.open()) {
      if (record.sent) continue;
      if (isHeld(record, nowMs)) break;
      const envelope = envelopeOf(record, state.nextSeq);
      if (!fits(envelope)) break;
      mutations.push(envelope);
      await tx.putRecord({ ...record, sent: { device: presentDevice(state), envelope } });
      state = { ...state, nextSeq: state.nextSeq + 1 };
    }
    if (state !== before) await tx.putState(state);
    return batchOf(state, mutations);
  });
}

const batchOf = (state: MadeState, mutations: readonly Mutation[]): Batch | null =>
  mutations.length === 0
    ? null
    : { device: presentDevice(state), epoch: state.epoch, acked: state.answeredSeq, mutations };

/** Its `seq` set, this is sent byte for byte until it is answered. Of a look the day alone is told. */
export function envelopeOf(
  record: Pick<MadeMutation, 'id' | 'type' | 'v' | 'savedAt' | 'payload' | 'base' | 'expects' | 'clock'>,
  seq: number,
): Mutation {
  const { id, type, v, savedAt, payload, base, expects, clock } = record;
  const at = isoOf(clampMs(msOf(savedAt)));
  return {
    seq,
    id,
    type,
    v,
    at: isLook(type) ? isoOf(clampMs(msOf(startOfDay(dayOf(at))))) : at,
    payload,
    ...(base !== null && { base }),
    ...(expects !== null && { expects }),
    ...(clock !== null && !isLook(type) && { clock }),
  };
}

type Numbered = MadeMutation & { sent: NonNullable<MadeMutation['sent']> };

/** What has a number that the server has not answered in this epoch, by number. */
async function queueOf(tx: MadeTx, state: MadeState): Promise<Numbered[]> {
  const device = presentDevice(state);
  const isDue = (record: MadeMutation): record is Numbered =>
    record.sent?.device === device && record.sent.envelope.seq > state.answeredSeq;
  const due = (await tx.open()).filter(isDue);
  // Fewer open ones than numbers given: after a restore the answered ones go again too.
  if (due.length < state.nextSeq - 1 - state.answeredSeq) due.push(...(await tx.done()).filter(isDue));
  return due.toSorted((a, b) => a.sent.envelope.seq - b.sent.envelope.seq);
}

async function renumber(
  tx: MadeTx,
  state: MadeState,
  queue: readonly Numbered[],
  device: DeviceId,
): Promise<{ state: MadeState; queue: Numbered[] }> {
  const moved = queue.map((record, i) => ({
    ...record,
    sent: { device, envelope: { ...record.sent.envelope, seq: i + 1 } },
  }));
  for (const record of moved) await tx.putRecord(record);
  const next = { ...state, devices: [...state.devices, device], answeredSeq: 0, nextSeq: moved.length + 1 };
  await tx.putState(next);
  return { state: next, queue: moved };
}

/** Stores each result with its record's state. @returns how many were news; 0 is a server that does not answer */
export function storeResults(made: MadeStore, batch: Batch, reply: PushReply): Promise<number> {
  return made.change(async (tx) => {
    const state = await tx.state();
    // An answer from before a restore, come late: the server may have lost what it speaks of.
    if (state.epoch !== null && state.epoch !== reply.epoch) return 0;
    const isPresent = presentDevice(state) === batch.device;
    const answered = new Set<number>();
    let news = 0;
    for (const result of reply.results) {
      const record = await tx.record(result.id);
      if (record?.sent?.device !== batch.device || record.sent.envelope.seq !== result.seq) continue;
      if (isPresent) answered.add(result.seq);
      if (record.answer !== null && (!isPresent || result.seq <= state.answeredSeq)) continue;
      news += 1;
      await tx.putRecord({ ...record, answer: { result, at: reply.serverTime } });
    }
    let { answeredSeq } = state;
    while (answered.has(answeredSeq + 1)) answeredSeq += 1;
    await tx.putState({ ...state, epoch: reply.epoch, answeredSeq });
    return news;
  });
}

/** 409 `device-forked`: another copy of this database uses the same id. */
export function forkDevice(made: MadeStore, forked: DeviceId, newDevice: DeviceId): Promise<void> {
  return made.change(async (tx) => {
    const state = await tx.state();
    if (presentDevice(state) !== forked) return;
    await renumber(tx, state, await queueOf(tx, state), newDevice);
  });
}

/** 409 `sequence-gap`: the server holds less than it answered. @returns whether that was news */
export function goBackTo(made: MadeStore, device: DeviceId, expected: number): Promise<boolean> {
  return made.change(async (tx) => {
    const state = await tx.state();
    if (presentDevice(state) !== device || expected > state.answeredSeq) return false;
    await tx.putState({ ...state, answeredSeq: Math.max(0, expected - 1) });
    return true;
  });
}

/**
 * The server was restored (or is met for the first time): everything that is still here goes again, and so do the
 * bytes of photos. Not only from the server's `lastSeq` + 1: another copy of this phone may have filled those numbers
 * since, and then `lastSeq` says nothing of this one's records. What the server still has it answers as repeated
 * (docs/decisions/005).
 */
export async function adoptEpoch(made: MadeStore, epoch: string, newDevice: DeviceId): Promise<void> {
  await made.change(async (tx) => {
    const state = await tx.state();
    if (state.epoch === epoch) return;
    const next = { ...state, epoch, answeredSeq: 0 };
    await tx.putState(next);
    if (state.epoch === null) return;
    const former = await sentByFormerDevices(tx, state);
    // `lastSeq` speaks of the present id alone. What the server still has it knows by the mutations' ids.
    if (former.length > 0) await renumber(tx, next, byOrder([...former, ...(await queueOf(tx, next))]), newDevice);
    for (const photo of await tx.photos()) {
      if (photo.state !== 'confirmed' || !photo.hasBytes) continue;
      await tx.putPhoto({ ...photo, state: 'kept', sentBytes: 0, isThumbSent: false, confirmedAt: null });
    }
  });
  // Another page had taken it on and died before it could say so.
  if (made.state.epoch !== epoch) await made.reload();
}

/** What the server answered under ids that this phone had before: a restore may have lost that too. */
async function sentByFormerDevices(tx: MadeTx, state: MadeState): Promise<Numbered[]> {
  const device = presentDevice(state);
  return (await tx.done()).filter(
    (record): record is Numbered =>
      record.sent !== null && record.sent.device !== device && (record.answer?.at ?? null) !== null,
  );
}

const byOrder = (records: readonly Numbered[]): Numbered[] => records.toSorted((a, b) => a.order - b.order);

/** The server will not read this one alone: it is put aside with the reason, and what came after it goes on under a new device id. */
export function quarantine(made: MadeStore, batch: Batch, detail: string, newDevice: DeviceId): Promise<void> {
  const [{ id } = { id: '' }] = batch.mutations;
  return made.change(async (tx) => {
    const state = await tx.state();
    const record = await tx.record(id);
    if (presentDevice(state) !== batch.device || !record?.sent) return;
    const refusal = { code: 'quarantined' as const, detail };
    const result = { seq: record.sent.envelope.seq, id, outcome: 'refused' as const, refusal };
    const rest = (await queueOf(tx, state)).filter((one) => one.id !== id);
    await tx.putRecord({ ...record, answer: { result, at: null } });
    await renumber(tx, state, rest, newDevice);
  });
}
