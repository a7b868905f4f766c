/**
 * The engine of push: decides a group of requests of one district inside one transaction.
 *
 * Locks first (devices, then touched rows), then everything is decided in memory, one mutation after another, then
 * one `save`. A device's number, its result and the change are one commit: a result that a phone was told is
 * durable, and asking again gives the same one. A refusal is a result like any other and takes its number, so
 * nothing blocks a queue. A rule that throws costs its own mutation only.
 */
import type { WorkCalendar } from '../../../core/calendar/workdays.ts';
import { dayOf } from '../../../core/calendar/day.ts';
import type { DeviceId } from '../../../core/lib/id.ts';
import type { RefusalCode } from '../../../core/lib/result.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { Scope } from '../../../core/org/scope.ts';
import type { Mutation, MutationResult, Outcome, PushReply, SyncProblem } from '../../../core/protocol/push.ts';
import { receiptDay, receiptOf } from '../../../core/protocol/receipt.ts';
import type { KindRow, LineRef, RowByKind, RowKind, RowRef } from '../../../core/protocol/rows.ts';
import type { Command } from '../../../core/rules/registry.ts';
import type { Decision, ReadRow } from '../../../core/rules/rule.ts';
import type { ReportCodes } from '../../../core/whistle/report-code.ts';
import { auditLinesOf } from './audit-lines.ts';
import { actedAt, clockErrorOf, correctionFor, correctionOf } from './clock-error.ts';
import { GroupImage, lineKey } from './group-image.ts';
import type { IncomingMutation, IncomingPush } from './incoming.ts';
import { epochProblem, placeProblem, provesRestore } from './place.ts';
import type { DeviceState, StoredResult, SyncStore, WriteTx } from './store.ts';
import { rulesIn, type Tenant, type Tenants } from './tenant.ts';
import { whistleEffects } from './whistle-effects.ts';

