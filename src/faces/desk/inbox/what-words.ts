import type { View } from '../../../local/phone.ts';
import { whistleTexts } from '../../../features/whistle/whistle-texts.ts';
import { language } from '../../../live/texts.ts';
import { dateWords } from '../../../live/time-words.ts';
import { categoryOf, firstWords } from '../whistle-words.ts';
import type { DecisionFields, DeskAction } from './decision.ts';
import { decisionTexts } from './decision-texts.ts';

/** What a decision says, in one line: who by when, where to, the reason and the text. */
export function whatWords(action: DeskAction, fields: DecisionFields, view: View): string {
  const words = decisionTexts[language.value];
  const { reason, category, who, promisedOn, grid, into, text } = fields;
  switch (action) {
    case 'takeOn':
      return promisedOn === null ? who : words.promised(who, dateWords(promisedOn));
    case 'regrid':
      return words.toGrid(view.get('grid', grid ?? '')?.name ?? grid ?? '');
    case 'recategorise':
      return words.toCategory(categoryOf(category, view));
    case 'merge': {
      const target = view.get('whistle', into ?? '');
      return words.intoWords(target ? firstWords(target) : (into ?? ''));
    }
    case 'return':
      return [reason && whistleTexts[language.value].reasons[reason], text].filter(Boolean).join(' · ');
    case 'escalate':
      return [categoryOf(category, view), text].join(' · ');
    case 'settle':
    case 'ask':
    case 'comment':
      return text;
  }
}
