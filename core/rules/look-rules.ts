import { dayOf, startOfDay } from '../calendar/day.ts';
import { ok, refuse } from '../lib/result.ts';
import { hourMs, isoOf, msOf, type Day } from '../lib/time.ts';
import { grantsFor } from '../org/authority.ts';
import type { MutationRule, RuleContext } from './rule.ts';

/**
 * The needs of a household were shown on a phone: kept once per worker and day. A look is no deed that may be refused:
 * whoever ever walked this grid could have the needs on her phone, and a look after her post had ended is the one that
 * the household would most want to know of.
 */
export const lookAtNeedsRule: MutationRule<'need.look'> = {
  type: 'need.look',
  versions: [1],
  touches: ({ household }) => [
    { kind: 'household', id: household },
    { kind: 'seen', of: household },
  ],
  decide({ household: id, day }, context) {
    const household = context.read('household', id);
    if (!household || grantsFor(context.author, 'visit', household.grid).length === 0)
      return refuse('not-found', 'no such household');
    const { account: by, name: byName } = context.author;
    const on = dayLooked(day, context);
    if (context.line('seen', household.id).some((one) => one.by === by && one.on === on)) return ok({ rows: [] });
    return ok({
      rows: [
        {
          kind: 'seen',
          row: {
            id: `${household.id}:${by}:${on}`,
            rev: 1,
            grid: household.grid,
            household: household.id,
            on,
            by,
            byName,
          },
        },
      ],
    });
  },
};

/** Noon stands for the day, so that a clock that is off by minutes does not move it; nobody looks tomorrow. */
function dayLooked(day: Day, { clockErrorMs, now }: RuleContext): Day {
  const on = dayOf(isoOf(msOf(startOfDay(day)) + 12 * hourMs + clockErrorMs));
  const today = dayOf(now);
  return on < today ? on : today;
}
