/** A district full of whistles, as lists meet it: some three in a hundred open, the rest over, 8,333 raised a month. */
import type { Pool } from 'pg';
import { makeId } from '../core/lib/id.ts';
import { isoOf, msOf, type Iso } from '../core/lib/time.ts';
import type { KindRow } from '../core/protocol/rows.ts';
import { testUuid, whistle } from '../core/testing/builders.ts';
import { startClock } from '../core/whistle/clock.ts';
import { freshOrder, type DeedContext } from '../core/whistle/deeds/deed.ts';
import { freshLoop } from '../core/whistle/loop.ts';
import type { WhistleRow } from '../core/whistle/whistle.ts';
import { shippedCalendar } from '../core/calendar/workdays.ts';
import type { Database } from '../server/db/database.ts';
import { inTransaction } from '../server/db/transaction.ts';
import { withoutLimits } from '../server/db/connect.ts';
import { loadRows } from '../server/modules/sync/load.ts';
import { PgStore } from '../server/modules/sync/pg-store.ts';

export const listDistrict = '990106';
export const listStreet = '990106002';
export const listUnits = Array.from({ length: 8 }, (_, n) => makeId('unit', testUuid(500 + n)));
export const listNow: Iso = '2026-11-20T02:00:00.000Z';
/** In one of three texts, of twenty-five, of two hundred and fifty, in none. */
export const listWords = { often: '小区', usual: '电梯', seldom: '塌陷', never: '龙舟' };

const apartMs = (30 * 86_400_000) / 8_333;
const places = ['桂花小区三幢', '望江小区东门', '人民路口', '菜场后巷', '学校门前', '河边步道'];
const things =
  '电梯 路灯 井盖 垃圾 水管 楼道 围墙 树枝 雨棚 门禁 栏杆 消防栓 台阶 车棚 化粪池 空调 广告牌 健身器材 路面 盲道 窨井 花坛 停车位 公厕 信号灯'.split(
    ' ',
  );
const states = ['坏了', '松动', '堵住', '有异味', '漏水', '没人管', '夜里响', '掉了一块'];
const isOpen = (n: number): boolean => n % 33 === 0;
const mixed = (n: number): number => (Math.imul(n + 1, 2_654_435_761) ^ (Math.imul(n + 1, 2_246_822_519) >>> 13)) >>> 4;
function one<T>(values: readonly T[], n: number): T {
  const at = mixed(n) % values.length;
  for (const value of values.slice(at, at + 1)) return value;
  throw new Error('nothing to choose from');
}
const textOf = (n: number): string =>
  `${one(places, n)}${one(things, n * 3 + 1)}${one(states, n * 5 + 2)}，第${n}件${mixed(n) % 250 === 0 ? '，地面塌陷' : ''}`;
const gridOf = (n: number): string =>
  `99010600${1 + (mixed(n * 7) % 4)}00${1 + (mixed(n * 11) % 5)}00${1 + (mixed(n * 13) % 5)}`;
const idOf = (n: number): WhistleRow['id'] => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export async function fillLists(database: Database, count: number): Promise<void> {
  const pool = database.reference;
  await pool.query('insert into district (code, name) values ($1, $1) on conflict do nothing', [listDistrict]);
  const open = Array.from({ length: count }, (_, n) => n)
    .filter(isOpen)
    .map((n): KindRow => ({ kind: 'whistle', row: openWhistle(n, count) }));
  const areas = [1, 2, 3, 4].flatMap((street): KindRow[] => [
    area(`99010600${street}`, '990106', `第${street}街道`),
    ...[1, 2, 3, 4, 5].map((n) => area(`99010600${street}00${n}`, `99010600${street}`, `第${street}街道第${n}社区`)),
  ]);
  const store = new PgStore(database.poolFor);
  await loadRows(store, listDistrict, { rows: areas, audit: [] });
  for (let i = 0; i < open.length; i += 500)
    await loadRows(store, listDistrict, { rows: open.slice(i, i + 500), audit: [] });
  for (let from = 0; from < count; from += 50_000) await insertEnded(pool, from, Math.min(count, from + 50_000), count);
  await pool.query('vacuum analyze whistle');
  await pool.query('vacuum analyze waiting');
  await pool.query('analyze');
}

const area = (id: string, parent: string, name: string): KindRow => ({
  kind: 'area',
  row: { id, rev: 1, level: id.length === 9 ? 'street' : 'community', parent, name },
});

const raisedAt = (n: number, count: number): Iso => isoOf(Math.floor(msOf(listNow) - (count - n) * apartMs));

/** Half at a street, a quarter with two units asked, a quarter with two ordered; clocks end around now. */
function openWhistle(n: number, count: number): WhistleRow {
  const startedAt = isoOf(msOf(listNow) - (mixed(n * 17) % 10_000) * 60_000);
  const clock = startClock('review', { minutes: 1_440 + (mixed(n * 19) % 20_000) }, startedAt, shippedCalendar);
  const [lead, other] = [listUnits[mixed(n * 23) % 8] ?? 'un_', listUnits[(mixed(n * 23) + 1) % 8] ?? 'un_'] as const;
  const stage = (['street', 'street', 'consulting', 'working'] as const)[mixed(n * 29) % 4] ?? 'street';
  const order = (unit: typeof lead, isLead: boolean) => freshOrder(unit, isLead, { now: startedAt } as DeedContext);
  return whistle(n, {
    id: idOf(n),
    grid: gridOf(n),
    text: textOf(n),
    category: '0103',
    photos: [],
    stage,
    urgency: 'U3',
    raisedAt: raisedAt(n, count),
    clocks: [clock],
    loop:
      stage === 'street'
        ? null
        : {
            ...freshLoop,
            consults: [lead, other].map((unit) => ({ unit, askedAt: startedAt, answer: null })),
            orders: stage === 'working' ? [order(lead, true), order(other, false)] : [],
          },
  });
}

/** By the database itself, like those above in what a list reads of them. */
async function insertEnded(pool: Pool, from: number, to: number, count: number): Promise<void> {
  const model = { ...whistle(1), photos: [], stage: 'closed', urgency: 'U3', clocks: [], loop: null };
  const clock = startClock('answer', { minutes: 60 }, listNow, shippedCalendar);
  await inTransaction(pool, async (client) => {
    await withoutLimits(client);
    await client.query(
      `insert into whistle (district, id, rev, "row")
       select $1, said.id, 9, $2::jsonb || jsonb_build_object('id', said.id, 'rev', 9, 'grid', said.grid, 'text', said.text,
           'raisedAt', said.at, 'occurredAt', said.at,
           'clocks', jsonb_build_array($3::jsonb, $3::jsonb || '{"name": "finish"}'))
         from jsonb_to_recordset($4::jsonb) as said(id text, grid text, text text, at text)`,
      [
        listDistrict,
        JSON.stringify(model),
        JSON.stringify({ ...clock, state: 'met', endedAt: listNow }),
        JSON.stringify(
          Array.from({ length: to - from }, (_, i) => from + i)
            .filter((n) => !isOpen(n))
            .map((n) => ({ id: idOf(n), grid: gridOf(n), text: textOf(n), at: raisedAt(n, count) })),
        ),
      ],
    );
  });
}
