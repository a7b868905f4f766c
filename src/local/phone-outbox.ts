/**
 * The outbox 待发箱 (Outbox of phone.ts).
 *
 * Contract: `save` asks the rule first, over the rows as they stand with all own work; what it resolved is on the
 * disk. Whether a record may still be changed is asked inside the transaction that changes it, for another tab or the
 * service worker may have numbered it since. So is what is known of this phone's clock: another tab may have met the
 * server first, and a time that goes without its clock error cannot be put right later.
 */
import { ok, refuse, type Refusal, type Result } from '../../core/lib/result.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import { mutationBytesLimit } from '../../core/protocol/text.ts';
import { currentVersionOf } from '../../core/rules/registry.ts';
import type { Given } from './given.ts';
import { clampMs, clockAt, isHeld, longestHoldMs, serverNow, type MadeMutation } from './made.ts';
import type { MadeStore, MadeTx } from './made-store.ts';
import type { Outbox, OutboxRecord, SaveRequest } from './phone.ts';
import type { PhoneView } from './phone-view.ts';
import { jsonOf, mediaOf, recordOf } from './record.ts';
import type { Rules } from './rules.ts';
import { bytesOf, envelopeOf } from './sending.ts';

export class PhoneOutbox implements Outbox {
  /** Called when something may be sent sooner than was planned. */
  onWork: () => void = () => {};
  readonly #made: MadeStore;
  readonly #view: PhoneView;
  readonly #rules: Rules;
  readonly #given: Given;
  #list: { version: number; until: number; records: readonly OutboxRecord[]; byId: Map<string, OutboxRecord> } | null =
    null;

  constructor(made: MadeStore, view: PhoneView, rules: Rules, given: Given) {
    this.#made = made;
    this.#view = view;
    this.#rules = rules;
    this.#given = given;
  }

