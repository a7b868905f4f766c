import type { WhistleId } from '../lib/id.ts';
import { ok, refuse, type Result } from '../lib/result.ts';
import type { Iso } from '../lib/time.ts';
import type { UnitRow } from '../org/unit.ts';
import {
  categoryHindrance,
  changeBy,
  clocksByRule,
  eventOf,
  partsOf,
  permitOf,
  type Seen,
  type WhistleContext,
  type WhistleOutcome,
} from './decide.ts';
import * as byTime from './deeds/by-time.ts';
import * as consulting from './deeds/consulting.ts';
import { asking } from './deeds/consulting.ts';
import { against, orderable, type Deed, type DeedContext, type DeedOutcome } from './deeds/deed.ts';
import * as ending from './deeds/ending.ts';
import * as orders from './deeds/orders.ts';
import * as studying from './deeds/studying.ts';
import { startClock, type ClockName, type WhistleClock } from './clock.ts';
import { loopActions, type LoopAction } from './loop-actions.ts';
import type { LoopSaid } from './loop-said.ts';
import { loopTable } from './loop-table.ts';
import type { DistrictSettings } from '../settings/settings.ts';
import { termOf } from './early-terms.ts';
import { loopClocks } from './loop-terms.ts';
import { freshLoop, mergingDesk, parkingDesk, type Proposal, type UnitId, type WhistleAddress } from './loop.ts';
import { ruleIn, whistleTable, type Part, type WhistleRule } from './table.ts';
import type { LoopHappening, WhistleHappening, WhistleRow } from './whistle.ts';

/** Every deed of the loop, complete by type. Pure like decide.ts; a chunk of its own for those who only raise and answer. */
const deeds: { [A in LoopAction]: Deed<A> } = {
  ...studying,
  ...consulting,
  ...orders,
  ...ending,
  ...byTime,
};

export interface LoopContext extends WhistleContext {
  unitOf: (id: UnitId) => UnitRow | undefined;
  /** Its place in words, where the rows that say it are at hand. */
  addressOf: (whistle: WhistleRow) => WhistleAddress | null;
  /** When a code of that unit's order was shown; null: it was never right; `unjudged` where nobody can say. */
  codeShownAt: (whistle: WhistleRow, unit: UnitId, code: string) => Iso | 'unjudged' | null;
  /** What the author's clock is off by, in ms. */
  clockErrorMs: number;
  settings: DistrictSettings;
  whistleOf: (id: WhistleId) => WhistleRow | undefined;
}

export function decideLoop<A extends LoopAction>(
  whistle: WhistleRow,
  action: A,
  said: LoopSaid<A>,
  seen: Seen,
  context: LoopContext,
): Result<WhistleOutcome> {
  const rules = loopTable[action];
  const permit = permitOf(whistle, action, rules, seen, context);
  if (!permit.ok) return permit;
  // The mapped type pairs them; the compiler cannot follow it through a variable.
  const happening = { type: 'whistle-did', action, said } as LoopHappening;
  return settle(whistle, permit.value, happening, rules.disturbs ? action : null, context, (deed) =>
    deeds[action](whistle, said, deed),
  );
}

/** The street's report to the district, with its proposal; whoever is proposed is asked at once. */
export function escalateToDistrict(
  whistle: WhistleRow,
  {
    category,
    text,
    proposal,
  }: { category: string; text: string; proposal: Omit<Proposal, 'by' | 'byName' | 'at' | 'why'> | null },
  seen: Seen,
  context: LoopContext,
): Result<WhistleOutcome> {
  const permit = permitOf(whistle, 'escalate', whistleTable.escalate, seen, context);
  if (!permit.ok) return permit;
  const hindrance = categoryHindrance(category, whistle.category, context);
  if (hindrance) return hindrance;
  if (!proposal) return against('proposal-needed');
  const happening: WhistleHappening = { type: 'whistle-escalated', category, text };
  return settle({ ...whistle, category }, permit.value, happening, 'escalate', context, (deed) => {
    const units = [...(proposal.lead ? [proposal.lead] : []), ...proposal.cooperators];
    const known = orderable(units, deed);
    if (!known.ok) return known;
    const asked = asking(units, { ...deed, loop: { ...deed.loop, consults: [] } });
    return ok({
      row: { urgency: proposal.urgency },
      ...asked,
      loop: {
        ...asked.loop,
        level: 'district' as const,
        isUrgencySet: true,
        proposal: { ...deed.said, ...proposal, why: text },
      },
    });
  });
}

