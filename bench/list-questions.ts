/** The questions that lists ask, as their code asks them, with the statements behind each. */
import type { AccountId } from '../core/lib/id.ts';
import { msOf } from '../core/lib/time.ts';
import type { Role } from '../core/org/role.ts';
import type { Database } from '../server/db/database.ts';
import { readAs } from '../server/db/read-limits.ts';
import type { Session } from '../server/deps.ts';
import type { ListDeps } from '../server/modules/desk/districts.ts';
import { searchSql } from '../server/modules/desk/found.ts';
import { placeOf } from '../server/modules/desk/page.ts';
import { soughtIn } from '../server/modules/desk/sought.ts';
import { waitingPage, waitingSql } from '../server/modules/desk/waiting-page.ts';
import { walkSql } from '../server/modules/desk/walk.ts';
import { listWhistles, rowsSql } from '../server/modules/desk/whistles.ts';
import { listDistrict, listNow, listStreet, listUnits, listWords } from './list-town.ts';
import { mustUseIndexes, planOf, type PlanRead } from './plans.ts';

export interface ListQuestion {
  name: string;
  list: 'waiting' | 'list';
  who: 'street' | 'district' | 'unit';
  q?: string;
  isDeep?: boolean;
  /** How many are found; else a page. */
  rows?: number;
}

/** As many as the smallest town has of each: a page is as long in all of them. */
export const pageRows = 10;

const holders: Record<ListQuestion['who'], string> = {
  street: listStreet,
  district: listDistrict,
  unit: listUnits[3] ?? '',
};
const { often, usual, seldom, never } = listWords;
export const listQuestions: readonly ListQuestion[] = [
  ...(['street', 'district', 'unit'] as const).flatMap((who): ListQuestion[] => [
    { name: `waiting, ${who}: first page`, list: 'waiting', who },
    { name: `waiting, ${who}: a page deep in the list`, list: 'waiting', who, isDeep: true },
    { name: `waiting, ${who}: search ${often}`, list: 'waiting', who, q: often },
  ]),
  ...(['street', 'district'] as const).flatMap((who): ListQuestion[] => [
    { name: `all, ${who}: first page`, list: 'list', who },
    { name: `all, ${who}: a page deep in the list`, list: 'list', who, isDeep: true },
    { name: `all, ${who}: search ${usual}, 1 in 25`, list: 'list', who, q: usual },
    { name: `all, ${who}: search ${seldom}, 1 in 250`, list: 'list', who, q: seldom },
    { name: `all, ${who}: search ${never}, in none`, list: 'list', who, q: never, rows: 0 },
  ]),
];

export interface Asked {
  run: () => Promise<number>;
  plan: () => Promise<PlanRead>;
}

/** @param database with a district filled by `fillLists` */
export async function askable(database: Database, question: ListQuestion): Promise<Asked> {
  const { who, q, list } = question;
  const deps: ListDeps = { database, poolFor: database.poolFor, now: () => msOf(listNow) };
  const session = sessionOf(who, holders[who]);
  const after = question.isDeep ? await middleOf(database, question) : undefined;
  const query = { limit: pageRows, ...(q !== undefined && { q }), ...(after !== undefined && { after }) };
  const place = after === undefined ? null : placeOf(after);
  const areas = who === 'unit' ? [listDistrict] : [holders[who]];
  const limits = { district: listDistrict, areas, needAreas: [], scopes: [] };
  const walled = (sql: string, values: readonly unknown[]): Promise<PlanRead> =>
    readAs(database.reference, database.isWalled, limits, (client) => planOf(client, sql, values));
  return {
    run: async () =>
      (list === 'waiting' ? await waitingPage(deps, session, query) : await listWhistles(deps, session, query)).whistles
        .length,
    async plan() {
      const pool = database.reference;
      const sought = q === undefined ? null : await soughtIn(pool, listDistrict, q);
      const plans: PlanRead[] = [];
      if (list === 'waiting') {
        const look = { limit: pageRows, holders: [holders[who]], sought, after: place, now: listNow };
        const { sql, values } = waitingSql(listDistrict, look);
        plans.push(await walled(sql, values));
      } else {
        const months = await pool.query<{ month: string }>('select left(min(raised_at), 7) as month from whistle');
        const walk = { areas, after: place, limit: pageRows + 1 };
        const found =
          sought === null
            ? walkSql(listDistrict, walk)
            : searchSql(listDistrict, months.rows[0]?.month ?? '', listNow.slice(0, 7), { ...walk, sought });
        plans.push(await planOf(pool, found.sql, found.values));
        const ids = (await pool.query<{ id: string }>(found.sql, found.values)).rows.map(({ id }) => id);
        const rows = rowsSql(listDistrict, areas, ids);
        plans.push(await walled(rows.sql, rows.values));
      }
      for (const plan of plans) mustUseIndexes(question.name, plan);
      return {
        indexes: [...new Set(plans.flatMap(({ indexes }) => indexes))],
        rows: plans.reduce((sum, { rows }) => sum + rows, 0),
        readWhole: plans.flatMap(({ readWhole }) => readWhole),
      };
    },
  };
}

function sessionOf(role: Role, area: string): Session {
  const account: AccountId = 'ac_00000000-0000-7000-8000-000000000001';
  const grants = [{ role, area, from: '2020-01-01T00:00:00.000Z' as const, to: null }];
  const author = { account, name: '', grants };
  return { district: listDistrict, account, username: '', name: '', grants, author, id: '' };
}

/** The cursor after the first half of a list. */
async function middleOf({ reference }: Database, { list, who }: ListQuestion): Promise<string> {
  const [from, at, id, mine] =
    list === 'waiting'
      ? ['waiting', 'due_at', 'whistle', `holder = $2 and key = ''`]
      : ['whistle', 'raised_at', 'id', `grid like $2 || '%'`];
  const { rows } = await reference.query<{ at: string; id: string }>(
    `select ${at} as at, ${id} as id from ${from} where district = $1 and ${mine} order by 1, 2
      offset (select count(*) / 2 from ${from} where district = $1 and ${mine}) limit 1`,
    [listDistrict, holders[who]],
  );
  return Buffer.from(`${rows[0]?.at} ${rows[0]?.id}`).toString('base64url');
}
