import { computed, type ComputedRef } from 'vue';
import { conditionSentences, problemTexts } from './refusal-texts.ts';
import { useSyncStatus } from './sync-status.ts';
import { useTexts } from './texts.ts';

/** Why nothing moves, or that it does, in full; with the server's own reason where it gave one. */
export function useConditionSentence(): ComputedRef<string> {
  const sentences = useTexts(conditionSentences);
  const problems = useTexts(problemTexts);
  const status = useSyncStatus();
  return computed(() => {
    const { condition, problem } = status.value;
    return problem === null ? sentences.value[condition] : `${sentences.value[condition]} ${problems.value[problem]}`;
  });
}
