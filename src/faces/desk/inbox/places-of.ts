import type { Day } from '../../../../core/lib/time.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { language } from '../../../live/texts.ts';
import { dateWords } from '../../../live/time-words.ts';
import type { View } from '../../../local/phone.ts';
import { categoryOf } from '../whistle-words.ts';
import { decisionTexts } from './decision-texts.ts';
import type { ModulePlaces } from './text-modules.ts';

/** What stands in the places of a phrase for this whistle. */
export const placesOf = (whistle: WhistleRow, view: View, today: Day): ModulePlaces => ({
  // 「您反映的问题」 where nobody has named a category yet.
  category: whistle.category === null ? decisionTexts[language.value].noCategory : categoryOf(whistle.category, view),
  grid: view.get('grid', whistle.grid)?.name ?? whistle.grid,
  day: dateWords(today),
});
