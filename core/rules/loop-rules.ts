/** The deeds of the loop as mutations. What they share with earlier ones (reporting up, asking) is decided here by stage. */
import type { BuildingId, HouseholdId } from '../lib/id.ts';
import { refuse, ok, type Result } from '../lib/result.ts';
import { allPayloads } from '../protocol/all-payloads.ts';
import type { CheckedPayloadOf, MutationType } from '../protocol/payloads.ts';
import type { KindRow, LineRef, RowRef } from '../protocol/rows.ts';
import { shippedSettings } from '../settings/shipped-settings.ts';
import { askUnits, decideLoop, escalateToDistrict, type LoopContext } from '../whistle/decide-loop.ts';
import type { WhistleOutcome } from '../whistle/decide.ts';
import { loopActions, type LoopAction } from '../whistle/loop-actions.ts';
import type { LoopSaid } from '../whistle/loop-said.ts';
import { standing, type UnitId } from '../whistle/loop.ts';
import { reportCodeId, shownAt } from '../whistle/report-code.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import { partingMerged, takingMerged, tellingMerged } from './merged-rules.ts';
import { mutationRules, type RuleBook } from './registry.ts';
import type { Decision, MutationRule, ReadRow, RuleContext } from './rule.ts';
import { askRule, decisionOf, escalateRule, wholeLine, withSettings } from './whistle-rules.ts';

const loopContextOf = (context: RuleContext): LoopContext => ({
  ...withSettings(context, context.settings ?? shippedSettings),
  clockErrorMs: context.clockErrorMs,
  codeShownAt({ id }, unit, code) {
    const { reportCodes } = context;
    if (!reportCodes) return 'unjudged';
    const secret = context.read('reportCode', reportCodeId(id, unit))?.secret;
    return secret === undefined ? null : shownAt(code, secret, context.at, reportCodes);
  },
  unitOf: (id: UnitId) => context.read('unit', id),
  addressOf(whistle) {
    const { building, household } = placeRefs(whistle);
    const found = building && context.read('building', building);
    const door = household && context.read('household', household);
    if (!found) return null;
    return { building: found.name, entrances: found.units, door: door ? { unit: door.unit, room: door.room } : null };
  },
  whistleOf: (id) => context.read('whistle', id),
});

/** What says in words where it is; nothing once it is said. */
function placeRefs({ loop, place, household }: WhistleRow): { building?: BuildingId; household?: HouseholdId } {
  if (loop?.where) return {};
  return { ...(place?.building && { building: place.building }), ...(household && { household }) };
}
function placeOf(whistle: string, read: ReadRow): RowRef[] {
  const row = read('whistle', whistle);
  const { building, household } = row ? placeRefs(row) : {};
  return [
    ...(building ? [{ kind: 'building' as const, id: building }] : []),
    ...(household ? [{ kind: 'household' as const, id: household }] : []),
  ];
}

const seenIn = ({ base, expects }: RuleContext) => ({ base, expects });

function decided(before: WhistleRow, outcome: Result<WhistleOutcome>, context: RuleContext): Result<Decision> {
  if (!outcome.ok) return outcome;
  const { rows } = decisionOf(before, outcome.value, context);
  const codes = codesOf(outcome.value.whistle, context);
  return ok({ rows: [...rows, ...codes.rows], gone: codes.gone });
}

/** Each order that waits to be reported in has a secret; the others have none any more. */
function codesOf({ id, rev, grid, stage, loop }: WhistleRow, { reportCodes, line }: RuleContext) {
  if (!reportCodes) return { rows: [], gone: [] };
  const known = line('reportCode', id);
  const isOpen = stage === 'dispatched' || stage === 'working';
  const waiting = isOpen ? standing(loop).filter(({ confirmedAt }) => confirmedAt === null) : [];
  const rows = waiting
    .filter(({ unit }) => !known.some((one) => one.unit === unit))
    .map(({ unit }): KindRow => ({
      kind: 'reportCode',
      // A unit that is ordered anew gets another secret: it stands at a later revision than the one that is gone.
      row: { id: reportCodeId(id, unit), rev, grid, whistle: id, unit, secret: reportCodes.fresh() },
    }));
  const gone = known
    .filter(({ unit }) => !waiting.some((one) => one.unit === unit))
    .map((row): RowRef => ({ kind: 'reportCode', id: row.id }));
  return { rows, gone };
}
const codeLine = (whistle: string): LineRef => ({ kind: 'reportCode', of: whistle });

/** Members of payloads that name units. */
interface NamesUnits {
  unit?: UnitId | null;
  units?: readonly (UnitId | { unit: UnitId })[];
  lead?: UnitId | null;
  cooperators?: readonly UnitId[];
  owner?: UnitId | null;
  whose?: UnitId | null;
}
const unitsNamed = ({ unit, units = [], lead, cooperators = [], owner, whose }: NamesUnits): RowRef[] =>
  [
    ...new Set([
      unit,
      lead,
      owner,
      whose,
      ...cooperators,
      ...units.map((one) => (typeof one === 'string' ? one : one.unit)),
    ]),
  ]
    .filter((id) => id !== null && id !== undefined)
    .map((id) => ({ kind: 'unit', id }));

