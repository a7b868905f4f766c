import { refuse, ok, type RefusalCode, type Result } from '../lib/result.ts';
import type { Json } from '../lib/json.ts';
import {
  payloads,
  sealedType,
  type BaseMutationType,
  type CheckedPayloadOf,
  type MutationType,
  type ValidatorOf,
} from '../protocol/payloads.ts';
import type { LineRef, RowRef } from '../protocol/rows.ts';
import type { Decision, MutationRule, ReadRow, RuleContext } from './rule.ts';
import {
  addHouseholdRule,
  addPersonRule,
  amendHouseholdRule,
  amendPersonRule,
  moveOutRule,
  removeHouseholdRule,
  removePersonRule,
} from './household-rules.ts';
import { resolveConflictRule } from './conflict-rules.ts';
import { lookAtNeedsRule } from './look-rules.ts';
import { amendNeedRule, endNeedRule, followNeedRule, openNeedRule } from './need-rules.ts';
import { amendVisitRule, recordVisitRule } from './visit-rules.ts';
import {
  addPhotoRule,
  amendRule,
  askRule,
  commentRule,
  escalateRule,
  mergeRule,
  raiseRule,
  recategoriseRule,
  regridRule,
  resendRule,
  returnRule,
  settleRule,
  supportRule,
  takeOnRule,
  tellRule,
  withdrawRule,
} from './whistle-rules.ts';

/** The mutations of the first load; complete by type. */
export const mutationRules: { [T in BaseMutationType]: MutationRule<T> } = {
  'whistle.raise': raiseRule,
  'whistle.amend': amendRule,
  'whistle.withdraw': withdrawRule,
  'whistle.comment': commentRule,
  'whistle.settle': settleRule,
  'whistle.return': returnRule,
  'whistle.escalate': escalateRule,
  'whistle.addPhoto': addPhotoRule,
  'whistle.support': supportRule,
  'whistle.takeOn': takeOnRule,
  'whistle.resend': resendRule,
  'whistle.ask': askRule,
  'whistle.tell': tellRule,
  'whistle.regrid': regridRule,
  'whistle.recategorise': recategoriseRule,
  'whistle.merge': mergeRule,
  'visit.record': recordVisitRule,
  'visit.amend': amendVisitRule,
  'household.add': addHouseholdRule,
  'household.amend': amendHouseholdRule,
  'household.moveOut': moveOutRule,
  'household.remove': removeHouseholdRule,
  'household.resolve': resolveConflictRule,
  'person.add': addPersonRule,
  'person.amend': amendPersonRule,
  'person.remove': removePersonRule,
  'need.open': openNeedRule,
  'need.amend': amendNeedRule,
  'need.follow': followNeedRule,
  'need.end': endNeedRule,
  'need.look': lookAtNeedsRule,
};

/** Rules with the validators of their payloads: those of the first load, or all (loop-rules.ts). */
export interface RuleBook {
  payloads: { [T in MutationType]?: ValidatorOf<T> };
  rules: { [T in MutationType]?: MutationRule<T> };
}
export const firstBook: RuleBook = { payloads, rules: mutationRules };

/** The version of a payload that is written now. */
export const currentVersionOf = (type: MutationType): number =>
  Math.max(...((mutationRules as RuleBook['rules'])[type]?.versions ?? [1]));

/** A command that passed its validator: what to load, then what follows. */
export interface Command {
  touches: (RowRef | LineRef)[];
  touchesThen: ((read: ReadRow) => (RowRef | LineRef)[]) | null;
  decide: (context: RuleContext) => Result<Decision>;
}

/**
 * The rule of a mutation with its payload checked. Refused: a type that does not exist, a version that is not
 * served, a payload that fails its validator.
 */
export function commandOf(
  mutation: { id: string; type: string; v: number; payload: Json },
  book: RuleBook,
): Result<Command> {
  if (mutation.type === sealedType)
    return refuse('unknown-type', 'sealed envelopes are reserved; this server cannot open them yet');
  if (!Object.hasOwn(book.rules, mutation.type)) return refuse('unknown-type', `no mutation ${mutation.type}`);
  return checked(mutation.type as MutationType, mutation, book);
}

function checked<T extends MutationType>(
  type: T,
  { id, v, payload }: { id: string; v: number; payload: Json },
  book: RuleBook,
): Result<Command> {
  const rule = book.rules[type];
  const validator = book.payloads[type];
  if (!rule || !validator) return refuse('unknown-type', `no mutation ${type}`);
  if (!rule.versions.includes(v))
    return refuse('unsupported-version', `${type} is served in version ${rule.versions.join(', ')}`);
  const parsed = validator.safeParse(payload);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(codeOf(issue?.message), `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const value = parsed.data as CheckedPayloadOf<T>;
  const { touchesThen } = rule;
  return ok({
    touches: rule.touches(value, id),
    touchesThen: touchesThen ? (read) => touchesThen(value, read) : null,
    decide: (context) => rule.decide(value, context),
  });
}

/** Validators give the refusal's code as their message; the library's own messages mean `invalid`. */
function codeOf(message: string | undefined): RefusalCode {
  switch (message) {
    case 'text-too-long':
    case 'text-not-storable':
    case 'out-of-range':
    case 'nothing-said':
    case 'identity-number':
      return message;
    default:
      return 'invalid';
  }
}
