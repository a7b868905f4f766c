import { describe, expect, it } from 'vitest';
import { buildingNumberOf, foldDoorText, matchDoorCode, readDoorCode, roomKeyOf } from './door-code.ts';

const first = (text: string, isInBuilding = false) => {
  const [code] = readDoorCode(text, isInBuilding);
  return code ? [code.building, code.unit, code.room] : null;
};

describe('a door code', () => {
  it.each([
    '3-2-501',
    '3—2—501',
    '3 2 501',
    '３－２－５０１',
    '3/2/501',
    '3#2#501',
    '03-02-0501',
    '3号楼2单元501',
    '3栋2单元501室',
    '3幢-2单元-501',
    '三号楼二单元501',
    '3號樓2單元501號',
    '3号楼-2-501',
    '3-2-5-501',
  ])('%s is building 3, unit 2, room 501', (text) => {
    expect(first(text)).toEqual(['3', '2', '501']);
  });

  it('takes two numbers as building and room, then as building and unit', () => {
    expect(readDoorCode('3-501')).toEqual([
      { building: '3', unit: null, room: '501' },
      { building: '3', unit: '501', room: null },
    ]);
  });

  it('takes two numbers inside a building as unit and room', () => {
    expect(first('2-501', true)).toEqual([null, '2', '501']);
    expect(first('501', true)).toEqual([null, null, '501']);
    expect(first('2单元501')).toEqual([null, '2', '501']);
  });

  it('takes a short number alone as a building, a long one as a room', () => {
    expect(first('3')).toEqual(['3', null, null]);
    expect(first('3号楼')).toEqual(['3', null, null]);
    expect(first('十二幢')).toEqual(['12', null, null]);
    expect(first('501')).toEqual([null, null, '501']);
    expect(first('3号楼501')).toEqual(['3', null, '501']);
    expect(first('a-501')).toEqual(['a', null, '501']);
  });

  it('leaves names and empty texts alone', () => {
    for (const text of ['', '  ', '陈桂兰', '13栋 李', '-']) expect([text, readDoorCode(text)]).toEqual([text, []]);
  });

  it('keeps the words of an odd room', () => {
    expect(first('3-1-1层东')).toEqual(['3', '1', '1层东']);
  });
});

describe('what is compared', () => {
  it.each([
    ['锦绣里3栋', '3'],
    ['梅园12幢', '12'],
    ['云帆府8号楼', '8'],
    ['渔坊巷46号', '46'],
    ['稻香平房2排', '2'],
    ['人民路18号3幢', '3'],
    ['A座', 'a'],
    ['三号楼', '3'],
    ['文化宫', ''],
  ])('%s is called %s', (name, number) => {
    expect(buildingNumberOf(name)).toBe(number);
  });

  it('is the room without its dressing', () => {
    for (const room of ['501', '５０１', '0501', '501室', '5-01'])
      expect([room, roomKeyOf(room)]).toEqual([room, '501']);
    expect(roomKeyOf('1层东')).toBe('1层东');
  });

  it('is exact, begun, or another door', () => {
    const door = { building: '3', unit: 2, room: '501' };
    expect(matchDoorCode({ building: '3', unit: '2', room: '501' }, door)).toBe('exact');
    expect(matchDoorCode({ building: '3', unit: null, room: '50' }, door)).toBe('begins');
    expect(matchDoorCode({ building: '13', unit: '2', room: '501' }, door)).toBeNull();
    expect(matchDoorCode({ building: '3', unit: '1', room: '501' }, door)).toBeNull();
  });

  it('folds without losing what it does not know', () => {
    expect(foldDoorText(' 一層東 ')).toBe('1層東');
    expect(foldDoorText('西十里')).toBe('西十里');
  });
});
