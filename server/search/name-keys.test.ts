import { describe, expect, it } from 'vitest';
import { nameKeysOf } from './name-keys.ts';

const keysOf = (name: string): string[] => nameKeysOf(name).split(' ');

describe('what a search looks in', () => {
  it('is the other script, the pinyin and the initials', () => {
    expect(keysOf('陈桂兰')).toEqual(['陳桂蘭', 'chenguilan', 'cgl']);
    expect(keysOf('陳桂蘭')).toEqual(['陈桂兰', 'chenguilan', 'cgl']);
    expect(keysOf('李明')).toEqual(['liming', 'lm']);
  });

  it.each([
    ['单雄', 'shanxiong', 'sx'],
    ['解珍', 'xiezhen', 'xz'],
    ['仇英', 'qiuying', 'qy'],
    ['区志强', 'ouzhiqiang', 'ozq'],
    ['查文', 'zhawen', 'zw'],
    ['曾小云', 'zengxiaoyun', 'zxy'],
    ['尉迟恭', 'yuchigong', 'ycg'],
    ['尉遲恭', 'yuchigong', 'ycg'],
    ['万俟卨', 'moqixie', 'mqx'],
    ['单于明', 'chanyuming', 'cym'],
    ['种师道', 'chongshidao', 'csd'],
    ['员半千', 'yunbanqian', 'ybq'],
    ['翟让', 'zhairang', 'zr'],
    ['朴树', 'piaoshu', 'ps'],
    ['欧阳修', 'ouyangxiu', 'oyx'],
  ])('knows how %s is said as a surname', (name, pinyin, initials) => {
    expect(keysOf(name)).toEqual(expect.arrayContaining([pinyin, initials]));
  });

  it('has both readings of a character that people read in two ways', () => {
    expect(keysOf('单雄')).toEqual(expect.arrayContaining(['shanxiong', 'danxiong', 'sx', 'dx']));
    expect(keysOf('张乐')).toEqual(expect.arrayContaining(['zhangle', 'zhangyue', 'zl', 'zy']));
    expect(keysOf('王重阳')).toEqual(expect.arrayContaining(['wangchongyang', 'wangzhongyang', 'wcy', 'wzy']));
  });

  it('writes ü as v, as it is typed', () => {
    expect(keysOf('吕布')).toEqual(expect.arrayContaining(['lvbu', 'lb']));
  });

  it('stays short for long names, and takes those without Chinese as they are', () => {
    expect(keysOf('乐'.repeat(30)).length).toBeLessThanOrEqual(10);
    expect(nameKeysOf('McDonald')).toBe('mcdonald');
    expect(nameKeysOf('')).toBe('');
  });

  it('takes names of one character, of minorities and with rare characters', () => {
    expect(keysOf('乐')).toEqual(expect.arrayContaining(['yue', 'le', 'y', 'l']));
    expect(keysOf('买买提·艾力')).toEqual(expect.arrayContaining([expect.stringContaining('maimaiti')]));
    expect(nameKeysOf('𠮷野')).toBe('𠮷ye 𠮷y');
    expect(nameKeysOf('𠮷').isWellFormed()).toBe(true);
    expect(nameKeysOf('陈𬭛').isWellFormed()).toBe(true);
  });
});