/** Those that hold orders of it now, and whose duty it was said to be: whether one was dissolved is asked of them too. */
function unitsHeld(whistle: string, read: ReadRow): RowRef[] {
  const loop = read('whistle', whistle)?.loop ?? null;
  const said = loop?.handBack?.whose ?? null;
  const ids = new Set([...standing(loop).map(({ unit }) => unit), ...(said === null ? [] : [said])]);
  return [...ids].map((id) => ({ kind: 'unit', id }));
}

const photoRefs = (whistle: string, { photos = [] }: { photos?: readonly string[] }): RowRef[] =>
  photos.map((sha256) => ({ kind: 'photo', id: `${whistle}:${sha256}` }));

function ruleOf<A extends LoopAction>(action: A): MutationRule<`whistle.${A}`> {
  return {
    type: `whistle.${action}`,
    versions: [1],
    touches: (payload): (RowRef | LineRef)[] => [
      { kind: 'whistle', id: payload.whistle },
      ...unitsNamed(payload as NamesUnits),
      ...photoRefs(payload.whistle, payload as { photos?: readonly string[] }),
      ...wholeLine(payload.whistle),
      codeLine(payload.whistle),
    ],
    touchesThen: (payload, read) => [...unitsHeld(payload.whistle, read), ...placeOf(payload.whistle, read)],
    decide(payload, context) {
      const before = context.read('whistle', payload.whistle);
      if (!before) return refuse('not-found', 'no such whistle');
      const { whistle: _, ...said } = payload as CheckedPayloadOf<`whistle.${A}`> & { whistle: string };
      // The payload without its whistle: the same members by the same validator.
      const outcome = decideLoop(
        before,
        action,
        said as unknown as LoopSaid<A>,
        seenIn(context),
        loopContextOf(context),
      );
      return decided(before, outcome, context);
    },
  };
}

/** At the street it is a report to the district, with a proposal. */
const escalateAnywhere: MutationRule<'whistle.escalate'> = {
  ...escalateRule,
  touches: (payload) => [
    { kind: 'whistle', id: payload.whistle },
    ...(payload.proposal ? unitsNamed(payload.proposal) : []),
    ...wholeLine(payload.whistle),
    codeLine(payload.whistle),
  ],
  touchesThen: (payload, read) => placeOf(payload.whistle, read),
  decide(payload, context) {
    const before = context.read('whistle', payload.whistle);
    if (before?.stage !== 'street') return escalateRule.decide(payload, context);
    return decided(before, escalateToDistrict(before, payload, seenIn(context), loopContextOf(context)), context);
  },
};

/** While units are consulted it is units that are asked. */
const askAnybody: MutationRule<'whistle.ask'> = {
  ...askRule,
  touches: (payload) => [
    { kind: 'whistle', id: payload.whistle },
    ...unitsNamed({ units: payload.units }),
    ...wholeLine(payload.whistle),
    codeLine(payload.whistle),
  ],
  touchesThen: (payload, read) => placeOf(payload.whistle, read),
  decide(payload, context) {
    const before = context.read('whistle', payload.whistle);
    if (before?.stage !== 'consulting') return askRule.decide(payload, context);
    return decided(before, askUnits(before, payload, seenIn(context), loopContextOf(context)), context);
  },
};

type AllRules = { [T in MutationType]: MutationRule<T> };
const loopRules = Object.fromEntries(loopActions.map((action) => [`whistle.${action}`, ruleOf(action)])) as unknown as {
  [A in LoopAction as `whistle.${A}`]: MutationRule<`whistle.${A}`>;
};

/** Every rule of the product with its validator. */
export const allRules: AllRules = {
  ...mutationRules,
  ...loopRules,
  'whistle.escalate': escalateAnywhere,
  'whistle.ask': askAnybody,
  'whistle.merge': takingMerged(mutationRules['whistle.merge']),
  'whistle.settle': tellingMerged(mutationRules['whistle.settle']),
  'whistle.return': tellingMerged(mutationRules['whistle.return']),
  'whistle.withdraw': tellingMerged(mutationRules['whistle.withdraw']),
  'whistle.resolveSettle': tellingMerged(loopRules['whistle.resolveSettle']),
  'whistle.resolveDrop': tellingMerged(loopRules['whistle.resolveDrop']),
  'whistle.windUp': tellingMerged(loopRules['whistle.windUp']),
  'whistle.evaluate': tellingMerged(loopRules['whistle.evaluate']),
  'whistle.split': partingMerged(loopRules['whistle.split']),
  'whistle.reopen': partingMerged(loopRules['whistle.reopen']),
};
export const wholeBook: RuleBook = { payloads: allPayloads, rules: allRules };
