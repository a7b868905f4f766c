/**
 * What waits for whoever holds no rows on the device: street, district, city, and units. One statement a district over
 * the whistles that somebody is at (index `whistle_by_stage`): what has ended is not looked at, however much there is.
 */
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import { grantsAt, type Author, type Grant, type Role } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { UnitRow } from '../../../core/org/unit.ts';
import { nextClock } from '../../../core/whistle/clock.ts';
import { partsOf } from '../../../core/whistle/decide.ts';
import { loopActionsFor } from '../../../core/whistle/decide-loop.ts';
import { isRung } from '../../../core/whistle/pressing.ts';
import { happeningForUnits, unitsHolding, whistleForUnits } from '../../../core/whistle/unit-view.ts';
import type { WhistleAction } from '../../../core/whistle/actions.ts';
import type { LoopAction } from '../../../core/whistle/loop-actions.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import { actionsFor } from '../../../core/whistle/table.ts';
import type { WhistleEventRow, WhistleRow } from '../../../core/whistle/whistle.ts';
import { readAs } from '../../db/read-limits.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { districtsOf, namesSql, prefixOf, type ListedNames } from './whistles.ts';

export const deskRoles = ['street', 'district', 'city', 'unit'] as const satisfies Role[];

/** The stages at which something may wait for a role. */
const stagesOf: Record<(typeof deskRoles)[number], readonly WhistleStage[]> = {
  // With the community: an emergency whose answer was missed. Where one went straight to the units, its papers wait.
  street: ['community', 'street', 'dispatched', 'working', 'verifying', 'surveying', 'evaluating'],
  district: ['community', 'consulting', 'dispatched', 'working'],
  city: ['community', 'consulting', 'dispatched', 'working'],
  unit: ['consulting', 'dispatched', 'working'],
};

export type WorkRow = WhistleRow & { names: ListedNames };

/** Of somebody's grants those by which she reads here. */
export const deskGrantsAt = (grants: readonly Grant[], now: Iso): Grant[] =>
  grantsAt(grants, now).filter(({ role }) => deskRoles.some((one) => one === role));
const deskGrants = (session: Session, now: Iso): Grant[] => deskGrantsAt(session.grants, now);

/** Everybody of a unit reads by the unit's name in the row; the wall lets the district through. */
const areaOf = ({ role, area }: Grant, district: string): string => (role === 'unit' ? district : area);

const holds = (row: WhistleRow, unit: string): boolean => unitsHolding(row).some((one) => one === unit);

const isMine = (row: WhistleRow, { role, area }: Grant): boolean =>
  role === 'unit' ? holds(row, area) : isInArea(row.grid, area);

/** Whether it is this holder's turn, and nobody else's. */
function isWaiting(row: WhistleRow, grant: Grant, now: Iso): boolean {
  const { loop } = row;
  const rung = row.stage === 'community' && isRung(row, now);
  switch (grant.role) {
    case 'street':
      return (
        rung || row.stage === 'street' || row.clocks.some(({ name, endedAt }) => name === 'papers' && endedAt === null)
      );
    case 'district':
    case 'city':
      if ((loop?.level ?? 'district') !== grant.role) return false;
      return (
        rung ||
        row.stage === 'consulting' ||
        (loop !== null && (loop.handBack !== null || (loop.extension?.agreed ?? null) !== null))
      );
    case 'unit':
      return row.stage === 'consulting'
        ? loop?.consults.some(({ unit, answer }) => unit === grant.area && answer === null) === true
        : loop?.orders.some(({ unit, ended }) => unit === grant.area && ended === null) === true;
    default:
      return false;
  }
}

/** Whether it waits for the holder of one of these grants. */
export const waitsFor = (row: WhistleRow, grants: readonly Grant[], now: Iso): boolean =>
  grants.some(
    (grant) =>
      (stagesOf[grant.role as (typeof deskRoles)[number]] ?? []).includes(row.stage) &&
      isMine(row, grant) &&
      isWaiting(row, grant, now),
  );

/** What ends first stands first; where no clock runs it stands last. */
export const byDue = (a: WhistleRow, b: WhistleRow): number => compare(dueOf(a), dueOf(b)) || compare(a.id, b.id);

