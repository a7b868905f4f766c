import { computed, shallowRef, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { partsOf } from '../../../../core/whistle/decide.ts';
import { loopActions, type LoopAction } from '../../../../core/whistle/loop-actions.ts';
import { loopTable } from '../../../../core/whistle/loop-table.ts';
import { ruleIn } from '../../../../core/whistle/table.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { useNow } from '../../../live/now.ts';
import type { SignedIn } from '../../../local/phone.ts';
import { loadLoopRules } from '../../../local/rules.ts';

/** The deeds of the loop that somebody who holds the row may do; none until their rules are there to be run. */
export function useLoopActions(
  whistle: MaybeRefOrGetter<WhistleRow | undefined>,
  account: SignedIn,
): ComputedRef<LoopAction[]> {
  const now = useNow();
  const isThere = shallowRef(false);
  const load = async (): Promise<void> => {
    await loadLoopRules();
    isThere.value = true;
  };
  void load();
  return computed(() => {
    const row = toValue(whistle);
    if (!row || !isThere.value) return [];
    const author = { account: account.id, name: account.name, grants: account.grants };
    const parts = partsOf(row, author, now.value);
    return loopActions.filter((action) => ruleIn(loopTable[action], row.stage, parts) !== null);
  });
}
