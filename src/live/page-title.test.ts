import { describe, expect, it } from 'vitest';
import { titleText } from './page-title.ts';

describe('the title of the tab', () => {
  it('names the page and the product', () => {
    expect(titleText('收件箱', 0, '哨到')).toBe('收件箱 · 哨到');
  });

  it('starts with how many wait', () => {
    expect(titleText('收件箱', 3, '哨到')).toBe('(3) 收件箱 · 哨到');
  });

  it('names the product where the page has no name', () => {
    expect(titleText('', 0, '哨到')).toBe('哨到');
  });
});
