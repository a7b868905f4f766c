import type { UnitRow } from '../../org/unit.ts';
import type { WhistleId } from '../../lib/id.ts';
import type { Result } from '../../lib/result.ts';
import type { Iso } from '../../lib/time.ts';
import { ok, refuse } from '../../lib/result.ts';
import type { DistrictSettings } from '../../settings/settings.ts';
import { startClock, stopClocks, type WhistleClock } from '../clock.ts';
import type { WhistleContext } from '../decide.ts';
import type { LoopAction } from '../loop-actions.ts';
import type { LoopSaid } from '../loop-said.ts';
import { standing, type Order, type Said, type UnitId, type WhistleLoop } from '../loop.ts';
import { orderClocks, orderTerm } from '../loop-terms.ts';
import type { RuleId } from '../rule-ids.ts';
import type { WhistleStage } from '../stage.ts';
import type { Part } from '../table.ts';
import type { Urgency } from '../urgency.ts';
import type { WhistleRow } from '../whistle.ts';

/** What a deed of the loop finds: the whistle, what was said, who says it, in which parts, and the clocks after the table's rule. */
export interface DeedContext extends WhistleContext {
  settings: DistrictSettings;
  parts: readonly Part[];
  said: Said;
  loop: WhistleLoop;
  clocks: readonly WhistleClock[];
  photosBefore: readonly string[];
  unitOf: (id: UnitId) => UnitRow | undefined;
  codeShownAt: (whistle: WhistleRow, unit: UnitId, code: string) => Iso | 'unjudged' | null;
  clockErrorMs: number;
  /** Another whistle, where it is at hand: a phone may not hold it. */
  whistleOf: (id: WhistleId) => WhistleRow | undefined;
}

/** What becomes of the whistle; stage only where the table leaves a choice. */
export interface DeedOutcome {
  loop?: Partial<WhistleLoop>;
  row?: Partial<Pick<WhistleRow, 'answer' | 'own' | 'question' | 'photos' | 'urgency' | 'mergedInto' | 'category'>>;
  clocks?: readonly WhistleClock[];
  stage?: WhistleStage;
}

export type Deed<A extends LoopAction> = (
  whistle: WhistleRow,
  said: LoopSaid<A>,
  context: DeedContext,
) => Result<DeedOutcome>;

/** Outside its rule: which one, by its name; screens have words for each. */
export const against = (rule: RuleId): ReturnType<typeof refuse> => refuse('against-rule', rule);

/** The author's own standing order. */
export function ownOrder({ author, loop, parts }: DeedContext): Order | null {
  const part = parts.includes('lead') || parts.includes('cooperator');
  const areas = author.grants.filter(({ role }) => role === 'unit').map(({ area }) => area);
  return (part && standing(loop).find(({ unit }) => areas.includes(unit))) || null;
}

export const changeOrder = (loop: WhistleLoop, unit: UnitId, change: Partial<Order>): Pick<WhistleLoop, 'orders'> => ({
  orders: loop.orders.map((order) => (order.unit === unit && order.ended === null ? { ...order, ...change } : order)),
});

export const freshOrder = (unit: UnitId, isLead: boolean, { now }: DeedContext): Order => ({
  unit,
  isLead,
  orderedAt: now,
  signed: null,
  contacted: null,
  reported: null,
  confirmedAt: null,
  codeTries: 0,
  codeAt: null,
  seen: null,
  progressAt: null,
  done: null,
  ended: null,
});

/** The full set of a unit: sign, contact, report in, first feedback, finish. */
export const orderClockSet = (
  unit: UnitId,
  urgency: Urgency,
  { now, calendar, settings }: DeedContext,
): WhistleClock[] =>
  orderClocks.map((name) => startClock(name, orderTerm(settings, urgency, name), now, calendar, unit));

/** Units that may be ordered: known, not dissolved, each once. */
export function orderable(ids: readonly UnitId[], { unitOf }: DeedContext): Result<true> {
  if (new Set(ids).size !== ids.length) return against('one-lead');
  for (const id of ids) {
    const unit = unitOf(id);
    if (!unit) return refuse('not-found', 'no such unit');
    if (unit.endedAt !== null) return against('unit-dissolved');
  }
  return ok(true);
}

/** Those of the clocks that still run stop; the others stay. */
export const stopWhere = (
  clocks: readonly WhistleClock[],
  at: Said['at'],
  isMeant: (clock: WhistleClock) => boolean,
): WhistleClock[] => clocks.flatMap((clock) => (isMeant(clock) ? stopClocks([clock], at) : [clock]));

/** Of every unit. */
export const stopUnits = (clocks: readonly WhistleClock[], at: Said['at']): WhistleClock[] =>
  stopWhere(clocks, at, ({ unit }) => unit !== null);

/** Every order that stands ends. */
export const endOrders = (
  orders: readonly Order[],
  said: Said,
  how: NonNullable<Order['ended']>['how'],
  reason: string,
): Order[] => orders.map((order) => (order.ended === null ? { ...order, ended: { ...said, how, reason } } : order));

/** The whistle's photos with those of this deed. */
export const withPhotos = ({ photosBefore }: DeedContext, photos: readonly string[]): string[] => [
  ...new Set([...photosBefore, ...photos]),
];

/** A link lends its voice to residents alone: no account speaks as one, and no resident without hers. */
export function ownVoice(voice: string | null, { parts }: Pick<DeedContext, 'parts'>): Result<true> {
  return parts.includes('resident') === (voice !== null) ? ok(true) : against('own-voice');
}

interface Voiced {
  by: string;
  voice: string | null;
}
export const isSameVoice = (one: Voiced, other: Voiced): boolean => one.by === other.by && one.voice === other.voice;
