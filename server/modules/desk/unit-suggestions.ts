import { dayMs } from '../../../core/lib/time.ts';
import type { UnitRow } from '../../../core/org/unit.ts';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { leadOf } from '../../../core/whistle/loop.ts';
import { suggestUnits, type PastLead, type SuggestedUnit } from '../../../core/whistle/suggested-units.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { inDistricts } from './districts.ts';
import { heldAreas, heldWhistle } from './held.ts';

/** Matters of two years; of more than these the newest say enough. */
const pastDays = 2 * 365;
const mostPast = 200;

/**
 * Units that may be meant for a whistle of the caller's area. What ended by an evaluation is a small part of all, so it is
 * read by stage and looked through. @throws ProblemError `not-found` where the whistle is not one of her area
 */
export async function suggestedUnits(deps: ServerDeps, session: Session, id: string): Promise<SuggestedUnit[]> {
  const areas = heldAreas(session, deps.now());
  for await (const found of inDistricts(deps, areas, async (client, district) => {
    const row = await heldWhistle(client, district, areas, id);
    if (!row) return null;
    const [categories, units, past] = [
      await client.query<{ row: CategoryRow }>(`select "row" from category where district = $1 and id = $2`, [
        district,
        row.category,
      ]),
      await client.query<{ row: UnitRow }>(`select "row" from unit where district = $1 order by id`, [district]),
      await client.query<{ row: WhistleRow }>(
        `select "row" from whistle where district = $1 and stage = 'closed' and raised_at > $2
          and "row"->>'category' = $3 order by raised_at desc, id desc limit $4`,
        [district, new Date(deps.now() - pastDays * dayMs).toISOString(), row.category, mostPast],
      ),
    ];
    // A station serves its own street.
    const serving = units.rows.map((one) => one.row).filter(({ area }) => row.grid.startsWith(area));
    return suggestUnits(
      categories.rows[0]?.row ?? null,
      serving,
      past.rows.flatMap((one) => pastLeadOf(one.row)),
    );
  }))
    if (found) return found;
  throw new ProblemError('not-found', 'no such whistle');
}

function pastLeadOf({ loop }: WhistleRow): PastLead[] {
  const lead = leadOf(loop);
  return lead ? [{ unit: lead.unit, wasGood: loop?.reworks === 0 && !loop.isSupervised }] : [];
}
