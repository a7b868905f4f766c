import { shallowRef, type Ref } from 'vue';
import * as z from 'zod/mini';
import type { Result } from '../../../../core/lib/result.ts';
import { usePhone } from '../../../live/rows.ts';
import type { DeedDraft } from './deed-draft.ts';
import { deedFields, type FormedAction } from './deed-fields.ts';

/** What was begun for one whistle: the form that stood open, and what was in it. */
export interface KeptDeed {
  action: FormedAction;
  draft: DeedDraft;
}

const textual = z.union([z.string(), z.number(), z.boolean()]);
const keptShape = z.object({
  action: z.string(),
  draft: z.record(z.string(), z.union([textual, z.array(z.union([z.string(), z.record(z.string(), textual)]))])),
});

function asKeptDeed(value: unknown): KeptDeed | null {
  const read = keptShape.safeParse(value);
  // Its own shape, written below; an action that is no more is not brought back.
  return read.success && read.data.action in deedFields ? (value as KeptDeed) : null;
}

export interface DeedDrafting {
  kept: Readonly<Ref<KeptDeed | null>>;
  bring: (whistle: string) => Promise<void>;
  keep: (whistle: string, deed: KeptDeed) => Promise<void>;
  drop: (whistle: string) => Promise<void>;
  /** Saves the deed of the form after its last letter was written; the draft goes with it. */
  end: <T>(whistle: string, save: (draft: string) => Promise<Result<T>>) => Promise<Result<T>>;
}

/**
 * The open form of a whistle, on the disk as it is typed: one write after the other, so that an earlier letter never
 * comes over a later one. It goes when the deed was saved or given up.
 */
export function useDeedDraft(): DeedDrafting {
  const { drafts } = usePhone();
  const kept = shallowRef<KeptDeed | null>(null);
  const keyOf = (whistle: string): string => `deed:${whistle}`;
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run, run);
    turn = mine;
    return mine;
  }
  let asked = '';
  return {
    kept,
    async bring(whistle) {
      asked = whistle;
      kept.value = null;
      const found = asKeptDeed(await drafts.get(keyOf(whistle)));
      if (asked === whistle) kept.value = found;
    },
    keep: (whistle, deed) => inTurn(() => drafts.put(keyOf(whistle), deed)),
    drop(whistle) {
      kept.value = null;
      return inTurn(() => drafts.remove(keyOf(whistle)));
    },
    async end(whistle, save) {
      const saved = await inTurn(() => save(keyOf(whistle)));
      if (saved.ok) kept.value = null;
      return saved;
    },
  };
}
