import type { UnitRow } from '../org/unit.ts';
import { leadOf, standing, type UnitId, type WhistleLoop } from './loop.ts';

type UnitOf = (id: UnitId) => UnitRow | undefined;

/** A unit that nobody knows is no dissolved one. */
export const isDissolved = (id: UnitId, unitOf: UnitOf): boolean => (unitOf(id)?.endedAt ?? null) !== null;

/** Who took over a unit's duties, through however many changes; null: nobody. */
export function successorOf(id: UnitId, unitOf: UnitOf): UnitId | null {
  const seen = new Set<UnitId>();
  for (let next = unitOf(id); next && !seen.has(next.id);) {
    if (next.endedAt === null) return next.id;
    seen.add(next.id);
    next = next.successor === null ? undefined : unitOf(next.successor);
  }
  return null;
}

/** Who holds it once dissolved units are replaced; no lead: the dispatcher is asked anew. Null: nothing is to be changed. */
export function withoutDissolved(
  loop: WhistleLoop | null,
  unitOf: UnitOf,
): { lead: UnitId | null; cooperators: UnitId[] } | null {
  const orders = standing(loop);
  if (!orders.some(({ unit }) => isDissolved(unit, unitOf))) return null;
  const present = leadOf(loop)?.unit ?? null;
  const lead = present === null ? null : heirOf(present, unitOf);
  if (lead === null) return { lead, cooperators: [] };
  const others = orders.flatMap(({ unit, isLead }) => (isLead ? [] : (heirOf(unit, unitOf) ?? [])));
  return { lead, cooperators: [...new Set(others)].filter((unit) => unit !== lead) };
}

/** A unit that is not known stays where it is. */
const heirOf = (id: UnitId, unitOf: UnitOf): UnitId | null => (isDissolved(id, unitOf) ? successorOf(id, unitOf) : id);
