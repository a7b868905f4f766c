import { expect, it } from 'vitest';
import { presentIn, togglePresent } from './present-line.ts';

const words = { prefix: '在场：', between: '、', who: ['住户', '物业', '邻居', '无人'] };
const taps = (text: string, ...who: string[]) => who.reduce((said, one) => togglePresent(said, one, words), text);

it('puts who is there on a line of its own below what was written, and takes it back', () => {
  expect(taps('', '住户')).toBe('在场：住户');
  expect(taps('井盖松了', '住户', '物业')).toBe('井盖松了\n在场：住户、物业');
  expect(taps('井盖松了', '住户', '住户')).toBe('井盖松了');
  expect(presentIn('井盖松了\n在场：住户、物业', words)).toEqual(['住户', '物业']);
});

it('says nobody or somebody, whichever was tapped last', () => {
  expect(taps('', '住户', '邻居', '无人')).toBe('在场：无人');
  expect(taps('', '无人', '邻居')).toBe('在场：邻居');
});
