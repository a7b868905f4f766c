/**
 * One visit at one door: a tap on an outcome is the visit, saved before the screen says so. What is added afterwards
 * changes the same record while it has no number (it is held until the screen is left, 60 s at most); once it has one,
 * a correction is a mutation of its own and the first text stays on record.
 *
 * The undo bar stands 8 s; the correction behind it stays. A text is a draft from its first letter on, so that a
 * killed browser brings it back.
 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { HouseholdId, VisitId } from '../../../core/lib/id.ts';
import type { Refusal } from '../../../core/lib/result.ts';
import type { PayloadOf } from '../../../core/protocol/payloads.ts';
import type { VisitRow } from '../../../core/visit/visit.ts';
import type { VisitOutcome } from '../../../core/visit/due.ts';
import { StorageClosed, StorageFull } from '../../local/kv.ts';
import type { OutboxRecord } from '../../local/phone.ts';
import { newId } from '../../live/new-id.ts';
import { deviceTime } from '../../live/now.ts';
import { useOutbox } from '../../live/outbox.ts';
import { usePhone } from '../../live/rows.ts';
import { playSaved } from '../../live/saved-sound.ts';

const holdMs = 60_000;
const undoMs = 8_000;

export type VisitPayload = PayloadOf<'visit.record'>;
export type NeedPayload = VisitPayload['needs'][number];

interface NoteDraft {
  record: string;
  note: string | null;
}

function asNoteDraft(value: unknown): NoteDraft | null {
  if (typeof value !== 'object' || value === null) return null;
  const { record, note } = value as Partial<NoteDraft>;
  return typeof record === 'string' && (note === null || typeof note === 'string') ? { record, note } : null;
}

export interface VisitAtDoor {
  payload: Readonly<ShallowRef<VisitPayload | null>>;
  record: ComputedRef<OutboxRecord | undefined>;
  refusal: Readonly<ShallowRef<Refusal | null>>;
  /** The undo bar stands; the bar itself says when its time is over. */
  isUndoShown: ShallowRef<boolean>;
  /** A change goes as a correction from now on. */
  isNumbered: ComputedRef<boolean>;
  /** Takes up what a killed page left: a visit still held, or a text half typed. */
  resume: () => Promise<void>;
  /** Opens a visit that was recorded earlier, to correct it. @param next what was agreed then, where it still holds */
  reopen: (visit: VisitRow, next?: VisitPayload['next']) => void;
  choose: (outcome: VisitOutcome) => Promise<void>;
  /** Keeps a text as a draft while it is typed. */
  typing: (note: string | null) => Promise<void>;
  setNote: (note: string | null) => Promise<void>;
  /** Changes the note as it stands when its turn comes: what was typed a moment ago is in it. */
  changeNote: (change: (note: string | null) => string | null) => Promise<void>;
  /** When to come again; null: as follows from the outcome. */
  setNext: (next: VisitPayload['next']) => Promise<void>;
  addNeed: (need: NeedPayload) => Promise<void>;
  undo: () => Promise<void>;
  /** The screen is left: the record goes with the next chance. Nobody is kept here because the disk is full. */
  leave: () => Promise<void>;
}

