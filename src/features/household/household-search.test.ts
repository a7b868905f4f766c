import { describe, expect, it } from 'vitest';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { PersonRow } from '../../../core/household/household.ts';
import { makeId } from '../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../core/testing/builders.ts';
import { householdIndexOf, searchHouseholds } from './household-search.ts';

const building = (n: number): BuildingRow => ({
  id: makeId('building', testUuid(n)),
  rev: 1,
  grid: testGrid,
  name: `锦绣里${n}栋`,
  kind: 'walkup',
  walk: n,
  units: 3,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118.5, 31.7],
});
const buildings = [building(3), building(13)];
const [third, thirteenth] = buildings.map((one) => one.id);
const doors = [
  household(1, {
    building: third ?? 'bl_',
    unit: 2,
    room: '501',
    name: '陈桂兰',
    keys: '陳桂蘭 chenguilan cgl',
    phone: '138 0013 9501',
  }),
  household(2, { building: third ?? 'bl_', unit: 1, room: '502', name: '周大勇', keys: 'zhoudayong zdy' }),
  household(3, { building: thirteenth ?? 'bl_', unit: 2, room: '501', name: '李小梅', keys: 'lixiaomei lxm' }),
  household(4, { building: thirteenth ?? 'bl_', unit: 1, room: '1层东', name: '吕桂', keys: '呂桂 lvgui lg' }),
  // Written on this phone, and not yet seen by the server.
  household(5, { building: thirteenth ?? 'bl_', unit: 1, room: '', name: '桂花嫂', keys: '' }),
];
const son: PersonRow = {
  id: makeId('person', testUuid(70)),
  rev: 1,
  grid: testGrid,
  household: doors[1]?.id ?? 'hh_',
  name: '单乐',
  birthYear: 1990,
  sex: 'm',
  phone: '13912345678',
  relation: '子女',
  keys: '單樂 shanle danle shanyue sl dl sy',
  edits: {},
};
const people = [son];
const index = householdIndexOf(doors, people, buildings);
const names = (query: string) => searchHouseholds(index, query).map((one) => one.name);

describe('finding a household', () => {
  it('takes building-unit-room, with any dash, spaces or full-width digits', () => {
    for (const query of ['3-2-501', '3—2—501', '3 2 501', '３-２-５０１', '3栋-2单元-501', '三号楼2单元501'])
      expect([query, names(query)]).toEqual([query, ['陈桂兰']]);
  });

  it('takes building-room, and a room that is still being typed', () => {
    expect(names('3-50')).toEqual(['陈桂兰', '周大勇']);
    expect(names('13-501')).toEqual(['李小梅']);
  });

  it('takes a room alone, an odd room, and a word of the building beside a name', () => {
    expect(names('501').slice(0, 2)).toEqual(['陈桂兰', '李小梅']);
    expect(names('1层东')).toEqual(['吕桂']);
    expect(names('13栋 李')).toEqual(['李小梅']);
  });

  it('takes two characters, the other script, pinyin whole or begun, initials', () => {
    for (const query of ['桂兰', '陳桂', '桂蘭', 'chengui', 'guilan', 'chen gui lan', 'cgl', 'CGL', 'ｃｇｌ'])
      expect([query, names(query)[0]]).toEqual([query, '陈桂兰']);
    expect(names('lügui')).toEqual(['吕桂']);
  });

  it('takes who lives there, in both readings', () => {
    for (const query of ['单乐', '單樂', 'shanle', 'shanyue', 'danle', 'sl'])
      expect([query, names(query)]).toEqual([query, ['周大勇']]);
  });

  it('takes digits of a telephone, with or without blanks', () => {
    for (const query of ['13800139501', '138-0013', '9501']) expect([query, names(query)]).toEqual([query, ['陈桂兰']]);
    expect(names('5678')).toEqual(['周大勇']);
  });

  it('puts names that begin so before names that hold it, and finds what only this phone has written', () => {
    expect(names('桂')).toEqual(['桂花嫂', '陈桂兰', '吕桂']);
  });

  it('shows all without a question, and none where nothing fits', () => {
    expect(names('  ')).toHaveLength(5);
    expect(names('9-9-999')).toEqual([]);
    expect(names('不存在')).toEqual([]);
  });

  it('keeps its folded texts: the same rows are the same index', () => {
    expect(householdIndexOf(doors, people, buildings)).toBe(householdIndexOf(doors, people, buildings));
    expect(householdIndexOf(doors, [], buildings)).not.toBe(householdIndexOf(doors, people, buildings));
  });
});

describe('a community of 5,000 households', () => {
  const many = Array.from({ length: 5_000 }, (_, n) =>
    household(n + 100, {
      building: third ?? 'bl_',
      unit: (n % 3) + 1,
      room: `${n}`,
      name: `王${n}`,
      keys: `wang${n} w`,
    }),
  );
  it('finds each by its own key, and all that begin alike', () => {
    const large = householdIndexOf(many, [], buildings);
    expect(searchHouseholds(large, 'wang4999').map(({ name }) => name)).toEqual(['王4999']);
    expect(searchHouseholds(large, 'wang499').map(({ name }) => name)).toHaveLength(11);
  });
});
