import { onScopeDispose, shallowRef } from 'vue';
import * as z from 'zod/mini';
import { day, id } from '../../../../core/protocol/shapes.ts';
import { returnReasons, type WhistleRow } from '../../../../core/whistle/whistle.ts';
import { usePhone } from '../../../live/rows.ts';
import { emptyFields, type DecisionDraft, type DecisionFields, type DeskAction } from './decision.ts';
import type { DecisionRecord } from './decision-record.ts';

/** Drafts of an older version lack what came later. */
const keptShape = z.object({
  text: z.string(),
  reason: z.nullable(z.enum(returnReasons)),
  category: z.nullable(z.string()),
  who: z._default(z.string(), ''),
  promisedOn: z._default(z.nullable(day), null),
  grid: z._default(z.nullable(z.string()), null),
  into: z._default(z.nullable(id('whistle')), null),
});

export interface KeptDraft {
  readonly value: DecisionDraft;
  set: (part: Partial<DecisionDraft>) => void;
  clear: () => Promise<void>;
}

const fieldsOf = ({ text, reason, category, who, promisedOn, grid, into }: DecisionFields): DecisionFields => ({
  text,
  reason,
  category,
  who,
  promisedOn,
  grid,
  into,
});

/**
 * What is being written, kept as it is typed: moving on to another whistle, a reload or a power cut lose nothing. What
 * was seen (`base`) is not kept: it is the whistle as it stands when the form opens.
 * @param proposed what the form offers to begin with; a refused decision to do again goes before it
 */
export function useDecisionDraft(
  whistle: WhistleRow,
  action: DeskAction,
  again: DecisionRecord | null,
  proposed: Partial<DecisionFields>,
): KeptDraft {
  const { drafts } = usePhone();
  const key = `decision:${whistle.id}:${action}`;
  const fields = again ? fieldsOf(again) : { ...emptyFields, ...proposed };
  const draft = shallowRef<DecisionDraft>({ ...fields, action, base: whistle.rev });
  let isTouched = again !== null;
  let isGone = false;

  async function bring(): Promise<void> {
    const kept = keptShape.safeParse(await drafts.get(key));
    if (kept.success && !isTouched && !isGone) draft.value = { ...draft.value, ...kept.data };
  }
  void bring();
  onScopeDispose(() => {
    isGone = true;
  });

  return {
    get value() {
      return draft.value;
    },
    set(part) {
      isTouched = true;
      draft.value = { ...draft.value, ...part };
      void drafts.put(key, fieldsOf(draft.value));
    },
    clear: () => drafts.remove(key),
  };
}
