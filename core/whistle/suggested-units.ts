import type { UnitRow } from '../org/unit.ts';
import type { CategoryRow } from '../protocol/rows.ts';
import type { UnitId } from './loop.ts';

/** Who led a whistle of the same category to its end, and whether it was done at the first go. */
export interface PastLead {
  unit: UnitId;
  wasGood: boolean;
}

/** A unit that may be meant, and why: by the duties catalogue, and by what it did in such matters. */
export interface SuggestedUnit {
  unit: UnitId;
  duty: 'lead' | 'helps' | null;
  /** Such matters that it led, and those of them that needed no second go and no supervision. */
  led: number;
  good: number;
}

const mostShown = 6;

/**
 * Whose duty it is stands first, then who led such matters most often, then who helps by the catalogue. Nobody is compared
 * but on like matters, with both numbers. At most six; none that is dissolved.
 */
export function suggestUnits(
  category: Pick<CategoryRow, 'lead' | 'helping'> | null,
  units: readonly UnitRow[],
  past: readonly PastLead[],
): SuggestedUnit[] {
  const suggested = units
    .filter(({ endedAt }) => endedAt === null)
    .map(({ id, code }): SuggestedUnit => {
      const own = past.filter(({ unit }) => unit === id);
      return {
        unit: id,
        duty: dutyOf(code, category),
        led: own.length,
        good: own.filter(({ wasGood }) => wasGood).length,
      };
    });
  return suggested
    .filter(({ duty, led }) => duty !== null || led > 0)
    .toSorted((a, b) => Number(b.duty === 'lead') - Number(a.duty === 'lead') || b.led - a.led)
    .slice(0, mostShown);
}

function dutyOf(code: string | null, category: Pick<CategoryRow, 'lead' | 'helping'> | null): SuggestedUnit['duty'] {
  if (code === null || category === null) return null;
  if (code === category.lead) return 'lead';
  return category.helping.includes(code) ? 'helps' : null;
}
