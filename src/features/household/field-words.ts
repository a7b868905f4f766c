import type { ConflictRow, FieldValue, HouseholdKind } from '../../../core/household/household.ts';
import { language } from '../../live/texts.ts';
import { fullDateWords } from '../../live/time-words.ts';
import type { Day } from '../../../core/lib/time.ts';
import { clashTexts } from './clash-texts.ts';
import { householdTexts } from './household-texts.ts';
import { rosterTexts } from './roster-texts.ts';

export type AnyField = ConflictRow['field'];

/** `电话`, `登记期限`. */
export const fieldWords = (field: AnyField): string =>
  field === 'until' ? clashTexts[language.value].until : rosterTexts[language.value].fields[field];

/** A value as a person reads it; what it may be was checked when it was saved. */
export function valueWords(field: AnyField, value: FieldValue): string {
  if (value === null || value === '') return clashTexts[language.value].empty;
  switch (field) {
    case 'kind':
      return householdTexts[language.value].kinds[value as HouseholdKind];
    case 'sex':
      return rosterTexts[language.value].sexes[value as 'f' | 'm'];
    case 'until':
      return fullDateWords(value as Day);
    default:
      return String(value);
  }
}

/** What a correction says, for the outbox and for copying: `电话：（空） → 154…`. */
export function changedWords(set: Readonly<Record<string, { from: FieldValue; to: FieldValue } | undefined>>): string {
  return Object.entries(set)
    .flatMap(([field, change]) =>
      change
        ? [
            `${fieldWords(field as AnyField)}：${valueWords(field as AnyField, change.from)} → ${valueWords(field as AnyField, change.to)}`,
          ]
        : [],
    )
    .join('\n');
}