export function useVisit(household: HouseholdId): VisitAtDoor {
  const { outbox, drafts } = usePhone();
  const { records } = useOutbox();
  const draftKey = `visit:${household}`;
  const recordId = shallowRef<string | null>(null);
  /** The correction that is still open: what is corrected next goes into the same one. */
  let amendId: string | null = null;
  const payload = shallowRef<VisitPayload | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const isUndoShown = shallowRef(false);
  // Taps follow each other faster than a disk: one change after the other, in the order of the taps.
  let turn: Promise<void> = Promise.resolve();

  const record = computed(() => records.value.find((one) => one.id === recordId.value));
  const isNumbered = computed(() => record.value !== undefined && record.value.seq !== null);
  const inTurn = (run: () => Promise<void>): Promise<void> => (turn = turn.then(run, run));

  async function first(outcome: VisitOutcome): Promise<void> {
    const made: VisitPayload = {
      visit: newId('visit') satisfies VisitId,
      household,
      outcome,
      note: null,
      needs: [],
      occurredAt: deviceTime(),
    };
    const saved = await outbox.save({ type: 'visit.record', payload: made, holdMs });
    refusal.value = saved.ok ? null : saved.refusal;
    if (!saved.ok) return;
    payload.value = made;
    recordId.value = saved.value.id;
    isUndoShown.value = true;
    playSaved();
  }

  /** Changes the record while it has no number, else corrects it. */
  async function change(set: Partial<Pick<VisitPayload, 'outcome' | 'note' | 'next' | 'needs'>>): Promise<void> {
    const before = payload.value;
    if (!before) return;
    const after = { ...before, ...set };
    if (recordId.value !== null) {
      const edited = await outbox.edit<'visit.record'>(recordId.value, after);
      refusal.value = edited.ok ? null : edited.refusal;
      if (!edited.ok) return;
      if (edited.value) {
        payload.value = after;
        return;
      }
    }
    const { needs: _needs, ...correctable } = set;
    if (Object.keys(correctable).length === 0) return;
    await amend(before.visit, correctable);
    if (refusal.value === null) payload.value = { ...after, needs: before.needs };
  }

  async function amend(visit: VisitId, set: PayloadOf<'visit.amend'>['set']): Promise<void> {
    const open = amendId === null ? undefined : outbox.get(amendId);
    if (open) {
      const before = (open.payload as PayloadOf<'visit.amend'>).set;
      const edited = await outbox.edit<'visit.amend'>(open.id, { visit, household, set: { ...before, ...set } });
      refusal.value = edited.ok ? null : edited.refusal;
      if (!edited.ok || edited.value) return;
    }
    const saved = await outbox.save({ type: 'visit.amend', payload: { visit, household, set }, holdMs: undoMs });
    refusal.value = saved.ok ? null : saved.refusal;
    if (saved.ok) amendId = saved.value.id;
  }

  const findRecord = (fits: (record: OutboxRecord) => boolean): OutboxRecord | undefined =>
    outbox
      .all()
      .find((one) => one.type === 'visit.record' && (one.payload as VisitPayload).household === household && fits(one));

  async function resume(): Promise<void> {
    const kept = asNoteDraft(await drafts.get(draftKey));
    const left = kept
      ? findRecord((one) => one.id === kept.record && one.state !== 'discarded' && one.state !== 'refused')
      : findRecord((one) => one.state === 'held');
    if (left) {
      recordId.value = left.id;
      payload.value = left.payload as VisitPayload;
      if (kept && kept.note !== payload.value.note) await change({ note: kept.note });
    }
    if (kept) await drafts.remove(draftKey);
  }

  function reopen(visit: VisitRow, next: VisitPayload['next'] = null): void {
    const { id, outcome, note, occurredAt } = visit;
    const made = findRecord((one) => (one.payload as VisitPayload).visit === id);
    amendId = null;
    recordId.value = made?.id ?? null;
    // Its own record says more than the row does: what was agreed for the next time, which needs came with it.
    const said = made && made.seq === null ? (made.payload as VisitPayload) : { needs: [], next };
    payload.value = { ...said, visit: id, household, outcome, note, occurredAt };
  }

  async function typing(note: string | null): Promise<void> {
    if (recordId.value !== null) await drafts.put(draftKey, { record: recordId.value, note } satisfies NoteDraft);
  }

  async function setNote(note: string | null): Promise<void> {
    if (payload.value?.note !== note) await change({ note });
    if (refusal.value === null) await drafts.remove(draftKey);
  }

  async function undo(): Promise<void> {
    if (recordId.value === null || !(await outbox.undo(recordId.value))) {
      isUndoShown.value = false;
      return;
    }
    isUndoShown.value = false;
    recordId.value = null;
    payload.value = null;
    await drafts.remove(draftKey);
  }

  async function leave(): Promise<void> {
    try {
      for (const id of [recordId.value, amendId]) if (id !== null) await outbox.release(id);
    } catch (error) {
      // It goes when its time is over.
      if (!(error instanceof StorageFull) && !(error instanceof StorageClosed)) throw error;
    }
  }

  return {
    payload,
    record,
    refusal,
    isUndoShown,
    isNumbered,
    // A time that was proposed belongs to the outcome for which it was.
    choose: (outcome) =>
      inTurn(async () => {
        if (!payload.value) await first(outcome);
        else if (payload.value.outcome !== outcome) await change({ outcome, next: null });
      }),
    resume: () => inTurn(resume),
    reopen,
    typing: (note) => inTurn(() => typing(note)),
    setNote: (note) => inTurn(() => setNote(note)),
    changeNote: (alter) => inTurn(() => setNote(alter(payload.value?.note ?? null))),
    setNext: (next) => inTurn(() => change({ next })),
    addNeed: (need) => inTurn(() => change({ needs: [...(payload.value?.needs ?? []), need] })),
    undo: () => inTurn(undo),
    leave: () => inTurn(() => leave()),
  };
}