/** The dispatcher asks units. */
export function askUnits(
  whistle: WhistleRow,
  { text, units }: { text: string; units: readonly UnitId[] },
  seen: Seen,
  context: LoopContext,
): Result<WhistleOutcome> {
  const permit = permitOf(whistle, 'ask', whistleTable.ask, seen, context);
  if (!permit.ok) return permit;
  if (units.length === 0) return refuse('invalid', 'units: whom to ask');
  return settle(whistle, permit.value, { type: 'whistle-asked', text }, 'ask', context, (deed) => {
    const known = orderable(units, deed);
    return known.ok ? ok(asking(units, deed)) : known;
  });
}

function settle(
  whistle: WhistleRow,
  rule: WhistleRule,
  happening: WhistleHappening,
  disturbing: LoopAction | 'escalate' | 'ask' | null,
  context: LoopContext,
  decide: (deed: DeedContext) => Result<DeedOutcome>,
): Result<WhistleOutcome> {
  const { author, now } = context;
  const before = whistle.loop ?? freshLoop;
  const loop = { ...before, where: before.where ?? context.addressOf(whistle) };
  const byRule = clocksByRule(whistle.clocks, rule, now, context.calendar);
  const outcome = decide({
    ...context,
    parts: partsOf(whistle, author, context.at),
    said: { by: author.account, byName: author.name, at: now },
    loop,
    clocks: byRule,
    photosBefore: whistle.photos,
  });
  if (!outcome.ok) return outcome;
  const { row, stage, clocks } = outcome.value;
  const event = eventOf(happening, whistle.id, whistle.grid, whistle.rev + 1, context);
  const after: WhistleRow = {
    ...whistle,
    ...row,
    rev: event.order,
    stage: stage ?? (typeof rule.to === 'string' && rule.to !== 'same' ? rule.to : whistle.stage),
    loop: { ...loop, ...outcome.value.loop },
    changed: disturbing ? changeBy(disturbing, event, whistle.changed) : whistle.changed,
  };
  const running = clocks ?? byRule;
  const started = rule.starts
    .filter(
      (name) => !running.some((clock) => clock.name === name && clock.startedAt === now && clock.state === 'running'),
    )
    .map((name) => start(name, after, context));
  return ok({ whistle: { ...after, clocks: [...running, ...started] }, event });
}

function start(name: ClockName, whistle: WhistleRow, { now, calendar, settings }: LoopContext): WhistleClock {
  const own = loopClocks.find((one) => one === name);
  const term = own
    ? settings.loop[own]
    : termOf(
        settings,
        name === 'review' ? 'review' : 'answer',
        whistle.emergency ? 'emergency' : 'usual',
        whistle.urgency ?? 'U3',
      );
  return startClock(name, term, now, calendar);
}

/** Of what a desk did, itself alone undoes it. */
const undoing: Partial<Record<LoopAction, typeof mergingDesk>> = { split: mergingDesk, unpark: parkingDesk };

/**
 * The actions of the loop that a stage knows for somebody in these parts.
 * @param loop what only the desk that did it undoes is left out for others
 */
export const loopActionsFor = (
  stage: WhistleRow['stage'],
  parts: readonly Part[],
  loop: WhistleRow['loop'] = null,
): LoopAction[] =>
  loopActions.filter((action) => {
    const desk = loop && undoing[action]?.(loop);
    return ruleIn(loopTable[action], stage, parts) !== null && (!desk || parts.includes(desk));
  });
