import type { WhistleAction } from '../../../../core/whistle/actions.ts';
import type { Part } from '../../../../core/whistle/table.ts';
import { actionsFor } from '../../../../core/whistle/table.ts';
import type { ReturnReason, WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { WhistleId } from '../../../../core/lib/id.ts';
import type { Day } from '../../../../core/lib/time.ts';
import { isStorable, lengthOf, textLimit } from '../../../../core/protocol/text.ts';
import type { SaveRequest } from '../../../local/phone.ts';

/** What a clerk does at the desk, in the order of the buttons; amending and withdrawing are the reporter's. */
export const deskActions = [
  'takeOn',
  'merge',
  'return',
  'escalate',
  'settle',
  'ask',
  'regrid',
  'recategorise',
  'comment',
] as const satisfies readonly WhistleAction[];
export type DeskAction = (typeof deskActions)[number];
export type DeskMutation = `whistle.${DeskAction}`;

export const deskActionsFor = (whistle: Pick<WhistleRow, 'stage' | 'own'>, parts: readonly Part[]): DeskAction[] => {
  const offered = actionsFor(whistle.stage, parts);
  // Who has taken it on has done so: the rule would refuse a second time.
  return deskActions.filter((action) => offered.includes(action) && !(action === 'takeOn' && whistle.own !== null));
};

/** A decision waits so long in the outbox before it can go. */
export const decisionHoldMs = 5000;

/** What a form holds; each action reads its own. */
export interface DecisionFields {
  text: string;
  reason: ReturnReason | null;
  category: string | null;
  who: string;
  promisedOn: Day | null;
  grid: string | null;
  into: WhistleId | null;
}

export interface DecisionDraft extends DecisionFields {
  action: DeskAction;
  /** `rev` of the whistle that the clerk has seen. */
  base: number;
}

export const emptyFields: DecisionFields = {
  text: '',
  reason: null,
  category: null,
  who: '',
  promisedOn: null,
  grid: null,
  into: null,
};

/** Actions that say something to somebody. */
const saying: readonly DeskAction[] = ['settle', 'return', 'escalate', 'ask', 'comment'];
export const hasText = (action: DeskAction): boolean => saying.includes(action);

/** A decision rests on what the clerk has seen; a question or a comment joins whatever stands there. */
export const restsOnSeen = (action: DeskAction): boolean => action !== 'comment' && action !== 'ask';

export type DecisionGap =
  | 'needText'
  | 'needReason'
  | 'needCategory'
  | 'needWho'
  | 'needDay'
  | 'pastDay'
  | 'needGrid'
  | 'needTarget'
  | 'tooLong'
  | 'whoTooLong'
  | 'notStorable';

const whoLimit = 60;

/** What still lacks before it can be saved; the first thing only. */
export function gapOf(draft: DecisionFields & { action: DeskAction }, today: Day): DecisionGap | null {
  switch (draft.action) {
    case 'takeOn':
      if (draft.who.trim() === '') return 'needWho';
      if (lengthOf(draft.who) > whoLimit) return 'whoTooLong';
      if (!isStorable(draft.who)) return 'notStorable';
      if (draft.promisedOn === null) return 'needDay';
      return draft.promisedOn < today ? 'pastDay' : null;
    case 'regrid':
      return draft.grid === null ? 'needGrid' : null;
    case 'recategorise':
      return draft.category === null ? 'needCategory' : null;
    case 'merge':
      return draft.into === null ? 'needTarget' : null;
    case 'return':
      return draft.reason === null ? 'needReason' : textGap(draft.text);
    case 'escalate':
      return draft.category === null ? 'needCategory' : textGap(draft.text);
    case 'settle':
    case 'ask':
    case 'comment':
      return textGap(draft.text);
  }
}

function textGap(text: string): DecisionGap | null {
  if (text.trim() === '') return 'needText';
  if (lengthOf(text) > textLimit) return 'tooLong';
  return isStorable(text) ? null : 'notStorable';
}

/** The mutation of a draft without a gap, with what the clerk saw; null where a choice is missing. */
export function decisionRequest(whistle: WhistleRow, draft: DecisionDraft): SaveRequest<DeskMutation> | null {
  const seen = { base: draft.base, expects: whistle.stage, holdMs: decisionHoldMs };
  const it = { whistle: whistle.id };
  const said = { ...it, text: draft.text };
  const { reason, category, who, promisedOn, grid, into } = draft;
  switch (draft.action) {
    case 'settle':
      return { type: 'whistle.settle', payload: said, ...seen };
    case 'comment':
      return { type: 'whistle.comment', payload: said, ...seen };
    case 'ask':
      return { type: 'whistle.ask', payload: said, ...seen };
    case 'return':
      return reason === null ? null : { type: 'whistle.return', payload: { ...said, reason }, ...seen };
    case 'escalate':
      return category === null ? null : { type: 'whistle.escalate', payload: { ...said, category }, ...seen };
    case 'takeOn':
      return promisedOn === null ? null : { type: 'whistle.takeOn', payload: { ...it, who, promisedOn }, ...seen };
    case 'regrid':
      return grid === null ? null : { type: 'whistle.regrid', payload: { ...it, grid }, ...seen };
    case 'recategorise':
      return category === null ? null : { type: 'whistle.recategorise', payload: { ...it, category }, ...seen };
    case 'merge':
      return into === null ? null : { type: 'whistle.merge', payload: { ...it, into }, ...seen };
  }
}
