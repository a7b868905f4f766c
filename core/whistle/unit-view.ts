/** What a unit has of a whistle: which units hold it, and what each of them sees (sync, "Who holds what"). */
import { isAsked, standing, type UnitId } from './loop.ts';
import type { WhistleHappening, WhistleRow } from './whistle.ts';

/** Asked while units are consulted, ordered, or of its lasting mechanism; in no order, each once. */
export function unitsHolding(whistle: Pick<WhistleRow, 'stage' | 'loop'>): UnitId[] {
  const { loop, stage } = whistle;
  if (loop === null) return [];
  const asked = loop.consults.map(({ unit }) => unit).filter((unit) => isAsked(whistle, unit));
  const ordered = standing(loop).map(({ unit }) => unit);
  const lasting = stage === 'lasting' && loop.mechanism ? [loop.mechanism.lead, ...loop.mechanism.cooperators] : [];
  return [...new Set([...asked, ...ordered, ...lasting])];
}

/**
 * Of others' views, evaluations and ballots a unit learns nothing; who met with it too neither. Whoever is only asked
 * does not see at whose door it is.
 */
export function whistleForUnits(whistle: WhistleRow, units: readonly string[]): WhistleRow {
  const { loop } = whistle;
  const isOwn = ({ unit }: { unit: string }): boolean => units.includes(unit);
  const isOrdered = loop?.orders.some(isOwn) ?? false;
  return {
    ...whistle,
    supporters: [],
    household: isOrdered ? whistle.household : null,
    loop: loop && {
      ...loop,
      where: loop.where && { ...loop.where, door: isOrdered ? loop.where.door : null },
      proposal: null,
      consults: loop.consults.filter(isOwn),
      evaluations: loop.evaluations.filter(isOwn),
      ballots: [],
      rates: [],
    },
  };
}

/**
 * What desks said among themselves, and what residents and the community said of the work, is not the units'; null then.
 * Where it is the event says: at whose door, the whistle alone to those with an order.
 */
export function happeningForUnits(happening: WhistleHappening): WhistleHappening | null {
  switch (happening.type) {
    case 'whistle-commented':
      return null;
    case 'whistle-did':
      return ['opine', 'ballot', 'rate', 'evaluate'].includes(happening.action) ? null : happening;
    case 'whistle-raised':
      return { ...happening, household: null };
    case 'whistle-joined':
      return { ...happening, supporters: [] };
    default:
      return happening;
  }
}
