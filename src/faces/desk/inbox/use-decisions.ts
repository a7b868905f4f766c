import { computed, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { Refusal } from '../../../../core/lib/result.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { useOutbox } from '../../../live/outbox.ts';
import { usePhone } from '../../../live/rows.ts';
import { decisionRequest, type DecisionDraft, type DeskAction } from './decision.ts';
import { decisionsOf, type DecisionRecord } from './decision-record.ts';

/** What was done just now, as the undo bar names it: a decision, or putting aside. */
export interface LastDeed {
  key: string;
  action: DeskAction | 'snooze';
  whistles: readonly string[];
  /** @returns the whistles that are as they were */
  takeBack: () => Promise<string[]>;
}

/** What became of one of many at the moment of saving. */
export interface SavedRow {
  whistle: WhistleRow;
  /** The outbox record; null where it was not saved. */
  record: string | null;
  refusal: Refusal | null;
}

export interface Undone {
  back: readonly string[];
  late: number;
}

export interface Decisions {
  all: ComputedRef<readonly DecisionRecord[]>;
  last: Readonly<Ref<LastDeed | null>>;
  /** @returns why it was not saved; null when it was */
  decide: (whistle: WhistleRow, draft: DecisionDraft) => Promise<Refusal | null>;
  /** Each is a mutation of its own with its own base; all of them can be taken back together. */
  decideMany: (
    action: DeskAction,
    drafts: readonly { whistle: WhistleRow; draft: DecisionDraft }[],
  ) => Promise<SavedRow[]>;
  /** What else was done that the undo bar offers to take back. */
  remember: (deed: LastDeed) => void;
  /** What was taken back; null when there was nothing to. */
  undoLast: () => Promise<Undone | null>;
  forgetLast: () => void;
  putAway: (decision: DecisionRecord) => Promise<void>;
}

/** Decisions of this clerk: each waits 5 s in the outbox and can be taken back until then. */
export function useDecisions(): Decisions {
  const { outbox } = usePhone();
  const { records } = useOutbox();
  const all = computed(() => decisionsOf(records.value));
  const last = shallowRef<LastDeed | null>(null);

  async function save(whistle: WhistleRow, draft: DecisionDraft): Promise<SavedRow> {
    const request = decisionRequest(whistle, draft);
    if (!request) return { whistle, record: null, refusal: { code: 'invalid', detail: 'a choice is missing' } };
    const saved = await outbox.save(request);
    return saved.ok
      ? { whistle, record: saved.value.id, refusal: null }
      : { whistle, record: null, refusal: saved.refusal };
  }

  function rememberSaved(action: DeskAction, rows: readonly SavedRow[]): void {
    const saved = rows.flatMap(({ whistle, record }) => (record === null ? [] : [{ whistle: whistle.id, record }]));
    const [first] = saved;
    if (!first) return;
    const takeBack = async (): Promise<string[]> => {
      const back: string[] = [];
      // The last one first: each is undone over what it was decided on.
      for (const { whistle, record } of saved.toReversed()) if (await outbox.undo(record)) back.push(whistle);
      return back.toReversed();
    };
    last.value = { key: first.record, action, whistles: saved.map(({ whistle }) => whistle), takeBack };
  }

  async function decideMany(
    action: DeskAction,
    drafts: readonly { whistle: WhistleRow; draft: DecisionDraft }[],
  ): Promise<SavedRow[]> {
    const rows: SavedRow[] = [];
    for (const { whistle, draft } of drafts) rows.push(await save(whistle, draft));
    rememberSaved(action, rows);
    return rows;
  }

  return {
    all,
    last,
    async decide(whistle, draft) {
      const [row] = await decideMany(draft.action, [{ whistle, draft }]);
      return row?.refusal ?? null;
    },
    decideMany,
    remember: (deed) => {
      last.value = deed;
    },
    async undoLast() {
      const undone = last.value;
      last.value = null;
      if (!undone) return null;
      const back = await undone.takeBack();
      return { back, late: undone.whistles.length - back.length };
    },
    forgetLast: () => {
      last.value = null;
    },
    putAway: ({ record }) => outbox.discard(record.id),
  };
}
