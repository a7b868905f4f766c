import type { CategoryRow } from '../../../../core/protocol/rows.ts';
import type { Language } from '../../../live/texts.ts';
import type { Choice, ChoiceGroup } from '../kit/choices.ts';

/** The catalogue by its classes, in the order of its codes. */
export function byClass(categories: readonly CategoryRow[], language: Language): ChoiceGroup[] {
  const classes = new Map<string, Choice[]>();
  for (const category of categories.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const name = language === 'zh' ? category.classZh : category.classEn;
    classes.set(name, [...(classes.get(name) ?? []), { value: category.id, label: category[language] }]);
  }
  return [...classes].map(([label, options]) => ({ label, options }));
}
