import { describe, expect, it } from 'vitest';
import { bigramsOf, foldSearched, isSearchable } from './bigrams.ts';

describe('pairs of characters', () => {
  it('are those that stand side by side, each once', () => {
    expect(bigramsOf('电梯坏了')).toEqual(['电梯', '梯坏', '坏了']);
    expect(bigramsOf('哈哈哈')).toEqual(['哈哈']);
    expect(bigramsOf('梯')).toEqual([]);
    expect(bigramsOf('')).toEqual([]);
  });
  it('never cut a rare character in two', () => {
    expect(bigramsOf('𠮷野家')).toEqual(['𠮷野', '野家']);
  });
  it('are compared without case and without blanks', () => {
    expect(foldSearched(' A 栋\n电　梯 ')).toBe('a栋电梯');
  });
  it('takes two characters to make a question', () => {
    expect(isSearchable('电梯')).toBe(true);
    expect(isSearchable(' 梯 ')).toBe(false);
    expect(isSearchable('𠮷')).toBe(false);
  });
});
