import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { View } from '../../../local/phone.ts';
import { addressWords, categoryOf } from '../whistle-words.ts';

/** All that a search looks into: category, words, grid, address, who reported it. */
export const searchTextOf = (whistle: WhistleRow, view: View): string =>
  [
    categoryOf(whistle.category, view),
    whistle.text ?? '',
    view.get('grid', whistle.grid)?.name ?? '',
    addressWords(whistle, view),
    whistle.raisedByName,
  ].join('\n');
