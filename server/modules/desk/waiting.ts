/** One whistle for street, district, city and units, who hold no rows on the device. */
import type { PoolClient } from 'pg';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import { grantsAt, type Grant, type Role } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import type { UnitRow } from '../../../core/org/unit.ts';
import { partsOf } from '../../../core/whistle/decide.ts';
import { loopActionsFor } from '../../../core/whistle/decide-loop.ts';
import { isAsked, standing } from '../../../core/whistle/loop.ts';
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

export const deskGrants = (session: Session, now: Iso): Grant[] =>
  grantsAt(session.grants, now).filter(({ role }) => deskRoles.some((one) => one === role));

/** Everybody of a unit reads by the unit's name in the row; the wall lets the district through. */
export const readAreas = ({ district }: Session, grants: readonly Grant[]): string[] =>
  grants.map(({ role, area }) => (role === 'unit' ? district : area));

const holds = (row: WhistleRow, unit: string): boolean =>
  isAsked(row, unit) || standing(row.loop).some((order) => order.unit === unit);

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
    if (!line || !grants.some((grant) => isMine(line.row, grant))) continue;
    const parts = partsOf(line.row, session.author, now);
    const { stage } = line.row;
    const units = grants.filter(({ role }) => role === 'unit').map(({ area }) => area);
    const isUnitAlone = units.length === grants.length;
    return {
      whistle: { ...(isUnitAlone ? asUnitSees(line.row, units) : line.row), names: line.names },
      events: isUnitAlone ? events.filter(({ happening }) => isForUnits(happening)) : events,
      actions: [...actionsFor(stage, parts), ...loopActionsFor(stage, parts)],
    };
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

/** Of others' views, evaluations and ballots a unit learns nothing; who reported it and who met with it neither. */
function asUnitSees(row: WhistleRow, units: readonly string[]): WhistleRow {
  const { loop } = row;
  const isOwn = ({ unit }: { unit: string }): boolean => units.includes(unit);
  const isOrdered = loop?.orders.some(isOwn) ?? false;
  return {
    ...row,
    supporters: [],
    household: isOrdered ? row.household : null,
    loop: loop && {
      ...loop,
      proposal: null,
      consults: loop.consults.filter(isOwn),
      evaluations: loop.evaluations.filter(isOwn),
      ballots: [],
      rates: [],
    },
  };
}

const isForUnits = (happening: WhistleEventRow['happening']): boolean =>
  happening.type !== 'whistle-commented' &&
  !(happening.type === 'whistle-did' && ['opine', 'ballot', 'rate', 'evaluate'].includes(happening.action));

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