export interface SyncLog {
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface PushDeps {
  store: SyncStore;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  newEpoch: () => string;
  calendar: WorkCalendar;
  /** What a district decides by. */
  tenants: Tenants;
  searchKeysOf: (name: string) => string;
  reportCodes: ReportCodes;
  log: SyncLog;
  /** Replaced only by the simulation, to show that it notices when one of them is missing. */
  steps?: Partial<PushSteps>;
}

/** The checks that hold the promises, by name. */
export interface PushSteps {
  provesRestore: typeof provesRestore;
  epochProblem: typeof epochProblem;
  placeProblem: typeof placeProblem;
  /** The answer that an id has from an earlier place. */
  knownResult: (image: GroupImage, mutation: IncomingMutation) => StoredResult | undefined;
  /** Whether a result takes its number and is kept. */
  isKept: (outcome: Outcome) => boolean;
}

const defaultSteps: PushSteps = {
  provesRestore,
  epochProblem,
  placeProblem,
  knownResult: (image, { mutation }) => image.resultOf(mutation.id),
  isKept: () => true,
};

export type PushAnswer = { ok: true; reply: PushReply } | { ok: false; problem: SyncProblem };

export interface GroupAnswer {
  /** In the order of the pushes. */
  answers: PushAnswer[];
  /** Scopes that moved, for the pokes. */
  heads: Map<Scope, number>;
}

/** @throws StoreConflict, StoreUnavailable; nothing was kept, or at COMMIT: unknown */
export async function decideGroup(
  deps: PushDeps,
  district: string,
  pushes: readonly IncomingPush[],
): Promise<GroupAnswer> {
  let tenant = await deps.tenants.known(district);
  for (let reads = 0; ; reads++) {
    const decided = await decideBy(tenant, reads === readsAtMost, deps, district, pushes);
    if (decided) return decided;
    tenant = await deps.tenants.read(district);
  }
}

/** After so many reads a group is decided by the last one: whole, and a moment old. */
const readsAtMost = 3;

/** Null: the district's settings or catalogue moved since they were read; nothing was written. */
function decideBy(
  tenant: Tenant,
  isLast: boolean,
  deps: PushDeps,
  district: string,
  pushes: readonly IncomingPush[],
): Promise<GroupAnswer | null> {
  return deps.store.write(district, async (tx) => {
    if (!isLast && (await tx.head(`tenant:${district}`)) !== tenant.head) return null;
    const nowMs = deps.now();
    const group = new Group(deps, district, nowMs, tenant, await loadImage(tx, pushes, isoOf(nowMs)));
    const epoch = await group.currentEpoch(tx, pushes);
    const taken = pushes.map((push) => group.take(push, epoch));
    await group.fillReceipts(tx);
    const heads = await tx.save(group.image.writes(district));
    return { answers: taken.map((one) => group.answer(one, epoch)), heads };
  });
}

async function loadImage(tx: WriteTx, pushes: readonly IncomingPush[], now: Iso): Promise<GroupImage> {
  const owners = new Map(pushes.toReversed().map((push) => [push.request.device, push.account]));
  const devices = await tx.lockDevices(
    [...owners].map(([id, account]) => ({ id, account })),
    now,
  );
  const all = pushes.flatMap(({ request, mutations }) => mutations.map((one) => ({ ...one, device: request.device })));
  const commands = all.flatMap(({ command }) => ('ok' in command && command.ok ? [command.value] : []));
  // Rows before results: whoever created the same mutation at the same time is waited for at its rows.
  const { touched, rows } = await lockTouched(tx, commands);
  return new GroupImage({
    devices,
    touched,
    rows,
    results:
      all.length === 0
        ? []
        : await tx.results(
            answeredPlaces(all, devices),
            all.map(({ mutation }) => mutation.id),
          ),
    authors: await tx.authors([...new Set(pushes.map(({ account }) => account))]),
  });
}

/** Numbers above a device's last were never answered: nothing can lie there. */
function answeredPlaces(
  all: readonly { device: DeviceId; mutation: Mutation }[],
  devices: ReadonlyMap<DeviceId, DeviceState>,
): { device: DeviceId; seq: number }[] {
  return all.flatMap(({ device, mutation: { seq } }) =>
    seq <= (devices.get(device)?.lastSeq ?? 0) ? [{ device, seq }] : [],
  );
}

/** What all commands touch, and then what follows from those rows: a person's household. */
async function lockTouched(
  tx: WriteTx,
  commands: readonly Command[],
): Promise<{ touched: Touched[]; rows: KindRow[] }> {
  const first = distinct(commands.flatMap(({ touches }) => touches));
  const rows = first.length === 0 ? [] : await tx.lockRows(first.filter(isRow), first.filter(isLine));
  const known = new Map(rows.map(({ kind, row }) => [`${kind} ${row.id}`, row]));
  const read: ReadRow = <K extends RowKind>(kind: K, id: string) =>
    known.get(`${kind} ${id}`) as RowByKind[K] | undefined;
  const seen = new Set(first.map(touchedKey));
  const then = distinct(commands.flatMap(({ touchesThen }) => touchesThen?.(read) ?? [])).filter(
    (one) => !seen.has(touchedKey(one)),
  );
  if (then.length === 0) return { touched: first, rows };
  const more = await tx.lockRows(then.filter(isRow), then.filter(isLine));
  return { touched: [...first, ...then], rows: [...rows, ...more] };
}

type Touched = RowRef | LineRef;
const isRow = (one: Touched): one is RowRef => 'id' in one;
const isLine = (one: Touched): one is LineRef => 'of' in one;
const touchedKey = (one: Touched): string => (isRow(one) ? `${one.kind} ${one.id}` : lineKey(one.kind, one.of));
const distinct = (touched: readonly Touched[]): Touched[] => [
  ...new Map(touched.map((one) => [touchedKey(one), one])).values(),
];

/** An answer before its receipt is known: `outcome` is the object that receives it. */
interface Answered {
  seq: number;
  id: string;
  isRepeated: boolean;
  outcome: Outcome;
}

/** One attempt at one group. */
class Group {
  readonly image: GroupImage;
  readonly #deps: PushDeps;
  readonly #steps: PushSteps;
  readonly #district: string;
  readonly #nowMs: number;
  readonly #now: Iso;
  readonly #rules: ReturnType<typeof rulesIn>;
  /** Applied outcomes whose receipt is still to come; replies hold the same objects. */
  readonly #applied: Extract<Outcome, { outcome: 'applied' }>[] = [];