  async save<T extends MutationType>(request: SaveRequest<T>): Promise<Result<OutboxRecord>> {
    const now = this.#given.now();
    const drawn = {
      id: this.#given.uuid(),
      type: request.type,
      v: currentVersionOf(request.type),
      payload: jsonOf(request.payload),
      base: this.#toldBase(request.base ?? null, request.payload),
      expects: request.expects ?? null,
      savedAt: isoOf(clampMs(now)),
      heldUntil: heldUntil(now, request.holdMs ?? 0),
      holdMs: request.holdMs ?? 0,
      media: mediaOf(request.type, request.payload),
      discardedAt: null,
      givenUpAt: null,
      sent: null,
      answer: null,
    };
    const saved = await this.#made.change(async (tx): Promise<Result<MadeMutation>> => {
      const state = await tx.state();
      const record: MadeMutation = { ...drawn, order: state.nextOrder, ...clockAt(state, now) };
      const refusal = this.#refusal(record, null);
      if (refusal) return { ok: false, refusal };
      await Promise.all([tx.putState({ ...state, nextOrder: state.nextOrder + 1 }), tx.putRecord(record)]);
      await link(tx, record.id, [], record.media);
      if (request.endsDraft !== undefined) await tx.raw.delete('drafts', request.endsDraft);
      return ok(record);
    });
    if (!saved.ok) return saved;
    this.onWork();
    return ok(recordOf(saved.value, this.#given.now()));
  }

  async edit<T extends MutationType>(id: string, payload: PayloadOf<T>): Promise<Result<boolean>> {
    const before = this.#made.records.get(id);
    if (!before || !isOpen(before)) return ok(false);
    const now = this.#given.now();
    const change = (record: MadeMutation): MadeMutation => ({
      ...record,
      payload: jsonOf(payload),
      media: mediaOf(record.type, payload as PayloadOf<MutationType>),
      heldUntil: heldUntil(now, record.holdMs),
    });
    const refusal = this.#refusal(change(before), before);
    if (refusal) return { ok: false, refusal };
    const isDone = await this.#made.change(async (tx) => {
      const record = await tx.record(id);
      if (!record || !isOpen(record)) return false;
      const after = change(record);
      await tx.putRecord(after);
      await link(tx, id, record.media, after.media);
      return true;
    });
    this.onWork();
    return ok(isDone);
  }

  undo(id: string): Promise<boolean> {
    return this.#change(id, (record, at) => (isOpen(record) ? { ...record, discardedAt: at } : null));
  }

  async release(id: string): Promise<void> {
    await this.#change(id, (record) =>
      isOpen(record) && record.heldUntil !== null ? { ...record, heldUntil: null } : null,
    );
  }

  async discard(id: string): Promise<void> {
    await this.#change(id, (record, at) => {
      if (record.discardedAt !== null) return null;
      if (record.answer?.result.outcome === 'refused') return { ...record, discardedAt: at };
      // Its number must be answered, whatever becomes of it.
      return record.sent && !record.answer ? { ...record, givenUpAt: at } : null;
    });
  }

  async sendAgain(id: string): Promise<boolean> {
    const before = this.#made.records.get(id);
    if (before?.answer?.result.outcome === 'refused' && before.answer.at !== null) return this.#sendAnew(before);
    return this.#made
      .change(async (tx) => {
        const record = await tx.record(id);
        if (!record || record.answer?.result.outcome === 'applied') return false;
        if (!record.answer) {
          if (record.givenUpAt !== null) await tx.putRecord({ ...record, givenUpAt: null });
          return record.discardedAt === null;
        }
        if (record.answer.at !== null) return false;
        const state = await tx.state();
        const anew = {
          ...record,
          order: state.nextOrder,
          sent: null,
          answer: null,
          discardedAt: null,
          givenUpAt: null,
        };
        await tx.putState({ ...state, nextOrder: state.nextOrder + 1 });
        await tx.reopenRecord(anew);
        return true;
      })
      .then((isDone) => {
        if (isDone) this.onWork();
        return isDone;
      });
  }

  /** The server keeps its answer to an id: what it failed on goes under a new one. */
  async #sendAnew(record: MadeMutation): Promise<boolean> {
    const { result } = record.answer ?? {};
    if (result?.outcome !== 'refused' || result.refusal.code !== 'quarantined') return false;
    const { type, payload, base, expects } = record;
    // It passed the validator of its type when it was saved.
    const saved = await this.save({ type, payload: payload as PayloadOf<typeof type>, base, expects });
    if (saved.ok) await this.discard(record.id);
    return saved.ok;
  }

  all(): readonly OutboxRecord[] {
    return this.#current().records;
  }

  get(id: string): OutboxRecord | undefined {
    return this.#current().byId.get(id);
  }

  onChange(listener: () => void): () => void {
    return this.#made.changes.listen(listener);
  }

  /** @param change is given the server's time as well, as far as this phone knows it */
  async #change(id: string, change: (record: MadeMutation, at: Iso) => MadeMutation | null): Promise<boolean> {
    const now = this.#given.now();
    const isDone = await this.#made.change(async (tx) => {
      const record = await tx.record(id);
      const after = record ? change(record, serverNow(await tx.state(), now)) : null;
      if (after) await tx.putRecord(after);
      return after !== null;
    });
    if (isDone) this.onWork();
    return isDone;
  }

  /** What is seen has own unsent deeds in it; a decision rests on what the server told of the others'. */
  #toldBase(seen: number | null, payload: object): number | null {
    if (seen === null) return null;
    const whistle = 'whistle' in payload && typeof payload.whistle === 'string' ? payload.whistle : '';
    return Math.min(seen, this.#view.toldRev('whistle', whistle) ?? seen);
  }

  /** Why the rule or a limit says no; null when it may be kept. */
  #refusal(record: MadeMutation, before: MadeMutation | null): Refusal | null {
    if (bytesOf(envelopeOf(record, Number.MAX_SAFE_INTEGER)) > mutationBytesLimit)
      return refuse('text-too-long', 'a record holds at most 32 KiB').refusal;
    const decision = this.#rules(record, this.#view.before(before));
    return decision.ok ? null : decision.refusal;
  }

  /** The list is made anew when something changed or when the first hold has passed. */
  #current() {
    const now = this.#given.now();
    const { version } = this.#made.changes;
    if (this.#list && this.#list.version === version && now < this.#list.until) return this.#list;
    const made = [...this.#made.records.values()].toSorted((a, b) => b.order - a.order);
    const holds = made.flatMap((one) => (isOpen(one) && isHeld(one, now) ? [one.heldUntil ?? now] : []));
    const records = made.map((one) => recordOf(one, now));
    this.#list = {
      version,
      until: Math.min(Infinity, ...holds),
      records,
      byId: new Map(records.map((record) => [record.id, record])),
    };
    return this.#list;
  }
}

/** It may still be changed: no number, no answer, not taken back. */
const isOpen = (record: MadeMutation): boolean => !record.sent && !record.answer && record.discardedAt === null;

const heldUntil = (now: number, holdMs: number): number | null =>
  holdMs > 0 ? now + Math.min(holdMs, longestHoldMs) : null;

/** Photos remember which records name them. */
async function link(tx: MadeTx, id: string, before: readonly string[], after: readonly string[]): Promise<void> {
  for (const sha256 of new Set([...before, ...after])) {
    const photo = await tx.photo(sha256);
    if (!photo) continue;
    const others = photo.records.filter((one) => one !== id);
    await tx.putPhoto({ ...photo, records: after.includes(sha256) ? [...others, id] : others });
  }
}
