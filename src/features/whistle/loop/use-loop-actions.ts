import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { wholeBook } from '../../../../core/rules/loop-rules.ts';
import { partsOf } from '../../../../core/whistle/decide.ts';
import { loopActionsFor } from '../../../../core/whistle/decide-loop.ts';
import type { LoopAction } from '../../../../core/whistle/loop-actions.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { useNow } from '../../../live/now.ts';
import type { SignedIn } from '../../../local/phone.ts';
import { learnRules } from '../../../local/rules.ts';

// Where a deed is offered, its rule is there to be run: both come in one piece, so that no network is asked between.
learnRules(wholeBook);

/** The deeds of the loop that somebody who holds the row may do. */
export function useLoopActions(
  whistle: MaybeRefOrGetter<WhistleRow | undefined>,
  account: SignedIn,
): ComputedRef<LoopAction[]> {
  const now = useNow();
  return computed(() => {
    const row = toValue(whistle);
    if (!row) return [];
    const author = { account: account.id, name: account.name, grants: account.grants };
    return loopActionsFor(row.stage, partsOf(row, author, now.value), row.loop);
  });
}
