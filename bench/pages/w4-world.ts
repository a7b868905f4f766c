/**
 * What a phone may hold: grids of 250 doors with their people, the same from one seed wherever it is made. A household
 * is about 500 bytes of JSON, a visit 400.
 */
import { addDays } from '../../core/calendar/day.ts';
import type { BuildingRow } from '../../core/grid/grid.ts';
import { needKinds, type HouseholdRow, type NeedRow, type PersonRow } from '../../core/household/household.ts';
import { makeId, type BuildingId } from '../../core/lib/id.ts';
import { isoOf, type Day } from '../../core/lib/time.ts';
import type { VisitRow } from '../../core/visit/visit.ts';
import { prng, type Prng } from '../../server/demo/prng.ts';

export const doorsOfGrid = 250;
/** A note as it is left on a visit. */
export const spoken = '家中正常，老人精神不错，已提醒用电安全，下周再来看看。';
export const today: Day = '2026-11-22';
const nowMs = Date.UTC(2026, 10, 22, 2);
const surnames = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
);
const given = Array.from(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香文辉玲梅波红建华国庆志新春生海燕云飞雪梓涵子轩浩宇欣怡',
);
const notes = ['敲门要大声', '上午多在家', '有一条狗，先打电话', '夜班，下午再来', '', '', '', ''];
const said = [
  '家中正常，已提醒用电安全。',
  '老人独自在家，情况平稳，下周再来看看。',
  '没有人应门，留了联系卡。',
  '反映楼道灯不亮，已拍照。',
];

export interface GridOfWorld {
  code: string;
  buildings: BuildingRow[];
  households: HouseholdRow[];
  persons: PersonRow[];
  needs: NeedRow[];
  /** Of the first grid, the worker's own, half a year of them. */
  visits: VisitRow[];
}

export const gridCode = (n: number): string =>
  `990106001${String(1 + Math.floor(n / 20)).padStart(3, '0')}${String(1 + (n % 20)).padStart(3, '0')}`;

/** The n-th grid: ten buildings, 250 doors, two people behind each. */
export function gridOfWorld(n: number): GridOfWorld {
  const random = prng(4, `grid ${n}`);
  const code = gridCode(n);
  const buildings = Array.from({ length: 10 }, (_, i): BuildingRow => ({
    id: makeId('building', random.uuid(nowMs)),
    rev: 1,
    grid: code,
    name: `${random.pick(['梅园', '渔坊', '青年', '和平'])}${i + 1}幢`,
    kind: 'walkup',
    walk: i + 1,
    units: 3,
    floors: 5,
    doors: 2,
    footprint: [],
    centre: [118.5, 31.7],
  }));
  const households = Array.from({ length: doorsOfGrid }, (_, i) => door(random, code, buildings, i));
  const persons = households.flatMap((household) => [0, 1].map((which) => person(random, household, which)));
  const needs = households.flatMap((household) => (household.needsHelp ? [need(random, household)] : []));
  return {
    code,
    buildings,
    households,
    persons,
    needs,
    visits: n === 0 ? visitsOfWorld('own', households, 1_500) : [],
  };
}

function door(random: Prng, grid: string, buildings: readonly BuildingRow[], i: number): HouseholdRow {
  const floor = 1 + (Math.floor(i / 10) % 5);
  const lastVisitAt = isoOf(nowMs - random.int(1, 90) * 86_400_000);
  const edit = { by: makeId('account', random.uuid(nowMs)), byName: nameOf(random), at: lastVisitAt };
  return {
    id: makeId('household', random.uuid(nowMs)),
    rev: random.int(1, 20),
    grid,
    building: buildings[i % buildings.length]?.id ?? ('' as BuildingId),
    unit: 1 + (i % 3),
    floor,
    room: `${floor}0${1 + (i % 2)}`,
    kind: 'lived',
    name: nameOf(random),
    phone: `13${String(random.int(0, 999_999_999)).padStart(9, '0')}`,
    note: random.pick(notes),
    keys: 'wangxiuying wxy',
    needsHelp: random.chance(0.2),
    visitEveryDays: random.pick([30, 90]),
    lastVisitAt,
    lastOutcome: 'met',
    visitDueOn: addDays(today, random.int(-20, 90)),
    visitDuePart: null,
    edits: { phone: edit, note: edit },
  };
}

const person = (random: Prng, { id, grid, name }: HouseholdRow, which: number): PersonRow => ({
  id: makeId('person', random.uuid(nowMs)),
  rev: 1,
  grid,
  household: id,
  name: which === 0 ? name : nameOf(random),
  birthYear: random.int(1935, 2020),
  sex: random.chance(0.5) ? 'f' : 'm',
  phone: null,
  relation: which === 0 ? '本人' : '配偶',
  keys: 'liguoqiang lgq',
  edits: {},
});

const need = (random: Prng, { id, grid, name, edits }: HouseholdRow): NeedRow => {
  const { by, byName, at } = edits.phone ?? { by: makeId('account', ''), byName: '', at: isoOf(nowMs) };
  return {
    id: makeId('need', random.uuid(nowMs)),
    rev: 1,
    grid,
    household: id,
    kind: random.pick(needKinds),
    note: null,
    until: addDays(today, random.int(30, 300)),
    consent: { how: 'spoken', by: name, at, wording: '经本人同意，登记以便安排帮助。' },
    openedBy: by,
    openedAt: at,
    step: 'opened',
    steps: [{ step: 'opened', text: null, promisedFor: null, at, by, byName }],
    edits: {},
  };
};

/** Visits by colleagues, as the server tells them. */
export function visitsOfWorld(stream: string, households: readonly HouseholdRow[], count: number): VisitRow[] {
  const random = prng(4, `visits ${stream}`);
  return Array.from({ length: count }, () => {
    const { id: household, grid } = random.pick(households);
    const occurredAt = isoOf(nowMs - random.int(0, 180 * 86_400_000));
    return {
      id: makeId('visit', random.uuid(nowMs)),
      rev: 1,
      grid,
      household,
      outcome: 'met',
      note: random.pick(said),
      needs: [],
      occurredAt,
      recordedAt: occurredAt,
      by: makeId('account', random.uuid(nowMs)),
      byName: nameOf(random),
      isAmended: false,
    };
  });
}

const nameOf = (random: Prng): string =>
  random.pick(surnames) + random.pick(given) + (random.chance(0.7) ? random.pick(given) : '');
