import type { DistrictSettings } from '../../../../core/settings/settings.ts';
import { shippedSettings } from '../../../../core/settings/shipped-settings.ts';
import type { Term } from '../../../../core/whistle/clock.ts';
import type { Body } from '../../../../core/whistle/loop-terms.ts';
import { scoreParts } from '../../../../core/whistle/loop.ts';
import type { RuleId } from '../../../../core/whistle/rule-ids.ts';
import type { Urgency } from '../../../../core/whistle/urgency.ts';
import type { SameShape } from '../../../live/texts.ts';
import type { loopTexts } from './loop-texts.ts';

type LoopWords = SameShape<(typeof loopTexts)['zh']>;

/** Who dispatches or approves, by the name that the district gave; the shipped name in the language of the screen. */
export const bodyWords = (body: Body, { bodies }: DistrictSettings, words: LoopWords): string =>
  bodies[body] === shippedSettings.bodies[body] ? words.bodies[body] : bodies[body];

/** Why a rule refuses, with the numbers that hold in this district. */
export function ruleWords(rule: RuleId, settings: DistrictSettings, level: Urgency, words: LoopWords): string {
  const filled: Record<string, string | number> = {
    reopenDays: settings.reopenDays,
    leastBallots: settings.leastBallots[level],
    extensions: settings.extensions[level],
    handBackWorkdays: settings.handBackWorkdays,
    finish: termWords(settings.finish[level], words),
    approver: bodyWords('extensions', settings, words),
    weights: scoreParts.map((part) => words.scores[part](settings.weights[part])).join(words.comma),
    level,
  };
  return words.rules[rule].replace(/\{(\w+)\}/g, (whole, name: string) => String(filled[name] ?? whole));
}

function termWords(term: Term, words: LoopWords): string {
  if ('workdays' in term) return words.terms.workdays(term.workdays);
  if ('days' in term) return words.terms.days(term.days);
  if ('quarters' in term) return words.terms.quarters(term.quarters);
  if ('quarterEnd' in term) return words.terms.quarterEnd;
  return words.terms.hours(('minutes' in term ? term.minutes : term.workMinutes) / 60);
}
