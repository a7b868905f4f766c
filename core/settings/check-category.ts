import type { CategoryRow } from '../protocol/rows.ts';
import type { SettingFault } from './check-settings.ts';

/** What is wrong with a category of the catalogue; empty: it may be taken. */
export function checkCategory(category: Omit<CategoryRow, 'rev' | 'retiredAt'>): SettingFault[] {
  const words = ['classZh', 'classEn', 'zh', 'en', 'lead', 'leadZh'] as const;
  return [
    ...(/^[0-9A-Z]{2,12}$/.test(category.id) ? [] : [{ field: 'id', rule: 'code-form' as const }]),
    ...words.flatMap((field) => (category[field].trim() === '' ? [{ field, rule: 'name-needed' as const }] : [])),
    ...(/^U[1-4](\|U[1-4])?$/.test(category.urgency) ? [] : [{ field: 'urgency', rule: 'urgency-form' as const }]),
    ...(category.helping.some((code) => code.trim() === '')
      ? [{ field: 'helping', rule: 'name-needed' as const }]
      : []),
  ];
}