/** What waits for the caller, what ends first standing first; of others' views a unit learns nothing. */
export async function waitingFor(deps: ServerDeps, session: Session): Promise<WorkRow[]> {
  const now = isoOf(deps.now());
  const grants = deskGrants(session, now);
  const stages = [...new Set(grants.flatMap(({ role }) => stagesOf[role as (typeof deskRoles)[number]]))];
  const rows: WorkRow[] = [];
  for (const district of await districtsFor(deps, session, grants)) {
    const areas = grants.map((grant) => areaOf(grant, district));
    const limits = { district, areas, needAreas: [], scopes: [] };
    const found = await readAs(deps.poolFor(district), deps.database.isWalled, limits, (client) =>
      client.query<{ row: WhistleRow; names: ListedNames }>(
        `select whistle."row", ${namesSql} as names from whistle
        where district = $1 and stage = any($2) and (stage <> 'community' or "row"->>'emergency' = 'true')
          and exists (select from unnest($3::text[]) as held(area) where whistle.grid like held.area || '%')`,
        [district, stages, areas.map(prefixOf)],
      ),
    );
    for (const { row, names } of found.rows)
      if (waitsFor(row, grants, now)) rows.push({ ...asDeskSees(row, grants), names });
  }
  return rows.toSorted(byDue);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const dueOf = ({ clocks }: WhistleRow): string => nextClock(clocks)?.dueAt ?? '9999';

export interface OpenedWhistle {
  whistle: WorkRow;
  events: WhistleEventRow[];
  /** What the caller may do now. */
  actions: (WhistleAction | LoopAction)[];
}

/** One whistle for whoever stands to it in some part. @throws ProblemError `not-found` for anybody else, as if unknown */
export async function openWhistle(deps: ServerDeps, session: Session, id: string): Promise<OpenedWhistle> {
  const now = isoOf(deps.now());
  const grants = deskGrants(session, now);
  for (const district of await districtsFor(deps, session, grants)) {
    const limits = { district, areas: grants.map((grant) => areaOf(grant, district)), needAreas: [], scopes: [] };
    const found = await readAs(deps.poolFor(district), deps.database.isWalled, limits, async (client) => {
      const { rows } = await client.query<{ row: WhistleRow; names: ListedNames }>(
        `select whistle."row", ${namesSql} as names from whistle where district = $1 and id = $2`,
        [district, id],
      );
      const events = await client.query<{ row: WhistleEventRow }>(
        `select "row" from event where district = $1 and whistle = $2 order by rev, id`,
        [district, id],
      );
      return { line: rows[0], events: events.rows.map(({ row }) => row) };
    });
    const { line, events } = found;
    const opened = line && openedBy(line.row, events, { grants, author: session.author, now });
    if (opened) return { ...opened, whistle: { ...opened.whistle, names: line.names } };
  }
  throw new ProblemError('not-found', 'no such whistle');
}

/** What the holder of these grants is told of a whistle and may do with it; null: she stands in no part to it. */
export function openedBy(
  row: WhistleRow,
  events: readonly WhistleEventRow[],
  { grants, author, now }: { grants: readonly Grant[]; author: Author; now: Iso },
): (Omit<OpenedWhistle, 'whistle'> & { whistle: WhistleRow }) | null {
  if (!grants.some((grant) => isMine(row, grant))) return null;
  const parts = partsOf(row, author, now);
  return {
    whistle: asDeskSees(row, grants),
    events: isOfUnitsAlone(grants) ? events.flatMap(asUnitsSee) : [...events],
    actions: [...actionsFor(row.stage, parts), ...loopActionsFor(row.stage, parts)],
  };
}

const isOfUnitsAlone = (grants: readonly Grant[]): boolean => grants.every(({ role }) => role === 'unit');
const asDeskSees = (row: WhistleRow, grants: readonly Grant[]): WhistleRow =>
  isOfUnitsAlone(grants)
    ? whistleForUnits(
        row,
        grants.map(({ area }) => area),
      )
    : row;

function asUnitsSee(event: WhistleEventRow): WhistleEventRow[] {
  const happening = happeningForUnits(event.happening);
  return happening ? [{ ...event, happening }] : [];
}

/** Units of the caller's districts, for naming and choosing. */
export async function listUnits(deps: ServerDeps, session: Session): Promise<UnitRow[]> {
  const grants = deskGrants(session, isoOf(deps.now()));
  const all: UnitRow[] = [];
  for (const district of await districtsFor(deps, session, grants)) {
    const found = await deps
      .poolFor(district)
      .query<{ row: UnitRow }>(
        `select "row" from unit where district = $1 order by "row"->>'kind', "row"->>'name', id`,
        [district],
      );
    all.push(...found.rows.map(({ row }) => row));
  }
  return all;
}

const districtsFor = (deps: ServerDeps, session: Session, grants: readonly Grant[]): Promise<string[]> =>
  districtsOf(
    deps,
    grants.map((grant) => areaOf(grant, session.district)),
  );
