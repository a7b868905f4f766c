import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { language } from '../../live/texts.ts';
import { whistleTexts } from './whistle-texts.ts';

/** A category in the language of the moment; one that is not (or no longer) in the catalogue keeps its code. */
export function categoryWords(category: CategoryRow | undefined, code: string | null): string {
  if (code === null) return whistleTexts[language.value].unknownCategory;
  return category ? category[language.value] : code;
}
