import { computed, type ComputedRef, type Ref } from 'vue';
import { whistleTexts } from '../../../features/whistle/whistle-texts.ts';
import { usePhone } from '../../../live/rows.ts';
import { useTexts } from '../../../live/texts.ts';
import { categoryOf } from '../whistle-words.ts';
import { decisionTexts } from './decision-texts.ts';
import { snoozeTexts } from './snooze-texts.ts';
import type { LastDeed } from './use-decisions.ts';

/** What was done just now, as the undo bar says it. */
export function useLastWords(last: Readonly<Ref<LastDeed | null>>): ComputedRef<string> {
  const { view } = usePhone();
  const words = useTexts(decisionTexts);
  const snoozeWords = useTexts(snoozeTexts);
  const whistleWords = useTexts(whistleTexts);
  return computed(() => {
    const deed = last.value;
    if (!deed) return '';
    const { action, whistles } = deed;
    if (action === 'snooze') return snoozeWords.value.doneMany(whistles.length);
    if (whistles.length > 1) return words.value.doneMany(whistleWords.value.actions[action], whistles.length);
    const row = view.get('whistle', whistles[0] ?? '');
    return words.value.done[action](row ? categoryOf(row.category, view) : whistleWords.value.whistle);
  });
}
