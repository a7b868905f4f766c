/** One whistle for street, district, city and units, who hold no rows on the device. */
import type { PoolClient } from 'pg';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import { grantsAt, type Author, type Grant, type Role } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { UnitRow } from '../../../core/org/unit.ts';
import { partsOf } from '../../../core/whistle/decide.ts';
import { loopActionsFor } from '../../../core/whistle/decide-loop.ts';
import { happeningForUnits, unitsHolding, whistleForUnits } from '../../../core/whistle/unit-view.ts';
import type { WhistleAction } from '../../../core/whistle/actions.ts';
import type { LoopAction } from '../../../core/whistle/loop-actions.ts';
import { actionsFor } from '../../../core/whistle/table.ts';
import type { WhistleEventRow, WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { inDistricts } from './districts.ts';
import { namesSql, type ListedNames } from './names.ts';

export const deskRoles = ['street', 'district', 'city', 'unit'] as const satisfies Role[];

export type WorkRow = WhistleRow & { names: ListedNames };

/** Of somebody's grants those by which she reads here. */
export const deskGrantsAt = (grants: readonly Grant[], now: Iso): Grant[] =>
  grantsAt(grants, now).filter(({ role }) => deskRoles.some((one) => one === role));
export const deskGrants = (session: Session, now: Iso): Grant[] => deskGrantsAt(session.grants, now);

/** Everybody of a unit reads by the unit's name in the row; the wall lets the district through. */
export const readAreas = ({ district }: Session, grants: readonly Grant[]): string[] =>
  grants.map(({ role, area }) => (role === 'unit' ? district : area));

const holds = (row: WhistleRow, unit: string): boolean => unitsHolding(row).some((one) => one === unit);

const isMine = (row: WhistleRow, { role, area }: Grant): boolean =>
  role === 'unit' ? holds(row, area) : isInArea(row.grid, area);

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
  for await (const { line, events } of inDistricts(deps, readAreas(session, grants), (client, district) =>
    readOpened(client, district, id),
  )) {
    const opened = line && openedBy(line.row, events, { grants, author: session.author, now });
    if (opened) return { ...opened, whistle: { ...opened.whistle, names: line.names } };
  }
  throw new ProblemError('not-found', 'no such whistle');
}

async function readOpened(
  client: PoolClient,
  district: string,
  id: string,
): Promise<{ line: { row: WhistleRow; names: ListedNames } | undefined; events: WhistleEventRow[] }> {
  const { rows } = await client.query<{ row: WhistleRow; names: ListedNames }>(
    `select whistle."row", ${namesSql} as names from whistle where district = $1 and id = $2`,
    [district, id],
  );
  const events = await client.query<{ row: WhistleEventRow }>(
    `select "row" from event where district = $1 and whistle = $2 order by rev, id`,
    [district, id],
  );
  return { line: rows[0], events: events.rows.map(({ row }) => row) };
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
    actions: [...actionsFor(row.stage, parts), ...loopActionsFor(row.stage, parts, row.loop)],
  };
}

const isOfUnitsAlone = (grants: readonly Grant[]): boolean => grants.every(({ role }) => role === 'unit');
export const asDeskSees = (row: WhistleRow, grants: readonly Grant[]): WhistleRow =>
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
  for await (const { rows } of inDistricts(deps, readAreas(session, grants), (client, district) =>
    client.query<{ row: UnitRow }>(
      `select "row" from unit where district = $1 order by "row"->>'kind', "row"->>'name', id`,
      [district],
    ),
  ))
    all.push(...rows.map(({ row }) => row));
  return all;
}
