import type { EntryRow } from '../../../../core/household/household.ts';
import { fieldWords } from '../../../features/household/field-words.ts';
import { language } from '../../../live/texts.ts';
import { householdsTexts } from './households-texts.ts';

/** What was done to the roster of a door, in one line: which fields, never the values. */
export function entryWords({ what }: EntryRow): string {
  const words = householdsTexts[language.value];
  const list = (fields: readonly Parameters<typeof fieldWords>[0][]) =>
    fields.map(fieldWords).join(words.listSeparator);
  switch (what.type) {
    case 'household-added':
      return words.entryAdded;
    case 'household-amended':
      return words.entryAmended(list(what.fields));
    case 'moved-out':
      return what.isEmpty ? words.entryMovedAll : words.entryMovedOut(what.people);
    case 'person-added':
      return words.entryPersonAdded;
    case 'person-amended':
      return words.entryPersonAmended(list(what.fields));
    case 'person-removed':
      return words.entryPersonRemoved;
    case 'conflict-resolved':
      return words.entryResolved(fieldWords(what.field));
  }
}