  constructor(deps: PushDeps, district: string, nowMs: number, tenant: Tenant, image: GroupImage) {
    this.#deps = deps;
    this.#steps = { ...defaultSteps, ...deps.steps };
    this.#district = district;
    this.#nowMs = nowMs;
    this.#now = isoOf(nowMs);
    this.#rules = rulesIn(tenant, this.#now);
    this.image = image;
  }

  async currentEpoch(tx: WriteTx, pushes: readonly IncomingPush[]): Promise<string> {
    const epoch = await tx.epoch();
    const proof = pushes.find((push) => this.#steps.provesRestore(push, this.image.device(push.request.device), epoch));
    if (!proof) return epoch;
    const { device, acked } = proof.request;
    const reason = `device ${device} was answered up to ${acked}, here it stands at ${this.image.device(device).lastSeq}`;
    const next = this.#deps.newEpoch();
    await tx.startEpoch(next, reason, this.#now);
    this.#deps.log.error(
      { alarm: 'restore-unannounced', district: this.#district, from: epoch, to: next },
      `the database lost answers: ${reason}; a new epoch was started`,
    );
    return next;
  }

  take(push: IncomingPush, epoch: string): SyncProblem | Answered[] {
    const device = this.image.device(push.request.device);
    if (device.account !== push.account) return { code: 'device-forked' };
    const clockErrorMs = clockErrorOf(push.request.sentAt, this.#nowMs);
    // What an earlier contact said of its clock stands until it says something else.
    this.image.contact(device.id, { clockErrorMs: clockErrorMs ?? device.clockErrorMs, seenAt: this.#now });
    const problem = this.#steps.epochProblem(push, device, epoch) ?? this.#steps.placeProblem(push, device, this.image);
    return (
      problem ??
      push.mutations.map((one) =>
        this.#answer(push, one, correctionFor(one.mutation, correctionOf(clockErrorMs), this.#nowMs)),
      )
    );
  }

  async fillReceipts(tx: WriteTx): Promise<void> {
    if (this.#applied.length === 0) return;
    const day = dayOf(this.#now);
    const first = await tx.takeReceipts(receiptDay(day), this.#applied.length);
    this.#applied.forEach((outcome, i) => {
      outcome.receipt = receiptOf(day, first + i);
    });
  }

  /** What is told, once the receipts are filled in. */
  answer(taken: SyncProblem | Answered[], epoch: string): PushAnswer {
    if (!Array.isArray(taken)) return { ok: false, problem: taken };
    const results = taken.map(({ seq, id, isRepeated, outcome }): MutationResult => ({
      seq,
      id,
      ...(isRepeated && { repeated: true as const }),
      ...outcome,
    }));
    return { ok: true, reply: { results, epoch, serverTime: this.#now } };
  }

  #answer(push: IncomingPush, one: IncomingMutation, correctionMs: number): Answered {
    const { seq, id } = one.mutation;
    const device = this.image.device(push.request.device);
    const answered = seq <= device.lastSeq ? this.image.resultAt(device.id, seq) : undefined;
    if (answered) {
      this.#noteOtherBody(one, answered);
      return { seq, id, isRepeated: true, outcome: answered.outcome };
    }
    const known = this.#steps.knownResult(this.image, one);
    const outcome = known ? outcomeAgain(known, one) : this.#decide(push, one, correctionMs, device);
    if (this.#steps.isKept(outcome)) this.#keep(device, one, outcome, known !== undefined);
    return { seq, id, isRepeated: known?.hash === one.hash, outcome };
  }

  /** Envelopes are frozen when they are first sent: a bug of that phone, and the first body is its record. */
  #noteOtherBody({ mutation, hash }: IncomingMutation, stored: StoredResult): void {
    if (stored.hash !== hash)
      this.#deps.log.warn({ mutation: mutation.id }, 'a mutation came again with another body; the first one stands');
  }

  #keep(device: DeviceState, { mutation, hash }: IncomingMutation, outcome: Outcome, isAgain: boolean): void {
    const { seq, id } = mutation;
    this.image.contact(device.id, { lastSeq: Math.max(seq, device.lastSeq) });
    this.image.keepResult({ device: device.id, seq, id, hash, outcome, at: this.#now, ...(isAgain && { isAgain }) });
  }

  #decide(push: IncomingPush, one: IncomingMutation, correctionMs: number, device: DeviceState): Outcome {
    const { command, mutation } = one;
    if ('fault' in command) return this.#quarantine(push, one, command.fault);
    if (!command.ok) return refused(command.refusal.code, command.refusal.detail);
    try {
      const decided = command.value.decide({
        author: this.image.author(push.account),
        mutation: mutation.id,
        at: actedAt(mutation.at, correctionMs, this.#now),
        clockErrorMs: correctionMs,
        now: this.#now,
        base: mutation.base ?? null,
        expects: mutation.expects ?? null,
        calendar: this.#deps.calendar,
        ...this.#rules,
        read: this.image.read,
        line: this.image.line,
        searchKeysOf: this.#deps.searchKeysOf,
        reportCodes: this.#deps.reportCodes,
      });
      return decided.ok
        ? this.#apply(push, one, decided.value, device)
        : refused(decided.refusal.code, decided.refusal.detail);
    } catch (fault) {
      return this.#quarantine(push, one, fault);
    }
  }

  #apply(push: IncomingPush, { mutation }: IncomingMutation, decision: Decision, device: DeviceState): Outcome {
    const erased = (decision.gone ?? []).flatMap(({ kind, id }) => {
      const row = this.image.read(kind, id);
      // Kind and row come from one place.
      return row ? [{ kind, row } as KindRow] : [];
    });
    for (const effect of whistleEffects(decision.rows, (id) => this.image.read('whistle', id)))
      this.image.effect(effect);
    for (const entry of decision.rows) this.image.change(entry);
    for (const ref of decision.gone ?? []) this.image.erase(ref);
    for (const aggregate of auditLinesOf(decision, erased))
      this.image.audit({
        aggregate,
        rev: this.image.revOf(aggregate),
        mutation: mutation.id,
        type: mutation.type,
        payload: mutation.payload,
        by: push.account,
        device: device.id,
        phoneAt: mutation.at,
        clockErrorMs: device.clockErrorMs,
        at: this.#now,
      });
    const conflicts = decision.conflicts ?? [];
    const outcome = { outcome: 'applied' as const, receipt: '', ...(conflicts.length > 0 && { conflicts }) };
    this.#applied.push(outcome);
    return outcome;
  }

  #quarantine(push: IncomingPush, { mutation, body }: IncomingMutation, fault: unknown): Outcome {
    const { device } = push.request;
    this.#deps.log.error(
      { district: this.#district, device, mutation: mutation.id, type: mutation.type.toWellFormed(), err: fault },
      'a rule failed; its mutation is quarantined',
    );
    const what = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    this.image.quarantine({
      device,
      seq: mutation.seq,
      account: push.account,
      body,
      fault: storable(what),
      at: this.#now,
    });
    this.image.effect({
      id: `mutation-quarantined:${device}:${mutation.seq}`,
      kind: 'mutation-quarantined',
      payload: {
        account: push.account,
        device,
        seq: mutation.seq,
        mutation: mutation.id,
        type: storable(mutation.type),
      },
      at: this.#now,
    });
    return refused('quarantined', 'the server failed on it and keeps it for its operators');
  }
}

const refused = (code: RefusalCode, detail: string): Outcome => ({
  outcome: 'refused',
  refusal: { code, detail: storable(detail) },
});

/** What an id that was answered elsewhere gets here. */
const outcomeAgain = (known: StoredResult, { hash }: IncomingMutation): Outcome =>
  known.hash === hash ? known.outcome : refused('forked', 'the same id was sent with another body');

/** A detail may quote what came; the database keeps neither NUL nor half a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');
