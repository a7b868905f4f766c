/**
 * The draft of one form. A letter stands on the screen at once and is on its way to the disk; one write after the
 * other, so that a later letter is never written over by an earlier one. The draft goes when it was saved or given up;
 * leaving the screen keeps it.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { FieldValue } from '../../../core/household/household.ts';
import { usePhone } from '../../live/rows.ts';
import { asFormDraft, formKey, type FormDraft } from './form-draft.ts';
import { typedOf } from './form-fields.ts';

export interface FormStart<F extends string> {
  id: string | null;
  /** What stands now, or what a new thing begins with. */
  seen: Readonly<Record<F, FieldValue>>;
}

export interface FormDrafting<F extends string> {
  draft: Readonly<ShallowRef<FormDraft<F> | null>>;
  /** Something typed earlier was taken up again. */
  isTakenUp: Readonly<ShallowRef<boolean>>;
  /** Takes up what was kept, or begins. Without a start (what it is about is gone) only what was kept. */
  begin: (start: FormStart<F> | null) => Promise<void>;
  set: (field: F, text: string) => Promise<void>;
  /** Saved or given up. */
  end: () => Promise<void>;
}

export function useFormDraft<F extends string>(path: string, fields: readonly F[]): FormDrafting<F> {
  const { drafts } = usePhone();
  const key = formKey(path);
  const draft: ShallowRef<FormDraft<F> | null> = shallowRef(null);
  const isTakenUp = shallowRef(false);
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (run: () => Promise<void>): Promise<void> => (turn = turn.then(run, run));

  async function begin(start: FormStart<F> | null): Promise<void> {
    const kept = asFormDraft(await drafts.get(key), fields);
    isTakenUp.value = kept !== null;
    if (kept) draft.value = kept;
    else if (start) {
      const now = Object.fromEntries(fields.map((field) => [field, typedOf(start.seen[field])])) as Record<F, string>;
      draft.value = { path, id: start.id, seen: start.seen, now };
    }
  }

  async function set(field: F, text: string): Promise<void> {
    if (!draft.value) return;
    const after = { ...draft.value, now: { ...draft.value.now, [field]: text } };
    draft.value = after;
    await inTurn(() => drafts.put(key, after));
  }

  return { draft, isTakenUp, begin, set, end: () => inTurn(() => drafts.remove(key)) };
}
