import type { BaseMutationType, MutationType } from '../../core/protocol/payloads.ts';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import { loopTable } from '../../core/whistle/loop-table.ts';
import { deedTexts } from './deed-texts.ts';
import { language } from './texts.ts';

/** What somebody did, of any kind. Deeds of the loop have their words in its table. */
export function deedWords(type: MutationType): string {
  const action = loopActions.find((one) => `whistle.${one}` === type);
  // Every other type is one of the first load.
  return action ? loopTable[action][language.value] : deedTexts[language.value][type as BaseMutationType];
}
