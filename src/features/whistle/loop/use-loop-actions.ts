import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { wholeBook } from '../../../../core/rules/loop-rules.ts';
import { partsOf } from '../../../../core/whistle/decide.ts';
import { loopActions, type LoopAction } from '../../../../core/whistle/loop-actions.ts';
import { loopTable } from '../../../../core/whistle/loop-table.ts';
import { ruleIn } from '../../../../core/whistle/table.ts';
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
    const parts = partsOf(row, author, now.value);
    return loopActions.filter((action) => ruleIn(loopTable[action], row.stage, parts) !== null);
  });
}
